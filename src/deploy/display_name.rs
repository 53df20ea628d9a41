//! A readable name for a resource, from its template: its construct path, a name tag or a description.

use crate::model::json::Json;
use crate::model::template::{Resource, Template};
use std::collections::HashMap;

/// Longer descriptions are not used as a name.
const LONGEST: usize = 60;

/// The display names of a template's resources, by logical ID; only of those that have one.
pub(crate) fn names(template: &Template) -> HashMap<String, String> {
    let name = |(id, resource): (&std::sync::Arc<str>, &Resource)| {
        let name = resource.construct_path().or_else(|| name(resource))?;
        Some((id.to_string(), name.to_owned()))
    };
    template.resources.iter().filter_map(name).collect()
}

fn name(resource: &Resource) -> Option<&str> {
    let property = |name| resource.properties.get(name).and_then(Json::as_text);
    let named = property("Description").or_else(|| property("AlarmDescription"));
    let named = named.filter(|text| !text.is_empty() && text.len() <= LONGEST);
    named.or_else(|| tag(resource))
}

/// The tag that AWS's console shows as the name.
fn tag(resource: &Resource) -> Option<&str> {
    let Json::List(tags) = resource.properties.get("Tags")? else {
        return None;
    };
    let name = tags
        .iter()
        .find(|tag| tag.get("Key").and_then(Json::as_text) == Some("Name"))?;
    name.get("Value")?.as_text()
}
