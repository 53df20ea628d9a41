//! Plans the Rust names of a service.
//!
//! Names follow from all resource types that the schemas have for the service. A new wheel seldom changes one.

mod enums;
mod structs;

use crate::names::{camel, words};
use crate::schema::{Node, Resource, Text, parts};
use std::collections::{BTreeMap, BTreeSet};

/// Enumerations with more values become `String`.
const MOST_VARIANTS: usize = 60;

/// Names of the prelude, which no generated type may shadow.
const RESERVED: [&str; 16] = [
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Err",
    "From",
    "Into",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// A service: its resource types, and the names of their parts.
#[derive(Debug)]
pub(crate) struct Service<'a> {
    /// `SNS`.
    pub(crate) name: String,
    /// All of its types, by name.
    pub(crate) resources: Vec<&'a Resource>,
    structs: BTreeMap<Key, String>,
    enums: BTreeMap<Key, String>,
}

/// A type and the path of a name within it.
type Key = (String, String);

impl<'a> Service<'a> {
    /// Plans the names of every service in `resources`.
    pub(crate) fn plan(resources: &'a BTreeMap<String, Resource>) -> BTreeMap<String, Self> {
        let mut services: BTreeMap<String, Vec<&Resource>> = BTreeMap::new();
        for resource in resources.values() {
            services.entry(resource.parts().0).or_default().push(resource);
        }
        services
            .into_iter()
            .map(|(name, resources)| {
                let structs = structs::names(&resources);
                let enums = enums::names(&resources, &structs);
                let service = Self {
                    name: name.clone(),
                    resources,
                    structs,
                    enums,
                };
                (name, service)
            })
            .collect()
    }

    /// The module's name.
    pub(crate) fn module(&self) -> String {
        module(&self.name)
    }

    /// The Rust name of a definition, or of the resource itself.
    pub(crate) fn struct_name(&self, resource: &Resource, definition: Option<&str>) -> String {
        match definition {
            None => camel(&resource.parts().1),
            Some(name) => self
                .structs
                .get(&(resource.name.clone(), name.to_owned()))
                .cloned()
                .unwrap_or_else(|| camel(name)),
        }
    }

    /// The Rust name of the enumeration of `text`, if it is one.
    pub(crate) fn enum_name(&self, resource: &Resource, place: Place<'_>, text: &Text) -> Option<&str> {
        let key = (resource.name.clone(), enums::path(place, text)?);
        self.enums.get(&key).map(String::as_str)
    }

    /// All names that its module defines.
    pub(crate) fn defined(&self) -> BTreeSet<&str> {
        self.structs
            .values()
            .chain(self.enums.values())
            .map(String::as_str)
            .collect()
    }
}

/// The module of the service called `name`.
pub(crate) fn module(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The module and name of the struct for the resource type called `name`.
pub(crate) fn resource_path(name: &str) -> (String, String) {
    let (service, resource) = parts(name);
    (module(&service), camel(&resource))
}

/// A member: of the definition `owner`, or of the resource itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) owner: Option<&'a str>,
    pub(crate) property: &'a str,
}

/// Whether a string property becomes an enumeration.
fn is_enum(text: &Text) -> bool {
    !text.choices.is_empty() && text.choices.len() <= MOST_VARIANTS
}

/// Whether a name is clear on its own.
fn speaks(name: &str) -> bool {
    words(name).len() > 1
}

/// The string of a node, or of its list or map; and whether it is one of those.
pub(crate) fn text_of(node: &Node) -> Option<(&Text, bool)> {
    match node {
        Node::Text(text) => Some((text, false)),
        Node::List { item: inner, .. } | Node::Map { value: inner, .. } => Some((text_of(inner)?.0, true)),
        _ => None,
    }
}
