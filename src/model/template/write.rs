//! Template to bytes: compact for CloudFormation, pretty for people and version control.

use super::{Output, Parameter, Resource, Section, Template};
use crate::model::json::{Fields, Text};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io;

impl Template {
    /// The pretty form, which is committed: indented by two spaces, with a newline at the end.
    pub fn to_pretty(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The compact form, which is sent.
    pub fn to_compact(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The size of the compact form in bytes, which CloudFormation's limits apply to.
    pub fn size(&self) -> usize {
        let mut counter = Counter(0);
        let written = serde_json::to_writer(&mut counter, self);
        written.map_or(usize::MAX, |()| counter.0)
    }
}

/// Counts the bytes, so that measuring a template does not build it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a member unless it is empty.
macro_rules! member {
    ($map:ident, $name:literal, $value:expr) => {
        if !$value.is_empty() {
            $map.serialize_entry($name, &$value)?;
        }
    };
}

fn optional<M: SerializeMap>(map: &mut M, name: &'static str, text: Option<&Text>) -> Result<(), M::Error> {
    text.map_or(Ok(()), |text| map.serialize_entry(name, text))
}

fn rest<M: SerializeMap>(map: &mut M, rest: &Fields) -> Result<(), M::Error> {
    rest.iter()
        .try_for_each(|(name, value)| map.serialize_entry(name, value))
}

/// A section with its loops and macros.
fn section<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    members: &Section<T>,
    template: &Template,
) -> Result<(), M::Error> {
    match template.macros.get(name) {
        Some(macros) => map.serialize_entry(name, &WithMacros { members, macros }),
        None if members.is_empty() => Ok(()),
        None => map.serialize_entry(name, members),
    }
}

struct WithMacros<'a, T> {
    members: &'a Section<T>,
    macros: &'a Fields,
}

impl<T: Serialize> Serialize for WithMacros<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, member) in self.members {
            map.serialize_entry(name, member)?;
        }
        rest(&mut map, self.macros)?;
        map.end()
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("AWSTemplateFormatVersion", "2010-09-09")?;
        optional(&mut map, "Description", self.description.as_ref())?;
        member!(map, "Metadata", self.metadata);
        rest(&mut map, &self.rest)?;
        section(&mut map, "Parameters", &self.parameters, self)?;
        member!(map, "Mappings", self.mappings);
        member!(map, "Conditions", self.conditions);
        if self.macros.contains_key("Resources") {
            section(&mut map, "Resources", &self.resources, self)?;
        } else {
            map.serialize_entry("Resources", &self.resources)?;
        }
        section(&mut map, "Outputs", &self.outputs, self)?;
        map.end()
    }
}

impl Serialize for Parameter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Type", &self.kind)?;
        if let Some(default) = &self.default {
            map.serialize_entry("Default", default)?;
        }
        if self.no_echo {
            map.serialize_entry("NoEcho", &true)?;
        }
        rest(&mut map, &self.rest)?;
        map.end()
    }
}

impl Serialize for Resource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Type", &self.kind)?;
        optional(&mut map, "Condition", self.condition.as_ref())?;
        member!(map, "DependsOn", self.depends_on);
        member!(map, "Properties", self.properties);
        member!(map, "Metadata", self.metadata);
        optional(&mut map, "DeletionPolicy", self.deletion_policy.as_ref())?;
        optional(
            &mut map,
            "UpdateReplacePolicy",
            self.update_replace_policy.as_ref(),
        )?;
        rest(&mut map, &self.rest)?;
        map.end()
    }
}

impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        optional(&mut map, "Description", self.description.as_ref())?;
        optional(&mut map, "Condition", self.condition.as_ref())?;
        map.serialize_entry("Value", &self.value)?;
        if let Some(name) = &self.export {
            map.serialize_entry("Export", &Fields::from_iter([("Name", name.clone())]))?;
        }
        map.end()
    }
}
