//! Decodes records into types, objects and shapes.

use super::artifact::{self, Bytes};
use super::shape::Source;
use super::{
    Format, Handlers, Length, Object, ObjectRef, Path, Permissions, Property, Range, ResourceType, Rule,
    Shape, TagStyle, Tags, Text,
};
use std::ops::Deref;
use std::sync::{LazyLock, OnceLock};

/// The name of the type with this index.
pub(super) fn type_name(at: usize) -> &'static str {
    artifact::types().get(at).text()
}

/// The index of the type called `name`.
pub(super) fn find(name: &str) -> Option<usize> {
    let (mut low, mut high) = (0, artifact::types().len());
    while low < high {
        let middle = usize::midpoint(low, high);
        match type_name(middle).cmp(name) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// The type with this index.
pub(super) fn resource_type(at: usize) -> ResourceType {
    let mut bytes = artifact::types().get(at);
    let name = bytes.text();
    let properties = ObjectRef::at(bytes.number());
    let regions = artifact::region_set(bytes.number());
    let mut lists = [(); 5].map(|()| paths(&mut bytes));
    let [
        read_only,
        create_only,
        conditional_create_only,
        write_only,
        identifier,
    ] = &mut lists;
    let attributes = match bytes.number() {
        0 => paths(&mut bytes),
        _ => read_only.clone(),
    };
    let attributes = dotted(attributes);
    let list_attributes = dotted(paths(&mut bytes));
    let flags = bytes.number();
    ResourceType {
        name,
        properties,
        attributes,
        list_attributes,
        read_only: std::mem::take(read_only),
        create_only: std::mem::take(create_only),
        conditional_create_only: std::mem::take(conditional_create_only),
        write_only: std::mem::take(write_only),
        identifier: std::mem::take(identifier),
        tags: tags(flags, &mut bytes),
        stateful: flags & 8 != 0,
        importable: flags & 16 != 0,
        regions,
        handlers: Handlers {
            record: Some(bytes),
            decoded: OnceLock::new(),
        },
    }
}

/// Names along each path.
fn paths(bytes: &mut Bytes) -> Vec<Path> {
    many(bytes, |bytes| match bytes.number() {
        1 => bytes.text().into(),
        steps => (0..steps)
            .map(|_| bytes.text())
            .collect::<Vec<_>>()
            .join("/")
            .into(),
    })
}

/// Paths as `Fn::GetAtt` has them.
fn dotted(paths: Vec<Path>) -> Vec<Path> {
    let dotted = paths.into_iter().map(|path| match path {
        Path::Owned(path) => path.replace('/', ".").into(),
        path @ Path::Borrowed(_) => path,
    });
    dotted.collect()
}

fn many<T>(bytes: &mut Bytes, mut read: impl FnMut(&mut Bytes) -> T) -> Vec<T> {
    let count = bytes.number();
    (0..count).map(|_| read(bytes)).collect()
}

fn tags(flags: usize, bytes: &mut Bytes) -> Option<Tags> {
    (flags & 1 == 1).then(|| Tags {
        style: if flags & 2 == 0 {
            TagStyle::List
        } else {
            TagStyle::Map
        },
        updatable: flags & 4 != 0,
        property: bytes.text(),
    })
}

/// The actions of each handler, which are the rest of a type's record.
pub(super) fn permissions(mut bytes: Bytes) -> Permissions {
    let mut permissions = Permissions::default();
    for _ in 0..bytes.number() {
        let service = bytes.text();
        for _ in 0..bytes.number() {
            let name = bytes.text();
            let handlers = bytes.number();
            let action = if service.is_empty() {
                name.to_owned()
            } else {
                format!("{service}:{name}")
            };
            let Permissions {
                create,
                read,
                update,
                delete,
            } = &mut permissions;
            for (bit, actions) in [create, read, update, delete].into_iter().enumerate() {
                if handlers >> bit & 1 == 1 {
                    actions.push(action.clone());
                }
            }
        }
    }
    permissions
}

impl ObjectRef {
    /// The object.
    pub fn get(self) -> &'static Object {
        match self.0 {
            Source::At(at) => object(at),
            #[cfg(test)]
            Source::Made(object) => object,
        }
    }
}

impl Deref for ObjectRef {
    type Target = Object;

    fn deref(&self) -> &Object {
        self.get()
    }
}

/// The object with this index, decoded the first time.
fn object(at: usize) -> &'static Object {
    static OBJECTS: LazyLock<Vec<OnceLock<Box<Object>>>> = LazyLock::new(|| {
        std::iter::repeat_with(OnceLock::new)
            .take(artifact::objects().len())
            .collect()
    });
    static NONE: Object = Object {
        properties: Vec::new(),
        required: Vec::new(),
        rules: Vec::new(),
        open: true,
    };
    let slot = OBJECTS.get(at);
    slot.map_or(&NONE, |slot| slot.get_or_init(|| Box::new(read_object(at))))
}

