//! The code of a `Shape`, in the words of `facts::make`.

use super::objects::{Objects, strings};
use super::pattern::checked;
use crate::rust::identifies;
use crate::schema::{Length, Node, Range, Resource, Text};
use anyhow::Result;

/// A reference to the shape of `node`.
pub(super) fn reference(objects: &Objects, resource: &Resource, node: &Node) -> Result<String> {
    Ok(match node {
        Node::Any => "&ANY".to_owned(),
        Node::Boolean => "&BOOLEAN".to_owned(),
        Node::Document => "&DOCUMENT".to_owned(),
        Node::Integer(range) if *range == Range::default() => "&INTEGER".to_owned(),
        Node::Number(range) if *range == Range::default() => "&NUMBER".to_owned(),
        Node::Text(text) if text_code(text)? == ANY_TEXT => "&TEXT".to_owned(),
        node => format!("&{}", value(objects, resource, node)?),
    })
}

const ANY_TEXT: &str = "Shape::Text(Text::ANY)";

fn value(objects: &Objects, resource: &Resource, node: &Node) -> Result<String> {
    Ok(match node {
        Node::Any => "Shape::Any".to_owned(),
        Node::Boolean => "Shape::Boolean".to_owned(),
        Node::Document => "Shape::Document".to_owned(),
        Node::Integer(range) if !range.choices.is_empty() => {
            let choices: Vec<_> = range
                .choices
                .iter()
                .map(|choice| digits(&choice.to_string()))
                .collect();
            format!("integer_choice(&[{}])", choices.join(", "))
        }
        Node::Integer(range) => format!("integer({}, {})", limit(range.min), limit(range.max)),
        Node::Number(range) => format!("number({}, {})", limit(range.min), limit(range.max)),
        Node::Text(text) => text_code(text)?,
        Node::List { item, length, unique } => {
            let (min, max) = bounds(*length);
            let maker = if *unique { "set" } else { "list" };
            format!("{maker}({}, {min}, {max})", reference(objects, resource, item)?)
        }
        Node::Map { value, key } => {
            let value = reference(objects, resource, value)?;
            match key.as_deref().map(checked).transpose()?.flatten() {
                Some(key) => format!("map({value}, Some({}))", raw(&key)),
                None => format!("map({value}, None)"),
            }
        }
        Node::Object(name) => format!("object(&{})", objects.name(resource, name)?),
        Node::OneOf(nodes) => {
            let nodes: Result<Vec<_>> = nodes.iter().map(|node| value(objects, resource, node)).collect();
            format!("Shape::OneOf(&[{}])", nodes?.join(", "))
        }
    })
}

fn text_code(text: &Text) -> Result<String> {
    let pattern = text.pattern.as_deref().map(checked).transpose()?.flatten();
    let (min, max) = bounds(text.length);
    let limited = text.length != Length::default();
    let format = format(text);
    Ok(match (pattern, text.choices.is_empty(), format) {
        (None, true, None) if !limited => ANY_TEXT.to_owned(),
        (None, true, None) => format!("text({min}, {max})"),
        (Some(pattern), true, None) => format!("matching({min}, {max}, {})", raw(&pattern)),
        (None, false, None) if !limited => format!("choice({})", strings(&text.choices)),
        (None, true, Some(format)) if !limited => format!("denoting({format})"),
        (pattern, _, format) => format!(
            "Shape::Text(Text {{ length: Length {{ min: {min}, max: {max} }}, pattern: {}, choices: {}, format: {} }})",
            pattern.map_or_else(|| "None".to_owned(), |pattern| format!("Some({})", raw(&pattern))),
            strings(&text.choices),
            format.unwrap_or_else(|| "Format::Plain".to_owned()),
        ),
    })
}

/// What the text denotes, when all that the schema offers comes to the same.
fn format(text: &Text) -> Option<String> {
    let mut formats: Vec<_> = text.formats.iter().map(|format| one_format(format)).collect();
    formats.dedup();
    match formats.as_slice() {
        [only] => only.clone(),
        _ => None,
    }
}

fn one_format(format: &str) -> Option<String> {
    Some(match format {
        "ipv4-network" => "Format::Ipv4Network".to_owned(),
        "ipv6-network" => "Format::Ipv6Network".to_owned(),
        "date-time" => "Format::DateTime".to_owned(),
        _ => {
            let (kind, name) = identifies(format)?;
            format!("Format::{kind}({name:?})")
        }
    })
}

fn bounds(length: Length) -> (String, String) {
    (
        digits(&length.min.unwrap_or_default().to_string()),
        length
            .max
            .map_or_else(|| "MAX".to_owned(), |max| digits(&max.to_string())),
    )
}

fn limit(limit: Option<f64>) -> String {
    limit.map_or_else(
        || "None".to_owned(),
        |limit| format!("Some({})", digits(&format!("{limit:?}"))),
    )
}

/// A number with its digits in groups of three.
fn digits(number: &str) -> String {
    let (whole, fraction) = number
        .split_once('.')
        .map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && whole.len() > 5 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// A string literal, raw when that reads better.
fn raw(text: &str) -> String {
    if !text.contains('\\') || text.contains('\r') {
        return format!("{text:?}");
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
