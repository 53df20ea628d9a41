//! The one-line documentation of generated items: the first sentence of AWS's documentation, the limits, the effect
//! of a change.

use crate::prose;
use crate::schema::{Length, Node, Range, Replacement, Resource, parts};

/// The documentation of a resource type or a property type.
pub(super) fn object(resource: &Resource, owner: Option<&str>, prose: Option<&prose::Object>) -> String {
    let said = prose.and_then(|prose| prose::first(&prose.text));
    said.unwrap_or_else(|| format!("`{}`.", owner.unwrap_or(&resource.name)))
}

/// The page of a type: `resource "sns-topic"`, `properties "sns-topic-subscription"`.
pub(super) fn page(resource: &Resource, owner: Option<&str>) -> String {
    let (service, name) = lower(resource);
    match owner {
        None => format!("resource \"{service}-{name}\""),
        Some(definition) => format!(
            "properties \"{service}-{name}-{}\"",
            definition.to_ascii_lowercase()
        ),
    }
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn lower(resource: &Resource) -> (String, String) {
    let (service, name) = parts(&resource.name);
    (service.to_ascii_lowercase(), name.to_ascii_lowercase())
}

/// AWS's documentation of a member.
pub(super) fn meaning(name: &str, prose: Option<&prose::Object>) -> Option<String> {
    prose::first(&prose?.properties.get(name)?.text)
}

/// Why a member is deprecated.
pub(super) fn deprecation(
    resource: &Resource,
    owner: Option<&str>,
    name: &str,
    prose: Option<&prose::Object>,
) -> Option<String> {
    let said = prose.and_then(|prose| prose::deprecation(&prose.properties.get(name)?.text));
    let member = (owner.map(str::to_owned), name.to_owned());
    said.or_else(|| {
        resource
            .deprecated
            .contains(&member)
            .then(|| "AWS advises against it".to_owned())
    })
}

/// The limits of a member, and the effect of a change.
pub(super) fn limits(resource: &Resource, owner: Option<&str>, name: &str, node: &Node) -> Option<String> {
    let parts: Vec<_> = of_node(node)
        .into_iter()
        .chain(replacement(resource, owner, name))
        .collect();
    let text = parts.join("; ");
    let first = text.chars().next()?.to_uppercase();
    Some(format!("{first}{}.", &text[1..]))
}

fn replacement(resource: &Resource, owner: Option<&str>, name: &str) -> Option<String> {
    let member = (owner.map(str::to_owned), name.to_owned());
    Some(match resource.replacements.get(&member)? {
        Replacement::Always => "changing it replaces the resource".to_owned(),
        Replacement::Sometimes => "changing it may replace the resource".to_owned(),
    })
}

fn of_node(node: &Node) -> Option<String> {
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