fn read_object(at: usize) -> Object {
    let mut bytes = artifact::objects().get(at);
    let open = bytes.number() == 1;
    let mut required = Vec::new();
    let mut name = 0;
    let properties = many(&mut bytes, |bytes| {
        name += bytes.number();
        let property = artifact::string(name);
        let (shape, is_required) = shape_and_bit(bytes);
        required.extend(is_required.then_some(property));
        Property {
            name: property,
            shape,
        }
    });
    let rules = many(&mut bytes, |bytes| rule(bytes, &properties));
    Object {
        properties,
        required,
        rules,
        open,
    }
}

fn rule(bytes: &mut Bytes, properties: &[Property]) -> Rule {
    let name = |bytes: &mut Bytes| {
        properties
            .get(bytes.number())
            .map_or("", |property| property.name)
    };
    let names = |bytes: &mut Bytes| many(bytes, name);
    let groups = |bytes: &mut Bytes| many(bytes, names);
    let first = |bytes: &mut Bytes| names(bytes).first().copied().unwrap_or_default();
    match bytes.number() {
        0 => Rule::ExactlyOne(names(bytes)),
        1 => Rule::AtLeastOne(names(bytes)),
        2 => Rule::Excludes(first(bytes), names(bytes)),
        3 => Rule::Needs(first(bytes), names(bytes)),
        4 => Rule::AnyGroup(groups(bytes)),
        _ => Rule::OneGroup(groups(bytes)),
    }
}

/// A shape, and the bit next to its index.
fn shape_and_bit(bytes: &mut Bytes) -> (Shape, bool) {
    let number = bytes.number();
    (shape(artifact::shapes().get(number >> 1)), number & 1 == 1)
}

fn shape(mut bytes: Bytes) -> Shape {
    match bytes.number() {
        1 => Shape::Boolean,
        2 => Shape::Document,
        3 => Shape::Text(text(&mut bytes)),
        4 => Shape::Integer(range(&mut bytes)),
        5 => Shape::Number(range(&mut bytes)),
        6 => {
            let (item, unique) = shape_and_bit(&mut bytes);
            Shape::List {
                item: Box::new(item),
                length: length(&mut bytes),
                unique,
            }
        }
        7 => {
            let (value, has_key) = shape_and_bit(&mut bytes);
            Shape::Map {
                value: Box::new(value),
                key: has_key.then(|| bytes.text()),
            }
        }
        8 => Shape::Object(ObjectRef::at(bytes.number())),
        9 => Shape::OneOf(many(&mut bytes, |bytes| shape_and_bit(bytes).0)),
        _ => Shape::Any,
    }
}

fn length(bytes: &mut Bytes) -> Length {
    let limit = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Length {
        min: limit(bytes.number()),
        max: bytes.number().checked_sub(1).map_or(u32::MAX, limit),
    }
}

fn range(bytes: &mut Bytes) -> Range {
    Range {
        min: limit(bytes),
        max: limit(bytes),
        choices: many(bytes, Bytes::signed),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a whole number below 10^15")]
fn limit(bytes: &mut Bytes) -> Option<f64> {
    match bytes.number() {
        0 => None,
        1 => Some(bytes.signed() as f64),
        _ => Some(f64::from_bits(bytes.fraction())),
    }
}

fn text(bytes: &mut Bytes) -> Text {
    let flags = bytes.number();
    let has = |bit: usize| flags >> bit & 1 == 1;
    let mut text = Text::ANY;
    if has(0) {
        text.length = length(bytes);
    }
    if has(1) {
        text.pattern = Some(bytes.text());
    }
    if has(2) {
        let mut at = 0;
        text.choices = many(bytes, |bytes| {
            at += bytes.number();
            artifact::string(at)
        });
    }
    text.any_case = has(4);
    if has(3) {
        text.format = match bytes.number() {
            1 => Format::Ipv4Network,
            2 => Format::Ipv6Network,
            3 => Format::DateTime,
            4 => Format::Arn(bytes.text()),
            _ => Format::Id(bytes.text()),
        };
    }
    text
}
