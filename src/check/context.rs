//! The input of every rule: the template, the facts about its resources, and the references between them.

use super::place::{Area, Part, Place};
use crate::facts::ResourceType;
use crate::model::json::sub::{self, Piece};
use crate::model::json::{Call, Fields, Json, Target};
use crate::model::template::{Parameter, Resource, Template};
use std::collections::HashSet;

/// The source of facts.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    /// Finds the facts of a resource type.
    pub(crate) lookup: fn(&str) -> Option<&'static ResourceType>,
    /// The names of all types with facts.
    pub(crate) names: fn() -> Vec<&'static str>,
}

/// The parameters that always exist.
pub(crate) const PSEUDO: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// The origin of the template, as far as it is known.
#[derive(Clone, Copy, Default)]
pub(crate) struct Source<'a> {
    /// The target region.
    pub(crate) region: Option<&'a str>,
    /// The size of the file in bytes.
    pub(crate) bytes: Option<usize>,
}

/// The subject of a check.
pub(crate) struct Context<'a> {
    pub(crate) stack: &'a str,
    pub(crate) template: &'a Template,
    pub(crate) source: Source<'a>,
    /// Whether a macro or a module will change the template before it is used. It may add what is missing.
    pub(crate) transformed: bool,
    /// Whether a macro may add anything, also conditions and parameters. AWS's own transforms add neither.
    pub(crate) is_open: bool,
    /// The names of all types with facts.
    pub(crate) names: fn() -> Vec<&'static str>,
    /// Finds the facts of a type.
    pub(crate) lookup: fn(&str) -> Option<&'static ResourceType>,
    /// By the index of the resource.
    facts: Vec<Option<&'static ResourceType>>,
    /// Which resource depends on which, by index, in the order of the references.
    pub(crate) edges: Vec<(usize, usize)>,
    /// Whether the parameter of that index is referred to.
    pub(crate) used_parameters: Vec<bool>,
}

/// AWS's transforms that define no conditions, parameters and mappings.
pub(crate) const CLOSED: [&str; 5] = [
    "AWS::CodeDeployBlueGreen",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::Serverless-2016-10-31",
];

fn is_open(template: &Template) -> bool {
    let included = |fields: &Fields| fields.get("Fn::Transform").is_some();
    let is_closed = |json: &Json| json.as_text().is_some_and(|name| CLOSED.contains(&name));
    let transform = template
        .rest
        .get("Transform")
        .is_some_and(|transform| match transform {
            Json::List(items) => !items.iter().all(is_closed),
            one => !is_closed(one),
        });
    transform
        || template.macros.values().any(included)
        || template.mappings.contains_key("Fn::Transform")
        || template.conditions.contains_key("Fn::Transform")
}

fn is_module(resource: &Resource) -> bool {
    resource.kind.ends_with("::MODULE")
}

/// The target of an id.
#[derive(Clone, Copy)]
pub(crate) enum Named<'a> {
    Parameter(&'a Parameter),
    Resource(Entry<'a>),
    Pseudo,
}

/// One resource, with what is known about it.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) index: usize,
    pub(crate) id: &'a str,
    pub(crate) resource: &'a Resource,
    pub(crate) facts: Option<&'static ResourceType>,
}

impl<'a> Entry<'a> {
    /// Its place in the template.
    pub(crate) fn place(&self) -> Place<'a> {
        Place::of(Part {
            area: Area::Resources,
            index: self.index,
            name: self.id,
            origin: self.resource.origin,
        })
    }

    /// A property that is set.
    pub(crate) fn property(&self, name: &str) -> Option<&'a Json> {
        self.resource
            .properties
            .get(name)
            .filter(|value| !value.is_no_value())
    }
}

impl<'a> Context<'a> {
    pub(crate) fn new(stack: &'a str, template: &'a Template, facts: Facts, source: Source<'a>) -> Self {
        let of = |resource: &Resource| (facts.lookup)(&resource.kind);
        let mut context = Self {
            stack,
            template,
            source,
            transformed: template.rest.get("Transform").is_some()
                || template
                    .macros
                    .values()
                    .any(|fields| fields.get("Fn::Transform").is_some())
                || template.mappings.contains_key("Fn::Transform")
                || template.conditions.contains_key("Fn::Transform")
                || template.metadata.get("Fn::Transform").is_some()
                || template.resources.values().any(is_module),
            is_open: is_open(template),
            names: facts.names,
            lookup: facts.lookup,
            facts: template.resources.values().map(of).collect(),
            edges: Vec::new(),
            used_parameters: vec![false; template.parameters.len()],
        };
        context.gather();
        context
    }

