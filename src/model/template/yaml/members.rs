//! The members of a mapping: keys as strings, each once, with merge keys resolved.

use super::{Fault, Node, Value, scalar, tag};
use crate::model::json::Json;
use indexmap::IndexMap;
use std::collections::HashSet;

/// The merge key.
const MERGE: &str = "<<";

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub(in crate::model::template) struct Member<'a> {
    /// Its key, as written.
    pub(in crate::model::template) key: &'a Node,
    /// Its value.
    pub(in crate::model::template) value: &'a Node,
}

/// The members of a mapping, by name: merged ones first, unless the mapping has a member of that name.
pub(in crate::model::template) fn members(node: &Node) -> Result<IndexMap<String, Member<'_>>, Fault> {
    let Value::Map(pairs) = &node.value else {
        return Ok(IndexMap::new());
    };
    let (merged, own): (Vec<_>, Vec<_>) = pairs.iter().partition(|(key, _)| is_merge(key));
    let mut all = IndexMap::new();
    for (_, source) in merged {
        for source in sources(source)? {
            for (name, member) in members(source)? {
                all.entry(name).or_insert(member);
            }
        }
    }
    let mut seen = HashSet::new();
    for (key, value) in own {
        let name = name(key)?;
        if !seen.insert(name.clone()) {
            let reason = format!("key \"{name}\" appears twice in one object");
            return Err(Fault::new(key.place, reason, "remove one of them"));
        }
        all.insert(name, Member { key, value });
    }
    Ok(all)
}

pub(in crate::model::template) fn is_merge(key: &Node) -> bool {
    matches!(&key.value, Value::Scalar { text, is_plain: true } if text == MERGE) && key.tag.is_none()
}

/// The mappings that a merge key refers to.
fn sources(node: &Node) -> Result<Vec<&Node>, Fault> {
    let all = match &node.value {
        Value::List(items) if node.tag.is_none() => items.iter().map(|item| &**item).collect(),
        _ => vec![node],
    };
    let is_object = |node: &&&Node| matches!(node.value, Value::Map(_)) && tag::function(node).is_none();
    match all.iter().find(|node| !is_object(node)) {
        None => Ok(all),
        Some(other) => Err(Fault::new(
            other.place,
            "<< merges objects, and this is none",
            "use an alias of an object, or a list of them",
        )),
    }
}

/// A key as a string. A number or boolean becomes the string that it has in JSON.
fn name(key: &Node) -> Result<String, Fault> {
    let no_text = || Fault::new(key.place, "a key is not a string", "write the key in quotes");
    let Value::Scalar { text, is_plain } = &key.value else {
        return Err(no_text());
    };
    match tag::meaning(key)? {
        tag::Meaning::Function(_) => return Err(no_text()),
        tag::Meaning::Value if *is_plain => {}
        tag::Meaning::Typed => {}
        tag::Meaning::Text | tag::Meaning::Value => return Ok(text.clone()),
    }
    match scalar::plain(text) {
        Json::Bool(value) => Ok(value.to_string()),
        Json::Int(value) => Ok(value.to_string()),
        Json::Null => Err(no_text()),
        _ => Ok(text.clone()),
    }
}
