//! References between resources, within a stack and across stacks; policies are handled separately.

use super::units::Units;
use crate::diff::{Effect, Grant, Term, grants, normal};
use crate::model::json::{Call, Json};
use crate::model::template::Template;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// The references in the templates.
pub(super) struct References {
    /// Pairs of resources: the properties of the first, except policies, refer to the second.
    pub(super) plain: BTreeSet<(usize, usize)>,
    /// Resource, top-level property, resource.
    pub(super) by_property: Vec<(usize, String, usize)>,
    /// Principal, action, resource.
    pub(super) permissions: Vec<(usize, String, usize)>,
    /// AWS managed policies, by the resource that has them.
    pub(super) policies: Vec<(usize, String)>,
    /// AWS services, by the resource that they may call.
    pub(super) callers: Vec<(usize, String)>,
}

/// Finds the resource that an intrinsic function of a stack points at.
struct Resolver<'a> {
    units: &'a Units<'a>,
    exports: HashMap<String, usize>,
}

impl References {
    pub(super) fn of(templates: &[Cow<'_, Template>], units: &Units<'_>) -> Self {
        let resolver = Resolver::of(templates, units);
        let mut references = Self {
            plain: BTreeSet::new(),
            by_property: Vec::new(),
            permissions: Vec::new(),
            policies: Vec::new(),
            callers: Vec::new(),
        };
        for (from, unit) in units.all.iter().enumerate() {
            for (property, value) in unit
                .resource
                .iter()
                .flat_map(|resource| resource.properties.iter())
            {
                let value = normal(value);
                let mut found = |to| {
                    references.plain.insert((from, to));
                    references.by_property.push((from, property.to_owned(), to));
                };
                resolver.outside_policies(unit.stack, &value, &mut found);
                units.by_same_name(from, property, &value).for_each(found);
            }
        }
        for (stack, template) in templates.iter().enumerate() {
            for grant in grants(template) {
                references.grant(stack, &grant, &resolver);
            }
        }
        references
    }

    fn grant(&mut self, stack: usize, grant: &Grant, resolver: &Resolver<'_>) {
        let who = resolver.term(stack, &grant.who);
        let words = grant.actions.iter().filter_map(|action| action.value.as_text());
        match (grant.effect, who) {
            (Effect::Attach, Some(who)) => {
                let names = grant.actions.iter().filter_map(|policy| last_word(&policy.value));
                self.policies.extend(names.map(|name| (who, name)));
            }
            (Effect::Allow, Some(who)) => {
                for on in grant.on.iter().filter_map(|on| resolver.term(stack, on)) {
                    self.permissions
                        .extend(words.clone().map(|action| (who, action.to_owned(), on)));
                }
            }
            (Effect::Allow, None) => {
                let service = grant
                    .who
                    .value
                    .as_text()
                    .filter(|who| who.contains(".amazonaws."));
                let trusts = words.clone().all(|action| action == "sts:AssumeRole");
                let service = service.filter(|_| !trusts);
                for on in grant.on.iter().filter_map(|on| resolver.term(stack, on)) {
                    self.callers
                        .extend(service.map(|service| (on, service.to_owned())));
                }
            }
            (Effect::Deny | Effect::Boundary | Effect::Build, _) | (Effect::Attach, None) => {}
        }
    }
}

impl<'a> Resolver<'a> {
    fn of(templates: &[Cow<'_, Template>], units: &'a Units<'a>) -> Self {
        let mut exports = HashMap::new();
        for (stack, template) in templates.iter().enumerate() {
            for output in template.outputs.values() {
                let name = output.export.as_ref().and_then(Json::as_text);
                let resolver = Self {
                    units,
                    exports: HashMap::new(),
                };
                let unit = output.value.as_call().and_then(|call| resolver.call(stack, call));
                exports.extend(name.map(str::to_owned).zip(unit));
            }
        }
        Self { units, exports }
    }

    fn call(&self, stack: usize, call: &Call) -> Option<usize> {
        match call {
            Call::Ref(target) | Call::GetAtt(target, _) => self.units.at(stack, &target.id),
            Call::Function(name, argument) if name == "Fn::ImportValue" => {
                self.exports.get(argument.as_text()?).copied()
            }
            Call::Function(..) => None,
        }
    }

    /// Every resource that a normalized value refers to, except in policies.
    fn outside_policies(&self, stack: usize, json: &Json, found: &mut dyn FnMut(usize)) {
        match json {
            Json::Map(fields) if fields.get("Statement").is_some() => {}
            Json::Map(fields) => fields
                .iter()
                .for_each(|(_, value)| self.outside_policies(stack, value, found)),
            Json::List(items) => items
                .iter()
                .for_each(|item| self.outside_policies(stack, item, found)),
            json => {
                json.visit_calls(&mut |call| self.call(stack, call).into_iter().for_each(&mut *found));
                self.by_name(json).into_iter().for_each(found);
            }
        }
    }

    /// The resource that a principal or a statement's resource refers to.
    fn term(&self, stack: usize, term: &Term) -> Option<usize> {
        let mut found = None;
        term.value.visit_calls(&mut |call| {
            found = found.or_else(|| self.call(stack, call));
        });
        found
            .or_else(|| self.by_name(&term.value))
            .filter(|_| !term.except)
    }

    /// The resource that a joined ARN names.
    fn by_name(&self, json: &Json) -> Option<usize> {
        let Some(Call::Function(_, argument)) = json.as_call() else {
            return None;
        };
        let parts = argument.as_list()?.get(1)?.as_list()?;
        let words = parts.iter().filter_map(Json::as_text).collect::<Vec<_>>();
        let service = words.get(1).filter(|_| words.first() == Some(&"arn:"))?;
        self.units.named(service.trim_matches(':'), words.last()?)
    }
}

/// The name at the end of an ARN.
fn last_word(json: &Json) -> Option<String> {
    let mut text = json.as_text();
    if let Some(Call::Function(_, argument)) = json.as_call() {
        text = argument.as_list()?.get(1)?.as_list()?.last()?.as_text();
    }
    Some(text?.rsplit('/').next()?.to_owned())
}
