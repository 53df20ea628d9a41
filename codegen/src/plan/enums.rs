//! Names of enumerations: that of the definition or the property if it is clear and has one set of values in the
//! service (`NetworkMode`), otherwise with the name of the struct as its prefix (`RuleStatus`).

use super::{Key, Place, RESERVED, is_enum, speaks, text_of};
use crate::names::{camel, singular};
use crate::schema::{Resource, Text};
use std::collections::{BTreeMap, BTreeSet};

/// One use of an enumeration.
struct Use<'a> {
    key: Key,
    /// The name on its own, and its prefix.
    plain: String,
    lead: String,
    /// A definition's name needs no prefix, even if it is one word.
    named: bool,
    choices: &'a [String],
}

pub(super) fn names(resources: &[&Resource], structs: &BTreeMap<Key, String>) -> BTreeMap<Key, String> {
    let mut taken: BTreeSet<String> = resources
        .iter()
        .map(|resource| camel(&resource.parts().1))
        .collect();
    taken.extend(RESERVED.map(str::to_owned));
    taken.extend(structs.values().cloned());
    let uses: Vec<_> = resources
        .iter()
        .flat_map(|resource| uses(resource, structs))
        .collect();
    let mut values: BTreeMap<&str, BTreeSet<&[String]>> = BTreeMap::new();
    for one in &uses {
        values.entry(&one.plain).or_default().insert(one.choices);
    }
    let mut given: BTreeMap<String, &[String]> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for one in &uses {
        let alone = values.get(one.plain.as_str()).is_some_and(|sets| sets.len() == 1)
            && (one.named || speaks(&one.plain))
            && !taken.contains(&one.plain);
        let mut name = if alone {
            one.plain.clone()
        } else {
            one.lead.clone() + &one.plain
        };
        while taken.contains(&name) || given.get(&name).is_some_and(|choices| *choices != one.choices) {
            name.push_str("Value");
        }
        given.insert(name.clone(), one.choices);
        names.insert(one.key.clone(), name);
    }
    names
}

fn uses<'a>(resource: &'a Resource, structs: &BTreeMap<Key, String>) -> Vec<Use<'a>> {
    let own = camel(&resource.parts().1);
    let definitions = resource
        .definitions
        .iter()
        .map(|(name, object)| (Some(name.as_str()), object));
    let mut uses = Vec::new();
    for (owner, object) in definitions.chain([(None, &resource.root)]) {
        let lead = owner.and_then(|name| structs.get(&(resource.name.clone(), name.to_owned())));
        for (property, node) in &object.members {
            let Some((text, element)) = text_of(node) else {
                continue;
            };
            let place = Place { owner, property };
            let Some(path) = path(place, text) else {
                continue;
            };
            let plain = match &text.definition {
                Some(name) => camel(name),
                None if element => camel(&singular(property)),
                None => camel(property),
            };
            uses.push(Use {
                key: (resource.name.clone(), path),
                plain,
                lead: match text.definition {
                    Some(_) => own.clone(),
                    None => lead.unwrap_or(&own).clone(),
                },
                named: text.definition.is_some(),
                choices: &text.choices,
            });
        }
    }
    uses
}

/// The identity of an enumeration within its resource.
pub(super) fn path(place: Place<'_>, text: &Text) -> Option<String> {
    if !is_enum(text) {
        return None;
    }
    Some(match &text.definition {
        Some(name) => format!("#{name}"),
        None => format!("{}.{}", place.owner.unwrap_or_default(), place.property),
    })
}
