//! The objects of all resource types. Objects that are equal, down to their last member, are stored once.

use super::record::Record;
use super::shapes::Shapes;
use crate::schema::{Object, Resource, Rule};
use anyhow::{Context, Result};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

/// An object: the resource, and the definition (none for the resource itself).
type Key<'a> = (&'a str, Option<&'a str>);

/// The classes of equal objects.
pub(super) struct Objects<'a> {
    numbers: HashMap<Key<'a>, usize>,
    first: Vec<(&'a Resource, Option<&'a str>)>,
}

impl<'a> Objects<'a> {
    /// Partitions the objects by their contents, until the partition no longer changes.
    pub(super) fn new(resources: &'a BTreeMap<String, Resource>) -> Self {
        let all: Vec<(&Resource, Option<&str>)> = resources
            .values()
            .flat_map(|resource| {
                let names = resource.definitions.keys().map(|name| Some(name.as_str()));
                std::iter::once(None)
                    .chain(names)
                    .map(move |name| (resource, name))
            })
            .collect();
        let mut classes: HashMap<Key<'a>, u64> = HashMap::new();
        let mut count = 0;
        loop {
            let next: HashMap<Key<'a>, u64> = all
                .iter()
                .map(|(resource, name)| ((resource.name.as_str(), *name), class(resource, *name, &classes)))
                .collect();
            let mut different: Vec<_> = next.values().collect();
            different.sort_unstable();
            different.dedup();
            let now = different.len();
            classes = next;
            if now == count {
                break;
            }
            count = now;
        }
        let mut objects = Self {
            numbers: HashMap::new(),
            first: Vec::new(),
        };
        let mut known: HashMap<u64, usize> = HashMap::new();
        for (resource, name) in all {
            let key = (resource.name.as_str(), name);
            let class = classes.get(&key).copied().unwrap_or_default();
            let number = *known.entry(class).or_insert_with(|| {
                objects.first.push((resource, name));
                objects.first.len() - 1
            });
            objects.numbers.insert(key, number);
        }
        objects
    }

    /// One object of each class, by number.
    pub(super) fn representatives(&self) -> Vec<(&'a Resource, Option<&'a str>)> {
        self.first.clone()
    }

    pub(super) fn number(&self, resource: &Resource, definition: Option<&str>) -> Result<usize> {
        let key = (resource.name.as_str(), definition);
        let number = self.numbers.get(&key).copied();
        number.with_context(|| format!("{} has no definition {definition:?}", resource.name))
    }
}

/// The contents of an object, with the objects in it by their current class.
fn class(resource: &Resource, definition: Option<&str>, classes: &HashMap<Key<'_>, u64>) -> u64 {
    let mut hasher = DefaultHasher::new();
    if let Some(object) = resource.object(definition) {
        (object.open, &object.required, format!("{:?}", object.rules)).hash(&mut hasher);
        for (name, node) in &object.members {
            name.hash(&mut hasher);
            let mut text = format!("{node:?}");
            for inner in node.objects() {
                let class = classes
                    .get(&(resource.name.as_str(), Some(inner)))
                    .copied()
                    .unwrap_or_default();
                text = text.replace(&format!("Object({inner:?})"), &format!("Object#{class}"));
            }
            text.hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// The record of an object.
pub(super) fn body(
    objects: &Objects<'_>,
    shapes: &mut Shapes,
    resource: &Resource,
    definition: Option<&str>,
) -> Result<Record> {
    let object = resource.object(definition).context("an object that was read")?;
    let mut record = Record::default().number(u64::from(object.open));
    record = record.number(object.members.len());
    for (name, node) in &object.members {
        let shape = shapes.number(objects, resource, node)?;
        record = record.rising(name).shape(shape, object.required.contains(name));
    }
    record = record.number(object.rules.len());
    for rule in &object.rules {
        record = self::rule(record, rule, object)?;
    }
    Ok(record)
}

fn rule(record: Record, rule: &Rule, object: &Object) -> Result<Record> {
    let group = |record: Record, names: &[String]| -> Result<Record> {
        names.iter().try_fold(record.number(names.len()), |record, name| {
            let at = object.members.keys().position(|member| member == name);
            Ok(record.number(at.with_context(|| format!("a rule about {name}, which is no member"))?))
        })
    };
    let groups = |record: Record, groups: &[Vec<String>]| {
        groups
            .iter()
            .try_fold(record.number(groups.len()), |record, names| group(record, names))
    };
    let pair = |record: Record, name: &String, others: &[String]| {
        group(group(record, std::slice::from_ref(name))?, others)
    };
    match rule {
        Rule::ExactlyOne(names) => group(record.number(0_u64), names),
        Rule::AtLeastOne(names) => group(record.number(1_u64), names),
        Rule::Excludes(name, others) => pair(record.number(2_u64), name, others),
        Rule::Needs(name, others) => pair(record.number(3_u64), name, others),
        Rule::AnyGroup(sets) => groups(record.number(4_u64), sets),
        Rule::OneGroup(sets) => groups(record.number(5_u64), sets),
    }
}
