//! The one-line documentation of generated items: AWS's name, what a change does, the limits. Never AWS's text.

use crate::schema::{Length, Node, Range, Replacement, Resource, parts};

const PAGES: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference";

/// The page of a resource type.
pub(super) fn resource_page(resource: &Resource) -> String {
    let (service, name) = lower(resource);
    format!("{PAGES}/aws-resource-{service}-{name}.html")
}

/// The page of a property type.
pub(super) fn definition_page(resource: &Resource, definition: &str) -> String {
    let (service, name) = lower(resource);
    format!(
        "{PAGES}/aws-properties-{service}-{name}-{}.html",
        definition.to_ascii_lowercase()
    )
}

fn lower(resource: &Resource) -> (String, String) {
    let (service, name) = parts(&resource.name);
    (service.to_ascii_lowercase(), name.to_ascii_lowercase())
}

/// The indefinite article before `name`.
pub(super) fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O']) {
        "An"
    } else {
        "A"
    }
}

/// A short description of a member: its type, and whether AWS requires it.
pub(super) fn member(
    resource: &Resource,
    owner: Option<&str>,
    name: &str,
    node: &Node,
    required: bool,
) -> String {
    let mut doc = format!("`{name}`");
    if required {
        doc.push_str(", required");
    }
    for part in limits(node).into_iter().chain(replacement(resource, owner, name)) {
        doc.push_str("; ");
        doc.push_str(&part);
    }
    doc + "."
}

fn replacement(resource: &Resource, owner: Option<&str>, name: &str) -> Option<String> {
    let member = (owner.map(str::to_owned), name.to_owned());
    Some(match resource.replacements.get(&member)? {
        Replacement::Always => "changing it replaces the resource".to_owned(),
        Replacement::Sometimes => "changing it may replace the resource".to_owned(),
    })
}

fn limits(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) if text.choices.is_empty() => length(text.length, "character"),
        Node::Integer(limits) | Node::Number(limits) => range(limits),
        Node::List { length: limits, .. } => length(*limits, "element"),
        _ => None,
    }
}

fn length(length: Length, unit: &str) -> Option<String> {
    Some(match (length.min, length.max) {
        (None | Some(1), None) => return None,
        (Some(min), None) => format!("at least {min} {unit}s"),
        (None, Some(1)) => format!("at most 1 {unit}"),
        (None, Some(max)) => format!("at most {max} {unit}s"),
        (Some(1), Some(1)) => format!("1 {unit}"),
        (Some(min), Some(max)) if min == max => format!("{min} {unit}s"),
        (Some(min), Some(max)) => format!("{min} to {max} {unit}s"),
    })
}

fn range(range: &Range) -> Option<String> {
    if !range.choices.is_empty() {
        let choices: Vec<_> = range.choices.iter().map(ToString::to_string).collect();
        return Some(format!("one of {}", choices.join(", ")));
    }
    Some(match (range.min, range.max) {
        (None, None) => return None,
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
    })
}
