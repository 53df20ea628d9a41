//! How Rust types are written in one module: imported names, unless the module has types of that name itself.

use crate::code::mentioned;
use crate::plan::{Place, Service, resource_path};
use crate::schema::{Node, Resource, Text};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What generated code uses of the engine.
const ENGINE: [(&str, &str); 11] = [
    ("Arn", "arn"),
    ("Id", "arn"),
    ("Ref", "construct"),
    ("Resource", "construct"),
    ("Fields", "json"),
    ("Json", "json"),
    ("List", "value"),
    ("Map", "value"),
    ("Prop", "value"),
    ("ToJson", "value"),
    ("Val", "value"),
];

pub(super) struct Types<'a> {
    pub(super) service: &'a Service<'a>,
    listed: &'a BTreeSet<String>,
    /// Names of the engine that the module has types for.
    hidden: BTreeSet<&'static str>,
}

impl<'a> Types<'a> {
    pub(super) fn new(service: &'a Service<'a>, listed: &'a BTreeSet<String>) -> Self {
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
            listed,
            hidden,
        }
    }

    /// A name of the engine.
    pub(super) fn engine(&self, name: &'static str) -> String {
        match ENGINE.iter().find(|(known, _)| *known == name) {
            Some((_, module)) if self.hidden.contains(name) => format!("crate::model::{module}::{name}"),
            _ => name.to_owned(),
        }
    }

    /// The `use` lines for what `body` mentions.
    pub(super) fn imports(&self, body: &str) -> String {
        let mentioned = mentioned(body);
        let mut lines = String::new();
        for module in ["arn", "construct", "json", "value"] {
            let names: Vec<_> = ENGINE
                .iter()
                .filter(|(name, of)| *of == module && !self.hidden.contains(name) && mentioned.contains(name))
                .map(|(name, _)| *name)
                .collect();
            if !names.is_empty() {
                let _ = writeln!(lines, "use crate::model::{module}::{{{}}};", names.join(", "));
            }
        }
        lines
    }

    /// The `T` of a property's `Val<T>`.
    pub(super) fn of(&self, resource: &Resource, place: Place<'_>, node: &Node) -> String {
        match node {
            Node::Text(text) => match self.service.enum_name(resource, place, text) {
                Some(name) => name.to_owned(),
                None => self.text(text),
            },
            Node::Integer(_) => "i64".to_owned(),
            Node::Number(_) => "f64".to_owned(),
            Node::Boolean => "bool".to_owned(),
            Node::List { item, .. } => format!("{}<{}>", self.engine("List"), self.of(resource, place, item)),
            Node::Map { value, .. } => format!("{}<{}>", self.engine("Map"), self.of(resource, place, value)),
            Node::Object(name) => self.service.struct_name(resource, Some(name)),
            Node::Document | Node::OneOf(_) | Node::Any => self.engine("Json"),
        }
    }

    /// The type of a string, or of the identifier of a resource type that has a struct.
    fn text(&self, text: &Text) -> String {
        let Some(formats) = text
            .formats
            .iter()
            .map(|format| identifies(format))
            .collect::<Option<BTreeSet<_>>>()
        else {
            return "String".to_owned();
        };
        match formats.into_iter().collect::<Vec<_>>().as_slice() {
            [(kind, name)] if self.listed.contains(*name) => {
                format!("{}<{}>", self.engine(kind), self.resource(name))
            }
            _ => "String".to_owned(),
        }
    }

    fn resource(&self, name: &str) -> String {
        let (module, resource) = resource_path(name);
        if module == self.service.module() {
            resource
        } else {
            format!("super::{module}::{resource}")
        }
    }
}

/// `AWS::IAM::Role.Arn` as what it is and of which type.
pub(crate) fn identifies(format: &str) -> Option<(&'static str, &str)> {
    let (name, attribute) = format.split_once('.')?;
    let kind = match attribute {
        "Arn" => "Arn",
        "Id" | "Name" => "Id",
        _ => return None,
    };
    name.contains("::").then_some((kind, name))
}
