//! Reads one resource schema.

use super::read::Reader;
use super::{Node, Resource, Tags, patch, paths};
use crate::tables::attributes;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the schema of the type called `name`.
pub(crate) fn read(name: &str, schema: &Value) -> Result<Resource> {
    let map = schema.as_object().context("a resource schema is a JSON object")?;
    let mut reader = Reader::new(schema);
    let root = reader.object(map, "");
    let list = |key: &str| paths_of(schema, key);
    let mut resource = Resource {
        name: name.to_owned(),
        root,
        definitions: reader.objects,
        attributes: BTreeMap::new(),
        read_only: list("readOnlyProperties"),
        create_only: list("createOnlyProperties"),
        conditional_create_only: list("conditionalCreateOnlyProperties"),
        write_only: list("writeOnlyProperties"),
        identifier: list("primaryIdentifier"),
        tags: None,
        replacements: BTreeMap::new(),
        deprecated: BTreeSet::new(),
        stateful: false,
        permissions: permissions(schema),
    };
    patch::apply(&mut resource)?;
    resource.attributes = attribute_types(&resource);
    paths::strip(&mut resource);
    paths::prune(&mut resource);
    resource.deprecated = paths::sole(&resource, &list("deprecatedProperties"))
        .into_iter()
        .collect();
    resource.replacements = paths::replacements(&resource);
    resource.tags = tagging(&resource, schema);
    Ok(resource)
}

fn paths_of(schema: &Value, key: &str) -> Vec<String> {
    let list = schema.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut paths: Vec<_> = list.filter_map(Value::as_str).map(paths::short).collect();
    if key != "primaryIdentifier" {
        paths.sort();
        paths.dedup();
    }
    paths
}

fn permissions(schema: &Value) -> BTreeMap<String, Vec<String>> {
    let handlers = schema
        .get("handlers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    handlers
        .map(|(handler, said)| {
            let actions = said
                .get("permissions")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let mut actions: Vec<_> = actions.filter_map(Value::as_str).map(str::to_owned).collect();
            actions.sort();
            actions.dedup();
            (handler.clone(), actions)
        })
        .collect()
}

/// The attributes of `Fn::GetAtt`: the read-only properties, and for some types every property.
fn attribute_types(resource: &Resource) -> BTreeMap<String, Node> {
    let all = attributes::all_properties(&resource.name).then(|| scalars(resource));
    let more = attributes::beyond_read_only(&resource.name)
        .iter()
        .map(|name| (*name).to_owned());
    let paths = resource
        .read_only
        .iter()
        .cloned()
        .chain(more)
        .chain(all.into_iter().flatten());
    paths
        .filter(|path| !path.contains('*'))
        .filter_map(|path| {
            let (holder, member) = paths::holder(resource, &path)?;
            let node = resource.object(holder.as_deref())?.members.get(member)?.clone();
            Some((path.replace('/', "."), node))
        })
        .collect()
}

/// Paths to every scalar and every list of scalars.
fn scalars(resource: &Resource) -> Vec<String> {
    let mut found = Vec::new();
    let mut next: Vec<(String, &Node)> = resource
        .root
        .members
        .iter()
        .map(|(name, node)| (name.clone(), node))
        .collect();
    while let Some((path, node)) = next.pop() {
        match node {
            Node::Object(name) if path.matches('/').count() < 8 => {
                let members = resource
                    .definitions
                    .get(name)
                    .into_iter()
                    .flat_map(|object| &object.members);
                next.extend(members.map(|(name, node)| (format!("{path}/{name}"), node)));
            }
            Node::List { item, .. } if !matches!(**item, Node::Text(_)) => {}
            _ => found.push(path),
        }
    }
    found
}

/// The property for tags: the one in the schema, or `Tags` if the schema names none.
fn tagging(resource: &Resource, schema: &Value) -> Option<Tags> {
    let said = schema.get("tagging");
    let flag = |key: &str| said?.get(key)?.as_bool();
    let said_property = said
        .and_then(|said| said.get("tagProperty")?.as_str())
        .map(paths::short);
    let property = said_property.unwrap_or_else(|| "Tags".to_owned());
    // Some schemas do not mention or deny tags, and still have the property (CodeBuild's projects): the property
    // counts.
    let map = match resource.root.members.get(&property)? {
        Node::Map { .. } => true,
        Node::List { item, .. } => match &**item {
            Node::Object(name) => {
                let members = &resource.definitions.get(name)?.members;
                (members.contains_key("Key") && members.contains_key("Value")).then_some(false)?
            }
            _ => return None,
        },
        _ => return None,
    };
    let updatable = flag("tagUpdatable").unwrap_or(true) && !resource.create_only.contains(&property);
    Some(Tags {
        property,
        map,
        updatable,
    })
}
