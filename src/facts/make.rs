//! The words the generated tables are written in, so that a property is one line there.

use super::{Format, Length, Object, Property, Range, Shape, Text};

/// Without limit.
pub(super) const MAX: u32 = u32::MAX;

pub(super) static ANY: Shape = Shape::Any;
pub(super) static BOOLEAN: Shape = Shape::Boolean;
pub(super) static DOCUMENT: Shape = Shape::Document;
pub(super) static INTEGER: Shape = Shape::Integer(Range::ANY);
pub(super) static NUMBER: Shape = Shape::Number(Range::ANY);
pub(super) static TEXT: Shape = Shape::Text(Text::ANY);

pub(super) const fn property(name: &'static str, shape: &'static Shape) -> Property {
    Property { name, shape }
}

pub(super) const fn object(object: &'static Object) -> Shape {
    Shape::Object(object)
}

/// Text of some length.
pub(super) const fn text(min: u32, max: u32) -> Shape {
    Shape::Text(Text {
        length: Length { min, max },
        ..Text::ANY
    })
}

/// Text of some length that matches.
pub(super) const fn matching(min: u32, max: u32, pattern: &'static str) -> Shape {
    Shape::Text(Text {
        length: Length { min, max },
        pattern: Some(pattern),
        ..Text::ANY
    })
}

/// One of a few words.
pub(super) const fn choice(choices: &'static [&'static str]) -> Shape {
    Shape::Text(Text { choices, ..Text::ANY })
}

/// Text that denotes something.
pub(super) const fn denoting(format: Format) -> Shape {
    Shape::Text(Text { format, ..Text::ANY })
}

pub(super) const fn integer(min: Option<f64>, max: Option<f64>) -> Shape {
    Shape::Integer(Range {
        min,
        max,
        choices: &[],
    })
}

/// One of a few whole numbers.
pub(super) const fn integer_choice(choices: &'static [i64]) -> Shape {
    Shape::Integer(Range {
        choices,
        ..Range::ANY
    })
}

pub(super) const fn number(min: Option<f64>, max: Option<f64>) -> Shape {
    Shape::Number(Range {
        min,
        max,
        choices: &[],
    })
}

pub(super) const fn list(item: &'static Shape, min: u32, max: u32) -> Shape {
    Shape::List {
        item,
        length: Length { min, max },
        unique: false,
    }
}

/// A list without duplicates.
pub(super) const fn set(item: &'static Shape, min: u32, max: u32) -> Shape {
    Shape::List {
        item,
        length: Length { min, max },
        unique: true,
    }
}

pub(super) const fn map(value: &'static Shape, key: Option<&'static str>) -> Shape {
    Shape::Map { value, key }
}
