//! JSON Schema's combinations: `allOf`, `anyOf`, `oneOf`, missing types.

use super::{Length, Node, Text};
use serde_json::{Map, Value};

/// The types that a node allows, derived from its other keywords if it has no `type`.
pub(super) fn types(map: &Map<String, Value>) -> Vec<&str> {
    match map.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => {
            let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
            match map.get("format").and_then(Value::as_str) {
                Some("json") => return vec!["object", "string"],
                Some(_) => return vec!["string"],
                None => {}
            }
            if has(&[
                "pattern",
                "minLength",
                "maxLength",
                "enum",
                "const",
                "relationshipRef",
            ]) {
                vec!["string"]
            } else if has(&["items"]) {
                vec!["array"]
            } else if has(&["properties", "patternProperties"]) {
                vec!["object"]
            } else {
                Vec::new()
            }
        }
    }
}

/// Whether a node has named members, its own or those of its alternatives, or is an object that must be empty.
pub(super) fn is_object(schema: &Value, map: &Map<String, Value>) -> bool {
    let types = types(map);
    if !types.is_empty() && types != ["object"] {
        return false;
    }
    if map
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|all| !all.is_empty())
    {
        return true;
    }
    let branches =
        alternatives(map).or_else(|| map.get("allOf").and_then(Value::as_array).map(Vec::as_slice));
    // A string next to objects is a separate alternative.
    let other = |branch: &Value| {
        resolve(schema, branch).is_some_and(|branch| {
            let types = self::types(branch);
            !types.is_empty() && types != ["object"]
        })
    };
    let members = branches.is_some_and(|branches| {
        let is_object =
            |branch: &Value| resolve(schema, branch).is_some_and(|branch| is_object(schema, branch));
        branches.iter().any(is_object) && !branches.iter().any(other)
    });
    let closed = map.get("additionalProperties") == Some(&Value::Bool(false));
    members || (types == ["object"] && closed && !map.contains_key("patternProperties"))
}

/// The branches of `anyOf` or `oneOf`.
pub(super) fn alternatives(map: &Map<String, Value>) -> Option<&[Value]> {
    map.get("anyOf")
        .or_else(|| map.get("oneOf"))?
        .as_array()
        .map(Vec::as_slice)
}

/// Whether a branch does not restrict the value's type.
pub(super) fn only_requires(branch: &Value) -> bool {
    branch.as_object().is_some_and(|map| {
        map.keys()
            .all(|key| matches!(key.as_str(), "required" | "if" | "then" | "not" | "description"))
    })
}

/// A node, after following its reference.
pub(super) fn resolve<'a>(schema: &'a Value, node: &'a Value) -> Option<&'a Map<String, Value>> {
    let map = node.as_object()?;
    match map.get("$ref").and_then(Value::as_str) {
        Some(reference) => schema.pointer(reference.trim_start_matches('#'))?.as_object(),
        None => Some(map),
    }
}

/// `under`, with its keywords overwritten by those of `top`.
pub(super) fn over(under: &Map<String, Value>, top: &Value) -> Map<String, Value> {
    let mut merged = under.clone();
    for (key, value) in top.as_object().into_iter().flatten() {
        merged.insert(key.clone(), value.clone());
    }
    merged
}

/// A node merged with the branches of its `allOf`.
pub(super) fn all_of(schema: &Value, map: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = map.clone();
    let branches = merged.remove("allOf");
    for branch in branches.iter().filter_map(Value::as_array).flatten() {
        let Some(branch) = resolve(schema, branch) else {
            continue;
        };
        for (key, value) in branch {
            match (merged.get_mut(key), value) {
                (Some(Value::Object(all)), Value::Object(more)) => all.extend(more.clone()),
                (Some(Value::Array(all)), Value::Array(more)) if key == "required" => {
                    all.extend(more.clone());
                }
                (Some(_), _) => {}
                (None, value) => {
                    merged.insert(key.clone(), value.clone());
                }
            }
        }
    }
    merged
}

/// One node for several alternatives: the common one, a wider one, or a choice.
pub(super) fn one_of(nodes: Vec<Node>) -> Node {
    let mut different: Vec<Node> = Vec::new();
    for node in nodes {
        if !different.contains(&node) {
            different.push(node);
        }
    }
    let texts: Vec<_> = different
        .iter()
        .filter_map(|node| match node {
            Node::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    if different.len() > 1 && texts.len() == different.len() {
        return Node::Text(texts.into_iter().reduce(widest).unwrap_or_default());
    }
    if different.contains(&Node::Any) {
        return Node::Any;
    }
    match different.len() {
        0 => Node::Any,
        1 => different.remove(0),
        _ => Node::OneOf(different),
    }
}

/// A string that is either of two.
fn widest(one: Text, other: Text) -> Text {
    let either = |one: Vec<String>, other: Vec<String>| {
        if one.is_empty() || other.is_empty() {
            return Vec::new();
        }
        let mut all = [one, other].concat();
        all.sort();
        all.dedup();
        all
    };
    Text {
        length: Length {
            min: one.length.min.zip(other.length.min).map(|(a, b)| a.min(b)),
            max: one.length.max.zip(other.length.max).map(|(a, b)| a.max(b)),
        },
        pattern: one
            .pattern
            .filter(|pattern| other.pattern.as_ref() == Some(pattern)),
        choices: either(one.choices, other.choices),
        spellings: either(one.spellings, other.spellings),
        definition: one
            .definition
            .filter(|name| other.definition.as_ref() == Some(name)),
        formats: either(one.formats, other.formats),
    }
}
