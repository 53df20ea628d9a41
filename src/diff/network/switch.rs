//! Properties that make a resource public.

use super::{Direction, Network};
use crate::diff::{Weight, normal};
use crate::model::json::{Call, Fields, Json, Target};
use crate::model::template::Template;
use std::collections::BTreeMap;

/// Properties that open a resource, with the value that does so.
const OPENS: [(&str, &str); 5] = [
    ("AssignPublicIp", "ENABLED"),
    ("AssociatePublicIpAddress", "true"),
    ("MapPublicIpOnLaunch", "true"),
    ("PubliclyAccessible", "true"),
    ("AssignIpv6AddressOnCreation", "true"),
];

/// Properties that block public access when they are true.
const BLOCKS: [&str; 4] = [
    "BlockPublicAcls",
    "BlockPublicPolicy",
    "IgnorePublicAcls",
    "RestrictPublicBuckets",
];

pub(super) fn between(before: &Template, after: &Template) -> Vec<Network> {
    let (old, new) = (switches(before), switches(after));
    let mut rows = Vec::new();
    let gone = old.keys().filter(|switch| !new.contains_key(*switch));
    for switch @ (id, name) in new.keys().chain(gone) {
        let blocks = BLOCKS.contains(name);
        let weight = match (old.get(switch).copied(), new.get(switch).copied()) {
            // By default, AWS blocks public access, in one way or another.
            (before, Some(false)) if blocks && before != Some(false) => Weight::Broader,
            (Some(true), None) if blocks && after.resources.contains_key(*id) => Weight::Broader,
            (Some(false), Some(true)) if blocks => Weight::Narrower,
            (None | Some(false), Some(true)) if !blocks => Weight::Broader,
            (Some(true), None | Some(false)) if !blocks => Weight::Narrower,
            _ => continue,
        };
        rows.push(Network {
            // The row shows the property that is true now, or that no longer is.
            added: (weight == Weight::Broader) != blocks,
            weight,
            what: Call::Ref(Target::local(*id)).into(),
            direction: Direction::Public,
            traffic: (*name).to_owned(),
            peer: None,
        });
    }
    rows
}

/// Logical ID and name of every such property in the template, and its value.
fn switches(template: &Template) -> BTreeMap<(&str, &'static str), bool> {
    let mut switches = BTreeMap::new();
    for (id, resource) in &template.resources {
        walk(&resource.properties, &mut |name, on| {
            let known = switches.entry((&**id, name)).or_insert(on);
            // One opening of several is enough; one block of several is not.
            *known = if BLOCKS.contains(&name) {
                *known && on
            } else {
                *known || on
            };
        });
    }
    switches
}

fn walk(fields: &Fields, found: &mut impl FnMut(&'static str, bool)) {
    for (name, value) in fields.iter() {
        if let Some((name, word)) = OPENS.iter().find(|(known, _)| *known == name) {
            found(name, normal(value).as_text() == Some(word));
        } else if let Some(name) = BLOCKS.iter().find(|known| **known == name) {
            found(name, normal(value).as_text() == Some("true"));
        } else {
            inner(value, found);
        }
    }
}

fn inner(value: &Json, found: &mut impl FnMut(&'static str, bool)) {
    match value {
        Json::Map(fields) => walk(fields, found),
        Json::List(items) => items.iter().for_each(|item| inner(item, found)),
        Json::Call(call) => {
            if let Call::Function(_, argument) = &**call {
                inner(argument, found);
            }
        }
        _ => {}
    }
}
