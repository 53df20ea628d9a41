//! Adds the tags of the app and of a stack to every resource whose tags can be updated in place.

use crate::facts::{TagStyle, resource_type};
use crate::model::app::Stack;
use crate::model::json::{Fields, Json, Text};

/// Adds the tags of the stack and of the app, also to what is nested in it. A resource's own tags take precedence, then those of the
/// innermost stack.
pub(super) fn apply(stack: &mut Stack, app: &[(Text, Text)]) {
    for resource in stack.template.resources.values_mut() {
        let tags = resource_type(&resource.kind).and_then(|facts| facts.tags.as_ref());
        let Some(tags) = tags.filter(|tags| tags.updatable) else {
            continue;
        };
        for (key, value) in stack.tags.iter().chain(app) {
            add(&mut resource.properties, tags.property, tags.style, key, value);
        }
    }
    let outer = stack.tags.iter().chain(app).cloned().collect::<Vec<_>>();
    for nested in &mut stack.nested {
        apply(nested, &outer);
    }
}

fn add(properties: &mut Fields, property: &'static str, style: TagStyle, key: &Text, value: &Text) {
    if properties.get(property).is_none() {
        let empty = match style {
            TagStyle::List => Json::List(Vec::new()),
            TagStyle::Map => Json::Map(Fields::default()),
        };
        properties.insert(property, empty);
    }
    match properties.get_mut(property) {
        Some(Json::List(tags)) if !tags.iter().any(|tag| same(tag.get("Key"), key)) => {
            tags.push(Fields::from_iter([("Key", key.clone()), ("Value", value.clone())]).into());
        }
        Some(Json::Map(tags)) if !tags.iter().any(|(name, _)| name.eq_ignore_ascii_case(key)) => {
            tags.insert(key.clone(), value.clone());
        }
        // An expression in place of the tags is not changed.
        _ => {}
    }
}

/// Keys are compared without case: IAM refuses two that differ only in it.
fn same(key: Option<&Json>, other: &str) -> bool {
    key.and_then(Json::as_text)
        .is_some_and(|key| key.eq_ignore_ascii_case(other))
}
