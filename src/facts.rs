//! The facts of AWS's resource schemas about each type: the values of properties, which of them replace a resource,
//! what `Fn::GetAtt` returns, the permissions of its handlers, and the regions that offer it.
//!
//! The facts of all types are one artifact, `facts/facts.bin`, that `cargo run -p codegen` writes. A type is decoded
//! when it is first needed, and its nested objects when they are accessed.

mod artifact;
mod decode;
mod shape;
#[cfg(test)]
pub(crate) mod tests;

pub use shape::{Format, Length, Object, ObjectRef, Property, Range, Rule, Shape, Text};

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

/// A path to a property: `A/B`, `*` for every element of a list.
pub type Path = Cow<'static, str>;

/// The facts about one resource type.
#[derive(Debug)]
pub struct ResourceType {
    /// `AWS::SNS::Topic`.
    pub name: &'static str,
    /// The properties a template may set.
    pub properties: ObjectRef,
    /// Property paths that only AWS sets.
    pub read_only: Vec<Path>,
    /// Property paths whose change replaces the resource.
    pub create_only: Vec<Path>,
    /// Property paths whose change replaces the resource in some cases.
    pub conditional_create_only: Vec<Path>,
    /// Property paths that AWS never returns (mostly secrets).
    pub write_only: Vec<Path>,
    /// The properties that identify the resource, as paths.
    pub identifier: Vec<Path>,
    /// The attributes that `Fn::GetAtt` accepts, `A.B` for nested ones.
    pub attributes: Vec<Path>,
    /// Those of them whose value is a list.
    pub list_attributes: Vec<Path>,
    /// The property for tags, if the resource supports them.
    pub tags: Option<Tags>,
    /// Whether its resources hold data that is deleted with them, according to the package.
    pub stateful: bool,
    /// Whether CloudFormation can read its resources by their identifier, as an import requires.
    pub importable: bool,
    /// The regions that offer the type, as a set of `regions()`.
    pub(crate) regions: u64,
    /// The calls of its handlers.
    pub(crate) handlers: Handlers,
}

/// The permissions of a type, decoded when they are needed.
#[derive(Debug, Default)]
pub(crate) struct Handlers {
    record: Option<artifact::Bytes>,
    decoded: OnceLock<Permissions>,
}

/// The property for the tags of a resource.
#[derive(Debug)]
pub struct Tags {
    /// The property, almost always `Tags`.
    pub property: &'static str,
    /// Its notation.
    pub style: TagStyle,
    /// Whether tags can change without replacing the resource.
    pub updatable: bool,
}

/// The two notations of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagStyle {
    /// `[{"Key": .., "Value": ..}]`.
    List,
    /// `{key: value}`.
    Map,
}

/// The IAM actions that CloudFormation calls on the deployer's behalf, by handler.
#[derive(Debug, Default)]
pub struct Permissions {
    /// To create the resource.
    pub create: Vec<String>,
    /// To read it.
    pub read: Vec<String>,
    /// To update it.
    pub update: Vec<String>,
    /// To delete it.
    pub delete: Vec<String>,
}

impl ResourceType {
    /// The IAM actions that its handlers call.
    pub fn permissions(&self) -> &Permissions {
        let Handlers { record, decoded } = &self.handlers;
        decoded.get_or_init(|| record.map(decode::permissions).unwrap_or_default())
    }

    /// Whether `Fn::GetAtt` returns a list, which an output or a parameter can hold only as a string.
    pub(crate) fn is_list(&self, attribute: &str) -> bool {
        let property = self.properties.property(attribute);
        self.list_attributes.iter().any(|list| list == attribute)
            || property.is_some_and(|property| matches!(property.shape, Shape::List { .. }))
    }

    /// The properties that identify a resource in an import; `None` if CloudFormation cannot import the type.
    pub fn import_by(&self) -> Option<&[Path]> {
        self.importable.then_some(self.identifier.as_slice())
    }

    /// The attributes that are an address of the resource for others: an endpoint, a URL, a domain name. A
    /// replacement changes them.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        let is_address = |name: &&str| {
            let path = name.replace('.', "/");
            let own = !name.contains('.') || name.ends_with("Endpoint.Address");
            own && ADDRESSES.iter().any(|ending| name.ends_with(ending))
                && self.read_only.iter().any(|known| path == *known)
        };
        self.attributes.iter().map(|name| &**name).filter(is_address)
    }

    /// Whether a region offers the type; `None` when the facts do not contain the region.
    pub fn is_in(&self, region: &str) -> Option<bool> {
        let at = regions().position(|known| known == region)?;
        Some(self.regions >> at & 1 == 1)
    }

    /// The regions that offer the type.
    pub fn regions(&self) -> impl Iterator<Item = &'static str> {
        let set = self.regions;
        regions()
            .enumerate()
            .filter(move |(at, _)| set >> at & 1 == 1)
            .map(|(_, name)| name)
    }
}

/// Suffixes of the names of attributes that are an address.
const ADDRESSES: [&str; 10] = [
    "DNSName",
    "DnsName",
    "DomainName",
    "Endpoint",
    "Endpoint.Address",
    "NameServers",
    "PublicIp",
    "PublicIpAddress",
    "URL",
    "Url",
];

/// The facts about the type called `name`, such as `AWS::SNS::Topic`.
pub fn resource_type(name: &str) -> Option<&'static ResourceType> {
    static TYPES: LazyLock<Vec<OnceLock<Box<ResourceType>>>> = LazyLock::new(|| {
        std::iter::repeat_with(OnceLock::new)
            .take(artifact::types().len())
            .collect()
    });
    let at = decode::find(name)?;
    let slot = TYPES.get(at)?;
    Some(slot.get_or_init(|| Box::new(decode::resource_type(at))))
}

/// The names of all types with facts, sorted. Decodes no type.
pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
    (0..artifact::types().len()).map(decode::type_name)
}

/// Every type with facts, sorted by name.
pub fn all() -> impl Iterator<Item = &'static ResourceType> {
    names().filter_map(resource_type)
}

/// The regions in the facts, sorted by name.
pub fn regions() -> impl Iterator<Item = &'static str> {
    let regions = artifact::regions();
    (0..regions.len()).map(move |at| regions.get(at).text())
}

/// The package that is the source of the facts: `cfn-lint 1.58.0`.
pub fn source() -> &'static str {
    let mut record = artifact::source().get(0);
    record.text()
}

/// The number of objects.
#[cfg(test)]
fn object_count() -> usize {
    artifact::objects().len()
}
