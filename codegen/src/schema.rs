//! The contents of a resource schema, without JSON Schema's many notations: the input of both emitters.

mod merge;
mod object;
mod patch;
mod paths;
mod read;
mod resource;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use resource::read;

/// One resource type.
#[derive(Debug)]
pub(crate) struct Resource {
    /// `AWS::SNS::Topic`.
    pub(crate) name: String,
    /// The properties a template may set.
    pub(crate) root: Object,
    /// The objects of its properties, by AWS's name.
    pub(crate) definitions: BTreeMap<String, Object>,
    /// The values of `Fn::GetAtt`: `A.B` and its type.
    pub(crate) attributes: BTreeMap<String, Node>,
    pub(crate) read_only: Vec<String>,
    pub(crate) create_only: Vec<String>,
    pub(crate) conditional_create_only: Vec<String>,
    pub(crate) write_only: Vec<String>,
    /// The primary identifier.
    pub(crate) identifier: Vec<String>,
    pub(crate) tags: Option<Tags>,
    /// The members whose change replaces the resource, by definition and name: always, or in some cases.
    pub(crate) replacements: BTreeMap<Member, Replacement>,
    /// The members that AWS deprecates.
    pub(crate) deprecated: BTreeSet<Member>,
    /// Whether deleting a resource of the type deletes data, according to the package's list.
    pub(crate) stateful: bool,
    /// IAM actions by handler.
    pub(crate) permissions: BTreeMap<String, Vec<String>>,
}

/// A member of a definition, or of the resource itself.
pub(crate) type Member = (Option<String>, String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replacement {
    Always,
    Sometimes,
}

#[derive(Debug)]
pub(crate) struct Tags {
    pub(crate) property: String,
    pub(crate) map: bool,
    pub(crate) updatable: bool,
}

/// Named members and the rules between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object {
    pub(crate) members: BTreeMap<String, Node>,
    pub(crate) required: BTreeSet<String>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) open: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rule {
    ExactlyOne(Vec<String>),
    AtLeastOne(Vec<String>),
    Excludes(String, Vec<String>),
    Needs(String, Vec<String>),
    AnyGroup(Vec<Vec<String>>),
    OneGroup(Vec<Vec<String>>),
}

/// The allowed values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Text(Text),
    Integer(Range),
    Number(Range),
    Boolean,
    List {
        item: Box<Node>,
        length: Length,
        unique: bool,
    },
    Map {
        value: Box<Node>,
        key: Option<String>,
    },
    /// An object of `Resource::definitions`.
    Object(String),
    Document,
    OneOf(Vec<Node>),
    Any,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text {
    pub(crate) length: Length,
    pub(crate) pattern: Option<String>,
    /// The only values allowed.
    pub(crate) choices: Vec<String>,
    /// The only values allowed, ignoring case.
    pub(crate) spellings: Vec<String>,
    /// The definition of the enumeration, if it has one.
    pub(crate) definition: Option<String>,
    /// Its meaning: `AWS::IAM::Role.Arn`, `ipv4-network`; several if all are accepted.
    pub(crate) formats: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Length {
    pub(crate) min: Option<u32>,
    pub(crate) max: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Range {
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    pub(crate) choices: Vec<i64>,
}

impl Resource {
    /// The second and third part of the type's name: `("SNS", "Topic")`.
    pub(crate) fn parts(&self) -> (String, String) {
        parts(&self.name)
    }

    /// The object called `name`; the resource itself for `None`.
    pub(crate) fn object(&self, name: Option<&str>) -> Option<&Object> {
        match name {
            None => Some(&self.root),
            Some(name) => self.definitions.get(name),
        }
    }
}

/// The service and the resource in a type's name. Types of vendors other than AWS keep the vendor.
pub(crate) fn parts(name: &str) -> (String, String) {
    let mut parts = name.split("::");
    let vendor = parts.next().unwrap_or_default();
    let service = parts.next().unwrap_or_default();
    let rest: String = parts.collect();
    match vendor {
        "AWS" => (service.to_owned(), rest),
        _ => (format!("{vendor}{service}"), rest),
    }
}

impl Node {
    /// Calls `visit` on this node and those within it, but not on the members of objects.
    pub(crate) fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::List { item: inner, .. } | Self::Map { value: inner, .. } => inner.visit(visit),
            Self::OneOf(nodes) => nodes.iter().for_each(|node| node.visit(visit)),
            _ => {}
        }
    }

    /// The names of the objects in it.
    pub(crate) fn objects(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.visit(&mut |node| {
            if let Self::Object(name) = node {
                names.push(name.as_str());
            }
        });
        names
    }
}
