//! The record of one resource type.

use super::objects::Objects;
use super::record::Record;
use crate::schema::{Node, Resource};
use anyhow::Result;
use std::collections::BTreeMap;

/// The handlers whose permissions are stored, one bit each.
const HANDLERS: [&str; 4] = ["create", "read", "update", "delete"];

pub(super) fn body(objects: &Objects<'_>, resource: &Resource, regions: usize) -> Result<Record> {
    let mut record = Record::default()
        .text(&resource.name)
        .number(objects.number(resource, None)?)
        .number(regions);
    for paths in [
        &resource.read_only,
        &resource.create_only,
        &resource.conditional_create_only,
        &resource.write_only,
        &resource.identifier,
    ] {
        record = self::paths(record, paths.iter(), '/');
    }
    // `Fn::GetAtt` usually returns the read-only properties.
    let same = resource.attributes.len() == resource.read_only.len()
        && resource
            .read_only
            .iter()
            .all(|path| resource.attributes.contains_key(&path.replace('/', ".")));
    record = record.number(u64::from(same));
    if !same {
        record = paths(record, resource.attributes.keys(), '.');
    }
    let lists = resource.attributes.iter();
    let lists = lists.filter(|(_, node)| matches!(node, Node::List { .. }));
    let lists = lists.map(|(name, _)| name).collect::<Vec<_>>();
    record = paths(record, lists.into_iter(), '.');
    let importable = resource.permissions.contains_key("read") && !resource.identifier.is_empty();
    let flags = u64::from(resource.stateful) << 3 | u64::from(importable) << 4;
    record = match &resource.tags {
        None => record.number(flags),
        Some(tags) => record
            .number(flags | 1 | u64::from(tags.map) << 1 | u64::from(tags.updatable) << 2)
            .text(&tags.property),
    };
    Ok(permissions(record, resource))
}

/// Paths as the names of properties in them.
fn paths<'p>(record: Record, paths: impl ExactSizeIterator<Item = &'p String>, separator: char) -> Record {
    let count = paths.len();
    paths.fold(record.number(count), |record, path| {
        let steps: Vec<_> = path.split(separator).map(str::to_owned).collect();
        record.texts(steps.iter())
    })
}

/// The actions of all handlers by service, each with the handlers that need it.
fn permissions(record: Record, resource: &Resource) -> Record {
    let mut services: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for (bit, handler) in HANDLERS.into_iter().enumerate() {
        for action in resource.permissions.get(handler).into_iter().flatten() {
            let (service, name) = action.split_once(':').unwrap_or(("", action));
            *services.entry(service).or_default().entry(name).or_default() |= 1 << bit;
        }
    }
    let count = services.len();
    services
        .into_iter()
        .fold(record.number(count), |record, (service, actions)| {
            let record = record.text(service).number(actions.len());
            actions.into_iter().fold(record, |record, (name, handlers)| {
                record.text(name).number(handlers)
            })
        })
}
