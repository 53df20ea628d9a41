//! Names of structs: that of the definition if it has one meaning in the service, otherwise with the resource's name
//! as its prefix.
//!
//! Of several meanings, the one that most resource types share keeps the plain name (`ec2::Tag`); on a tie, none
//! does.

use super::{Key, RESERVED, is_enum};
use crate::names::camel;
use crate::schema::{Node, Object, Resource};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

pub(super) fn names(resources: &[&Resource]) -> BTreeMap<Key, String> {
    let types: BTreeSet<String> = resources
        .iter()
        .map(|resource| camel(&resource.parts().1))
        .collect();
    // By plain name: by meaning: the definitions that have it.
    let mut meanings: BTreeMap<String, BTreeMap<u64, Vec<Key>>> = BTreeMap::new();
    for resource in resources {
        let mut seen = BTreeMap::new();
        for definition in resource.definitions.keys() {
            let key = (resource.name.clone(), definition.clone());
            let meaning = meaning(resource, definition, &mut seen);
            let same_name = meanings.entry(camel(definition)).or_default();
            same_name.entry(meaning).or_default().push(key);
        }
    }
    let mut names = BTreeMap::new();
    let mut taken = types.clone();
    taken.extend(RESERVED.map(str::to_owned));
    let mut led = Vec::new();
    for (plain, meanings) in meanings {
        let most = meanings.values().map(Vec::len).max().unwrap_or_default();
        let winners = meanings.values().filter(|keys| keys.len() == most).count();
        for keys in meanings.into_values() {
            if keys.len() == most && winners == 1 && !taken.contains(&plain) {
                names.extend(keys.into_iter().map(|key| (key, plain.clone())));
            } else {
                led.extend(keys.into_iter().map(|key| (key, plain.clone())));
            }
        }
    }
    taken.extend(names.values().cloned());
    led.sort();
    for ((resource, definition), plain) in led {
        let mut name = camel(&crate::schema::parts(&resource).1) + &plain;
        while !taken.insert(name.clone()) {
            name.push_str("Definition");
        }
        names.insert((resource, definition), name);
    }
    names
}

/// The Rust form of a definition, at all levels.
fn meaning(resource: &Resource, name: &str, seen: &mut BTreeMap<String, u64>) -> u64 {
    if let Some(known) = seen.get(name) {
        return *known;
    }
    let mut hasher = DefaultHasher::new();
    // Within itself, a definition is identified by its name.
    name.hash(&mut hasher);
    seen.insert(name.to_owned(), hasher.finish());
    let mut hasher = DefaultHasher::new();
    if let Some(object) = resource.definitions.get(name) {
        describe(resource, object, seen, &mut hasher);
    }
    let meaning = hasher.finish();
    seen.insert(name.to_owned(), meaning);
    meaning
}

fn describe(
    resource: &Resource,
    object: &Object,
    seen: &mut BTreeMap<String, u64>,
    hasher: &mut DefaultHasher,
) {
    for (name, node) in &object.members {
        (name, object.required.contains(name)).hash(hasher);
        node.visit(&mut |node| match node {
            Node::Text(text) if is_enum(text) => (0, &text.choices, &text.definition).hash(hasher),
            Node::Text(text) => (1, &text.formats).hash(hasher),
            Node::Integer(_) => 2.hash(hasher),
            Node::Number(_) => 3.hash(hasher),
            Node::Boolean => 4.hash(hasher),
            Node::List { .. } => 5.hash(hasher),
            Node::Map { .. } => 6.hash(hasher),
            Node::Object(name) => meaning(resource, name, seen).hash(hasher),
            Node::Document | Node::OneOf(_) | Node::Any => 7.hash(hasher),
        });
    }
}
