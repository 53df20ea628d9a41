//! The `Object`s of one service: a static each, shared by all resource types for which it says the same.

use super::shapes;
use crate::names::screaming;
use crate::plan::Service;
use crate::schema::{Object, Resource, Rule};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What fits beside a property's name on one line; longer shapes become statics of their own.
const INLINE: usize = 64;

pub(super) struct Objects {
    /// Static names, by type and definition.
    names: BTreeMap<(String, String), String>,
    written: BTreeSet<String>,
    taken: BTreeSet<String>,
    /// Long shapes: their code and the static's name.
    shapes: BTreeMap<String, String>,
    /// Code of the shapes that have to be written yet.
    pending: String,
}

impl Objects {
    pub(super) fn new(service: &Service<'_>, resources: &[&Resource]) -> Self {
        // By Rust name and content: the first resource type that has it.
        let mut contents: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let mut found = Vec::new();
        for resource in resources {
            for definition in resource.definitions.keys() {
                let name = service.struct_name(resource, Some(definition));
                let content = content(resource, definition);
                let first = contents.entry(name.clone()).or_default().entry(content.clone());
                first.or_insert_with(|| super::static_name(service, resource));
                found.push(((resource.name.clone(), definition.clone()), name, content));
            }
        }
        let mut taken: BTreeSet<_> = super::MAKERS.iter().map(|name| (*name).to_owned()).collect();
        taken.extend(
            resources
                .iter()
                .map(|resource| super::static_name(service, resource)),
        );
        let mut names = BTreeMap::new();
        for (key, name, content) in found {
            let alike = contents.get(&name);
            let mut name = screaming(&name);
            if alike.is_some_and(|contents| contents.len() > 1) || super::MAKERS.contains(&name.as_str()) {
                let first = alike.and_then(|contents| contents.get(&content));
                name = format!("{name}_OF_{}", first.map_or("", String::as_str));
            }
            taken.insert(name.clone());
            names.insert(key, name);
        }
        Self {
            names,
            written: BTreeSet::new(),
            taken,
            shapes: BTreeMap::new(),
            pending: String::new(),
        }
    }

    /// The static of a definition.
    pub(super) fn name(&self, resource: &Resource, definition: &str) -> Result<&str> {
        self.names
            .get(&(resource.name.clone(), definition.to_owned()))
            .map(String::as_str)
            .with_context(|| format!("{} has no definition {definition}", resource.name))
    }

    /// Statics of the definitions of `resource` that are not written yet.
    pub(super) fn definitions(&mut self, resource: &Resource) -> Result<String> {
        let mut code = String::new();
        for definition in resource.definitions.keys() {
            let name = self.name(resource, definition)?.to_owned();
            if self.written.insert(name.clone()) {
                let body = self.body(resource, Some(definition), &name)?;
                let _ = writeln!(code, "static {name}: Object = {body};\n");
                code.push_str(&self.hoisted());
            }
        }
        Ok(code)
    }

    /// The code of an object: of a definition, or of the resource itself.
    pub(super) fn body(
        &mut self,
        resource: &Resource,
        definition: Option<&str>,
        name: &str,
    ) -> Result<String> {
        let object = resource.object(definition).context("an object that was read")?;
        let mut code = "Object {\nproperties: &[\n".to_owned();
        for (property, node) in &object.members {
            let shape = shapes::reference(self, resource, node).with_context(|| {
                format!("{} {} {property}", resource.name, definition.unwrap_or_default())
            })?;
            let shape = if shape.len() > INLINE {
                format!(
                    "&{}",
                    self.hoist(&shape, &format!("{name}_{}", screaming(property)))
                )
            } else {
                shape
            };
            let _ = writeln!(code, "property({property:?}, {shape}),");
        }
        let required: Vec<_> = object.required.iter().cloned().collect();
        let _ = write!(
            code,
            "],\nrequired: {},\nrules: {},\nopen: {},\n}}",
            strings(&required),
            rules(object),
            object.open
        );
        Ok(code)
    }

    /// Gives a long shape (`&...`) a static and returns its name.
    fn hoist(&mut self, shape: &str, wish: &str) -> String {
        if let Some(name) = self.shapes.get(shape) {
            return name.clone();
        }
        let mut name = wish.to_owned();
        while !self.taken.insert(name.clone()) {
            name.push_str("_SHAPE");
        }
        let _ = writeln!(
            self.pending,
            "static {name}: Shape = {};\n",
            shape.trim_start_matches('&')
        );
        self.shapes.insert(shape.to_owned(), name.clone());
        name
    }

    /// The code of the shapes hoisted since the last time.
    pub(super) fn hoisted(&mut self) -> String {
        std::mem::take(&mut self.pending)
    }
}

/// All that a definition says, and those within it.
fn content(resource: &Resource, definition: &str) -> String {
    let mut text = String::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut next = vec![definition];
    while let Some(name) = next.pop() {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        if let Some(object) = resource.definitions.get(name) {
            let _ = writeln!(text, "{name} {object:?}");
            next.extend(object.members.values().flat_map(|node| node.objects()));
        }
    }
    text
}

/// A slice of strings.
pub(super) fn strings(items: &[String]) -> String {
    let items: Vec<_> = items.iter().map(|item| format!("{item:?}")).collect();
    format!("&[{}]", items.join(", "))
}

fn rules(object: &Object) -> String {
    let groups = |groups: &[Vec<String>]| {
        let groups: Vec<_> = groups.iter().map(|group| strings(group)).collect();
        format!("&[{}]", groups.join(", "))
    };
    let rules: Vec<_> = object
        .rules
        .iter()
        .map(|rule| match rule {
            Rule::ExactlyOne(names) => format!("Rule::ExactlyOne({})", strings(names)),
            Rule::AtLeastOne(names) => format!("Rule::AtLeastOne({})", strings(names)),
            Rule::Excludes(name, others) => format!("Rule::Excludes({name:?}, {})", strings(others)),
            Rule::Needs(name, others) => format!("Rule::Needs({name:?}, {})", strings(others)),
            Rule::AnyGroup(sets) => format!("Rule::AnyGroup({})", groups(sets)),
            Rule::OneGroup(sets) => format!("Rule::OneGroup({})", groups(sets)),
        })
        .collect();
    format!("&[{}]", rules.join(", "))
}