    /// All resources.
    pub(crate) fn resources(&self) -> impl Iterator<Item = Entry<'a>> {
        let resources = self.template.resources.iter().zip(&self.facts).enumerate();
        resources.map(|(index, ((id, resource), facts))| Entry {
            index,
            id,
            resource,
            facts: *facts,
        })
    }

    /// Whether the type has facts.
    pub(crate) fn facts_of(&self, kind: &str) -> bool {
        self.of_type(kind)
            .next()
            .is_some_and(|entry| entry.facts.is_some())
    }

    /// The resources of one type.
    pub(crate) fn of_type(&self, kind: &str) -> impl Iterator<Item = Entry<'a>> {
        self.resources().filter(move |entry| entry.resource.kind == kind)
    }

    /// The resource called `id`.
    pub(crate) fn resource(&self, id: &str) -> Option<Entry<'a>> {
        let (index, id, resource) = self.template.resources.get_full(id)?;
        let facts = self.facts.get(index).copied().flatten();
        Some(Entry {
            index,
            id,
            resource,
            facts,
        })
    }

    /// What a `Ref` to `id` means.
    pub(crate) fn named(&self, id: &str) -> Option<Named<'a>> {
        if let Some(entry) = self.resource(id) {
            return Some(Named::Resource(entry));
        }
        if let Some(parameter) = self.template.parameters.get(id) {
            return Some(Named::Parameter(parameter));
        }
        PSEUDO.contains(&id).then_some(Named::Pseudo)
    }

    /// Whether the target is in this template. Synth handles those in other stacks.
    pub(crate) fn is_local(&self, target: &Target) -> bool {
        target.stack.as_deref().is_none_or(|stack| stack == self.stack)
    }

    /// Collects every reference between resources and to parameters.
    fn gather(&mut self) {
        let template = self.template;
        for (index, resource) in template.resources.values().enumerate() {
            for id in &resource.depends_on {
                self.note(Some(index), id);
            }
            for fields in [&resource.properties, &resource.metadata, &resource.rest] {
                fields
                    .iter()
                    .for_each(|(_, value)| self.gather_in(Some(index), value));
            }
        }
        for output in template.outputs.values() {
            let values = std::iter::once(&output.value).chain(&output.export);
            values.for_each(|value| self.gather_in(None, value));
        }
        let conditions = template.conditions.values();
        let macros = template.macros.values().flat_map(Fields::iter);
        let rest = template.rest.iter().chain(macros).map(|(_, value)| value);
        conditions
            .chain(rest)
            .for_each(|value| self.gather_in(None, value));
    }

    fn gather_in(&mut self, from: Option<usize>, value: &Json) {
        value.visit_calls(&mut |call| match call {
            Call::Ref(target) | Call::GetAtt(target, _) if self.is_local(target) => {
                self.note(from, &target.id);
            }
            Call::Function(name, argument) if name == "Fn::Sub" => self.gather_sub(from, argument),
            Call::Function(name, Json::Text(of)) if name == "Fn::ValueOf" || name == "Fn::RefAll" => {
                self.note(from, of);
            }
            Call::Function(name, Json::List(items)) if name == "Fn::ValueOf" => {
                items
                    .first()
                    .and_then(Json::as_text)
                    .into_iter()
                    .for_each(|of| self.note(from, of));
            }
            _ => {}
        });
    }

    fn gather_sub(&mut self, from: Option<usize>, argument: &Json) {
        let text = argument
            .as_text()
            .or_else(|| argument.as_list()?.first()?.as_text());
        let variables = sub::argument(argument).and_then(|(_, variables)| variables);
        let given = variables.map(Fields::iter).into_iter().flatten();
        let given = given.map(|(name, _)| name).collect::<HashSet<_>>();
        for piece in sub::pieces(text.unwrap_or_default()) {
            if let Piece::Variable(name) = piece
                && !given.contains(name)
            {
                self.note(from, name.split_once('.').map_or(name, |(id, _)| id));
            }
        }
    }

    fn note(&mut self, from: Option<usize>, id: &str) {
        if let Some(to) = self.template.resources.get_index_of(id) {
            self.edges.extend(from.map(|from| (from, to)));
        } else if let Some(parameter) = self.template.parameters.get_index_of(id)
            && let Some(used) = self.used_parameters.get_mut(parameter)
        {
            *used = true;
        }
    }
}
