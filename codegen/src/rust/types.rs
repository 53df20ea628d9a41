//! The notation of Rust types in one module: imported names, unless the module has types of the same name.

use super::All;
use super::references::References;
use crate::plan::{Place, Service, resource_path};
use crate::prose::{self, Prose};
use crate::schema::{Node, Resource, Text};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The engine's types in generated code.
const ENGINE: [(&str, &str); 5] = [
    ("Arn", "arn"),
    ("Id", "arn"),
    ("Json", "json"),
    ("List", "value"),
    ("Map", "value"),
];

pub(super) struct Types<'a> {
    pub(super) service: &'a Service<'a>,
    listed: &'a BTreeSet<String>,
    prose: &'a Prose,
    references: &'a References,
    /// Names of the engine that types of the module shadow.
    hidden: BTreeSet<&'static str>,
    /// The names of the engine that are used.
    used: RefCell<BTreeSet<&'static str>>,
    /// The types of other services that are used.
    pub(super) foreign: RefCell<BTreeSet<String>>,
}

impl<'a> Types<'a> {
    pub(super) fn new(service: &'a Service<'a>, all: &'a All<'a>) -> Self {
        let mut defined: BTreeSet<String> = service.defined().into_iter().map(str::to_owned).collect();
        defined.extend(
            service
                .resources
                .iter()
                .map(|resource| service.struct_name(resource, None)),
        );
        let hidden = ENGINE
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| defined.contains(*name))
            .collect();
        Self {
            service,
            listed: &all.listed,
            prose: all.prose,
            references: &all.references,
            hidden,
            used: RefCell::default(),
            foreign: RefCell::default(),
        }
    }

    /// A name of the engine.
    pub(super) fn engine(&self, name: &'static str) -> String {
        self.used.borrow_mut().insert(name);
        match ENGINE.iter().find(|(known, _)| *known == name) {
            Some((_, module)) if self.hidden.contains(name) => format!("crate::model::{module}::{name}"),
            _ => name.to_owned(),
        }
    }

    /// The `use` lines for the used names.
    pub(super) fn imports(&self, macros: &[&str]) -> String {
        let used = self.used.borrow();
        let mut lines = String::new();
        for module in ["arn", "declare", "json", "value"] {
            let engine = ENGINE
                .iter()
                .filter(|(name, of)| *of == module && !self.hidden.contains(name) && used.contains(name))
                .map(|(name, _)| *name);
            let names: Vec<_> = match module {
                "declare" => macros.to_vec(),
                _ => engine.collect(),
            };
            if !names.is_empty() {
                let _ = writeln!(lines, "use crate::model::{module}::{};", group(&names));
            }
        }
        lines
    }

    /// The `T` of a property's `Val<T>`.
    pub(super) fn of(&self, resource: &Resource, place: Place<'_>, node: &Node) -> String {
        match node {
            Node::Text(text) => match self.service.enum_name(resource, place, text) {
                Some(name) => name.to_owned(),
                None => self.text(resource, place, text),
            },
            Node::Integer(_) => "i64".to_owned(),
            Node::Number(_) => "f64".to_owned(),
            Node::Boolean => "bool".to_owned(),
            Node::List { item, .. } => format!("{}<{}>", self.engine("List"), self.of(resource, place, item)),
            Node::Map { value, .. } => format!("{}<{}>", self.engine("Map"), self.of(resource, place, value)),
            Node::Object(name) => self.service.struct_name(resource, Some(name)),
            Node::OneOf(nodes) => self.one_of(resource, place, nodes),
            Node::Document | Node::Any => self.engine("Json"),
        }
    }

    /// The one alternative to JSON; a string if numbers and booleans can be written as one.
    fn one_of(&self, resource: &Resource, place: Place<'_>, nodes: &[Node]) -> String {
        let mut typed = nodes
            .iter()
            .filter(|node| !matches!(node, Node::Document | Node::Any));
        match (typed.next(), typed.next()) {
            (Some(only), None) => self.of(resource, place, only),
            _ if nodes
                .iter()
                .all(|node| matches!(node, Node::Text(_) | Node::Integer(_) | Node::Boolean)) =>
            {
                "String".to_owned()
            }
            _ => self.engine("Json"),
        }
    }

    /// The type of a string, or of the identifier of a resource.
    fn text(&self, resource: &Resource, place: Place<'_>, text: &Text) -> String {
        let said = self.references.of(self.prose, resource, place, text);
        match said.as_deref().and_then(identifies) {
            Some((kind, name)) if self.listed.contains(name) => {
                format!("{}<{}>", self.engine(kind), self.resource(name))
            }
            _ => "String".to_owned(),
        }
    }

    /// The properties that `Ref` returns: the primary identifier, unless the documentation says otherwise.
    pub(super) fn identifier(&self, resource: &Resource) -> Vec<String> {
        let said = self
            .prose
            .get(&resource.name)
            .and_then(|said| said.reference.clone());
        said.map_or_else(|| resource.identifier.clone(), |only| vec![only])
    }

    /// AWS's documentation of the resource type, or of its definition.
    pub(super) fn prose(&self, resource: &Resource, owner: Option<&str>) -> Option<&prose::Object> {
        prose::object(self.prose, resource, owner)
    }

    fn resource(&self, name: &str) -> String {
        let (module, resource) = resource_path(name);
        if module == self.service.module() {
            resource
        } else {
            self.foreign.borrow_mut().insert(name.to_owned());
            format!("super::{module}::{resource}")
        }
    }
}

/// The imported names, in braces if there are several.
fn group(names: &[&str]) -> String {
    match names {
        [only] => (*only).to_owned(),
        names => format!("{{{}}}", names.join(", ")),
    }
}

/// `AWS::IAM::Role.Arn` as its kind and type.
pub(crate) fn identifies(format: &str) -> Option<(&'static str, &str)> {
    let (name, attribute) = format.split_once('.')?;
    let kind = match attribute {
        "Arn" => "Arn",
        "Id" | "Name" => "Id",
        _ => return None,
    };
    name.contains("::").then_some((kind, name))
}
