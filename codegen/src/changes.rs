//! The changes in a newer package of schemas, as a table for the change log.

use crate::schema::Resource;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The rows: added and removed types, and types with changed properties.
pub(crate) fn table(old: &BTreeMap<String, Resource>, new: &BTreeMap<String, Resource>) -> String {
    let mut table = "| type | change |\n|---|---|\n".to_owned();
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for name in names {
        let change = match (old.get(name), new.get(name)) {
            (None, Some(_)) => "new".to_owned(),
            (Some(_), None) => "removed".to_owned(),
            (Some(old), Some(new)) => between(old, new),
            (None, None) => String::new(),
        };
        if !change.is_empty() {
            let _ = writeln!(table, "| {name} | {change} |");
        }
    }
    table
}

fn between(old: &Resource, new: &Resource) -> String {
    let (before, after) = (properties(old), properties(new));
    let mut parts = Vec::new();
    let mut list = |word: &str, names: Vec<&String>| {
        if !names.is_empty() {
            let names: Vec<_> = names.into_iter().map(String::as_str).collect();
            parts.push(format!("{word} {}", names.join(", ")));
        }
    };
    list(
        "adds",
        after.keys().filter(|name| !before.contains_key(*name)).collect(),
    );
    list(
        "removes",
        before.keys().filter(|name| !after.contains_key(*name)).collect(),
    );
    let changed = after
        .iter()
        .filter(|(name, shape)| before.get(*name).is_some_and(|old| old != *shape));
    list("changes", changed.map(|(name, _)| name).collect());
    let replaces = |resource: &Resource| resource.create_only.iter().cloned().collect::<BTreeSet<_>>();
    let (before, after) = (replaces(old), replaces(new));
    list("is replaced by", after.difference(&before).collect());
    list("is no longer replaced by", before.difference(&after).collect());
    parts.join("; ")
}

/// Every property with its description, nested ones under the name of their definition.
fn properties(resource: &Resource) -> BTreeMap<String, String> {
    let definitions = resource
        .definitions
        .iter()
        .map(|(name, object)| (Some(name), object));
    let all = std::iter::once((None, &resource.root)).chain(definitions);
    all.flat_map(|(definition, object)| {
        object.members.iter().map(move |(name, node)| {
            let path = definition.map_or_else(|| name.clone(), |definition| format!("{definition}.{name}"));
            (path, format!("{node:?} {}", object.required.contains(name)))
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::read;
    use serde_json::json;

    #[test]
    fn what_came_and_went_is_a_row() {
        let of = |properties: serde_json::Value, create_only: serde_json::Value| {
            let schema = json!({"properties": properties, "createOnlyProperties": create_only, "additionalProperties": false});
            BTreeMap::from([("AWS::A::B".to_owned(), read("AWS::A::B", &schema).unwrap())])
        };
        let old = of(
            json!({"A": {"type": "string"}, "B": {"type": "string"}}),
            json!([]),
        );
        let new = of(
            json!({"A": {"type": "integer"}, "C": {"type": "string"}}),
            json!(["/properties/A"]),
        );
        let table = table(&old, &new);
        assert!(
            table.ends_with("| AWS::A::B | adds C; removes B; changes A; is replaced by A |\n"),
            "{table}"
        );
        assert!(!super::table(&new, &new).contains("AWS::A::B"));
        assert!(super::table(&BTreeMap::new(), &new).contains("| AWS::A::B | new |"));
    }
}
