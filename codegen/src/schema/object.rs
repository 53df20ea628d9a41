//! Reads the members of an object of the JSON schema, and the rules between them.

use super::merge::{self, alternatives};
use super::read::{Place, Reader};
use super::{Node, Object, Rule};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

impl Reader<'_> {
    /// The object of `map`; alternatives become one object in which each member is optional.
    pub(super) fn object(&mut self, map: &Map<String, Value>, owner: &str) -> Object {
        if map.contains_key("allOf") {
            return self.object(&merge::all_of(self.schema, map), owner);
        }
        let mut object = Object {
            open: map.get("additionalProperties") != Some(&Value::Bool(false)),
            ..Object::default()
        };
        for (property, raw) in map
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let node = self.node(raw, Place { owner, property });
            object.members.insert(property.clone(), node);
        }
        object.required.extend(names(map.get("required")));
        object.rules.extend(rules(map));
        if let Some(branches) = alternatives(map) {
            self.branches(&mut object, branches, map.contains_key("oneOf"), owner);
        }
        object
    }

    fn branches(&mut self, object: &mut Object, branches: &[Value], exclusive: bool, owner: &str) {
        let mut groups = Vec::new();
        for branch in branches {
            let Some(branch) = merge::resolve(self.schema, branch) else {
                continue;
            };
            let branch = self.object(&branch.clone(), owner);
            object.open &= branch.open || branch.members.is_empty();
            groups.push(branch.required.iter().cloned().collect());
            for (name, node) in branch.members {
                let merged = match object.members.remove(&name) {
                    Some(other) => merge::one_of(vec![other, node]),
                    None => node,
                };
                object.members.insert(name, merged);
            }
        }
        object.rules.extend(group_rule(groups, exclusive));
    }
}

fn names(list: Option<&Value>) -> Vec<String> {
    let names = list.and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The rules that cfn-lint adds to JSON Schema, and those of JSON Schema.
fn rules(map: &Map<String, Value>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let group = |key: &str| Some(names(map.get(key))).filter(|names| !names.is_empty());
    rules.extend(group("requiredXor").map(Rule::ExactlyOne));
    rules.extend(group("requiredOr").map(Rule::AtLeastOne));
    let pairs = |key: &str| map.get(key).and_then(Value::as_object).into_iter().flatten();
    for (name, others) in pairs("dependentExcluded") {
        rules.push(Rule::Excludes(name.clone(), names(Some(others))));
    }
    for (name, others) in pairs("dependentRequired").chain(pairs("dependencies")) {
        rules.push(Rule::Needs(name.clone(), names(Some(others))));
    }
    rules
}

/// The rule of alternatives, by the members that each requires.
fn group_rule(groups: Vec<Vec<String>>, exclusive: bool) -> Option<Rule> {
    if groups.is_empty() || groups.iter().any(Vec::is_empty) {
        return None;
    }
    let sets: Vec<BTreeSet<_>> = groups.iter().map(|group| group.iter().collect()).collect();
    let nested = sets.iter().enumerate().any(|(at, one)| {
        sets.iter()
            .enumerate()
            .any(|(other, set)| at != other && one.is_subset(set))
    });
    let single = groups.iter().all(|group| group.len() == 1);
    Some(match (exclusive && !nested, single) {
        (true, true) => Rule::ExactlyOne(groups.concat()),
        (true, false) => Rule::OneGroup(groups),
        (false, true) => Rule::AtLeastOne(groups.concat()),
        (false, false) => Rule::AnyGroup(groups),
    })
}

impl Object {
    /// Removes a member, and the rules about it.
    pub(super) fn forget(&mut self, name: &str) -> Option<Node> {
        self.required.remove(name);
        self.members.remove(name)
    }

    /// Drops rules about members that do not exist.
    pub(super) fn settle(&mut self) {
        let members = &self.members;
        self.required.retain(|name| members.contains_key(name));
        self.rules.retain_mut(|rule| match rule {
            Rule::ExactlyOne(names) | Rule::AtLeastOne(names) => {
                names.retain(|name| members.contains_key(name));
                !names.is_empty()
            }
            Rule::Excludes(name, others) | Rule::Needs(name, others) => {
                others.retain(|other| members.contains_key(other));
                members.contains_key(name) && !others.is_empty()
            }
            Rule::AnyGroup(groups) | Rule::OneGroup(groups) => {
                groups.iter().flatten().all(|name| members.contains_key(name))
            }
        });
    }
}
