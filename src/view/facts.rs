//! The facts about a resource type, as text: properties, their shapes, replacements, attributes, permissions.

use super::{BOLD, DIM};
use crate::facts::{Format, Length, Object, Path, Range, ResourceType, Shape, Text, regions, source};
use std::io::{self, Write};

/// The maximum depth of nested objects.
const DEEPEST: usize = 6;

/// The maximum number of choices that are listed.
const LISTED: usize = 12;

/// Writes a resource type.
pub fn human(out: &mut dyn Write, facts: &ResourceType) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#} {DIM}({}){DIM:#}", facts.name, source())?;
    line(out, "identifier", &facts.identifier)?;
    match facts.import_by() {
        Some(by) => line(out, "import by", by)?,
        None => writeln!(out, "import: not possible, CloudFormation cannot read it")?,
    }
    let mut holds = facts.addresses().map(str::to_owned).collect::<Vec<_>>();
    if facts.stateful {
        holds.insert(0, "data".to_owned());
    }
    if !holds.is_empty() {
        writeln!(out, "lost when it is replaced: {}", holds.join(", "))?;
    }
    match &facts.tags {
        Some(tags) if tags.updatable => writeln!(out, "tags: {}", tags.property)?,
        Some(tags) => writeln!(
            out,
            "tags: {}, which replace the resource when they change",
            tags.property
        )?,
        None => writeln!(out, "tags: none")?,
    }
    let missing = regions()
        .filter(|region| facts.is_in(region) == Some(false))
        .collect::<Vec<_>>();
    if !missing.is_empty() {
        writeln!(out, "not in: {}", missing.join(", "))?;
    }
    writeln!(out, "properties:")?;
    let mut writer = Writer { out, facts };
    writer.object(facts.properties.get(), "", 1)?;
    line(out, "Fn::GetAtt", &facts.attributes)?;
    line(out, "set by AWS only", &facts.read_only)?;
    line(out, "never read back", &facts.write_only)?;
    let permissions = facts.permissions();
    for (handler, actions) in [
        ("create", &permissions.create),
        ("read", &permissions.read),
        ("update", &permissions.update),
        ("delete", &permissions.delete),
    ] {
        if !actions.is_empty() {
            writeln!(out, "to {handler}: {}", actions.join(", "))?;
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, name: &str, paths: &[Path]) -> io::Result<()> {
    if paths.is_empty() {
        return Ok(());
    }
    writeln!(out, "{name}: {}", paths.join(", "))
}

struct Writer<'w> {
    out: &'w mut dyn Write,
    facts: &'w ResourceType,
}

impl Writer<'_> {
    fn object(&mut self, object: &'static Object, path: &str, depth: usize) -> io::Result<()> {
        for property in &object.properties {
            let path = if path.is_empty() {
                property.name.to_owned()
            } else {
                format!("{path}/{}", property.name)
            };
            let mut notes = Vec::new();
            if object.required.contains(&property.name) {
                notes.push("required");
            }
            if self.facts.create_only.iter().any(|known| *known == path) {
                notes.push("replaces");
            }
            if self
                .facts
                .conditional_create_only
                .iter()
                .any(|known| *known == path)
            {
                notes.push("may replace");
            }
            let notes = if notes.is_empty() {
                String::new()
            } else {
                format!("  [{}]", notes.join(", "))
            };
            let indent = 2 * depth;
            writeln!(
                self.out,
                "{:indent$}{}: {}{notes}",
                "",
                property.name,
                describe(&property.shape)
            )?;
            self.inside(&property.shape, &path, depth)?;
        }
        Ok(())
    }

    fn inside(&mut self, shape: &'static Shape, path: &str, depth: usize) -> io::Result<()> {
        match shape {
            Shape::Object(object) if depth < DEEPEST => self.object(object.get(), path, depth + 1),
            Shape::List { item, .. } => self.inside(item, &format!("{path}/*"), depth),
            Shape::Map { value, .. } => self.inside(value, &format!("{path}/*"), depth),
            Shape::OneOf(shapes) => shapes
                .iter()
                .try_for_each(|shape| self.inside(shape, path, depth)),
            _ => Ok(()),
        }
    }
}

fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Text(text) => self::text(text),
        Shape::Integer(range) => format!("integer{}", self::range(range)),
        Shape::Number(range) => format!("number{}", self::range(range)),
        Shape::Boolean => "boolean".to_owned(),
        Shape::List { item, length, unique } => {
            let unique = if *unique { ", unique" } else { "" };
            format!("list of {}{}{unique}", describe(item), self::length(*length))
        }
        Shape::Map { value, .. } => format!("map of {}", describe(value)),
        Shape::Object(_) => "object".to_owned(),
        Shape::Document => "JSON".to_owned(),
        Shape::OneOf(shapes) => shapes.iter().map(describe).collect::<Vec<_>>().join(" or "),
        Shape::Any => "any".to_owned(),
    }
}

fn text(text: &Text) -> String {
    let mut words = format!("string{}", length(text.length));
    if !text.choices.is_empty() {
        let more = if text.choices.len() > LISTED { " .." } else { "" };
        let listed = text.choices.iter().take(LISTED).copied().collect::<Vec<_>>();
        words = format!("{}{more}", listed.join(" | "));
    }
    match text.format {
        Format::Plain => {}
        Format::Ipv4Network => words.push_str(", an IPv4 network"),
        Format::Ipv6Network => words.push_str(", an IPv6 network"),
        Format::DateTime => words.push_str(", a time"),
        Format::Arn(kind) => words.extend([", the ARN of ", kind]),
        Format::Id(kind) => words.extend([", the id of ", kind]),
    }
    if let Some(pattern) = text.pattern {
        words.extend([", ", pattern]);
    }
    words
}

fn length(length: Length) -> String {
    match (length.min, length.max) {
        (0, u32::MAX) => String::new(),
        (min, u32::MAX) => format!(" ({min} or more)"),
        (min, max) => format!(" ({min} to {max})"),
    }
}

fn range(range: &Range) -> String {
    if !range.choices.is_empty() {
        let choices = range.choices.iter().map(ToString::to_string).collect::<Vec<_>>();
        return format!(" {}", choices.join(" | "));
    }
    match (range.min, range.max) {
        (None, None) => String::new(),
        (Some(min), None) => format!(" from {min}"),
        (None, Some(max)) => format!(" up to {max}"),
        (Some(min), Some(max)) => format!(" {min} to {max}"),
    }
}
