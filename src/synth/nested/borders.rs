//! References between a nested stack and the stacks around it: a value comes in as a parameter, and goes out as an output.

use super::family::Family;
use super::find;
use super::order::order;
use crate::model::app::Stack;
use crate::model::finding::Finding;
use crate::model::json::{Call, Fields, Json, Target};
use crate::model::resource::NO_STACK;
use crate::model::template::{Output, Parameter, Template};
use crate::synth::lists::{joined, split};
use crate::synth::references::unknown_attribute;
use std::collections::{HashMap, HashSet};
use std::panic::Location;
use std::sync::Arc;

/// Rewrites every reference that crosses the border of a nested stack.
pub(in crate::synth) fn resolve(stacks: &mut [Stack], findings: &mut Vec<Finding>) {
    if stacks
        .iter()
        .all(|stack| stack.nested.is_empty() && stack.outward.is_empty())
    {
        return;
    }
    for stack in &mut *stacks {
        inherit(stack, &HashMap::new());
    }
    let family = Family::of(stacks);
    order(stacks, &family, findings);
    for id in &family.inside_out {
        let Some(stack) = find(stacks, id) else { continue };
        let mut walk = Walk {
            here: id,
            family: &family,
            needs: Vec::new(),
            findings,
            subject: "".into(),
            origin: None,
        };
        walk.stack(&mut stack.template);
        for need in walk.needs {
            need.grant(stacks);
        }
    }
}

/// A parameter of an outer stack that a nested stack refers to is a parameter of both.
fn inherit(stack: &mut Stack, outer: &HashMap<Arc<str>, Parameter>) {
    let mut missing = HashSet::new();
    let template = &stack.template;
    each_value(template, &mut |json| {
        json.visit_calls(&mut |call| {
            if let Call::Ref(Target { stack: None, id }) = call
                && !template.parameters.contains_key(id)
                && outer.contains_key(id)
            {
                missing.insert(id.clone());
            }
        });
    });
    let mut missing = missing.into_iter().collect::<Vec<_>>();
    missing.sort();
    for id in missing {
        if let Some(parameter) = outer.get(&id) {
            stack.template.parameters.insert(id.clone(), parameter.clone());
            stack.nesting.iter_mut().for_each(|nesting| {
                nesting.inherited.insert(id.clone());
            });
        }
    }
    let own = stack.template.parameters.iter();
    let own = own.map(|(id, parameter)| (id.clone(), parameter.clone()));
    let outer = outer.clone().into_iter().chain(own).collect();
    for nested in &mut stack.nested {
        inherit(nested, &outer);
    }
}

fn each_value<'t>(template: &'t Template, look: &mut impl FnMut(&'t Json)) {
    for resource in template.resources.values() {
        for fields in [&resource.properties, &resource.metadata, &resource.rest] {
            fields.iter().for_each(|(_, value)| look(value));
        }
    }
    template.outputs.values().for_each(|output| look(&output.value));
    template.conditions.values().for_each(look);
}

/// What a stack has to have so that another one can read a value.
enum Need {
    Output(Arc<str>, Arc<str>, Output),
    /// A value that a nested stack gets as a parameter: the parent, the logical id, the parameter.
    Parameter(Arc<str>, Arc<str>, Arc<str>, Json),
}

impl Need {
    fn grant(self, stacks: &mut [Stack]) {
        match self {
            Self::Output(stack, name, output) => {
                if let Some(stack) = find(stacks, &stack) {
                    stack.template.outputs.entry(name).or_insert(output);
                }
            }
            Self::Parameter(stack, nested, name, value) => {
                let resources = find(stacks, &stack).map(|stack| &mut stack.template.resources);
                let Some(resource) = resources.and_then(|resources| resources.get_mut(&nested)) else {
                    return;
                };
                if resource.properties.get("Parameters").is_none() {
                    resource.properties.insert("Parameters", Fields::default());
                }
                if let Some(Json::Map(parameters)) = resource.properties.get_mut("Parameters") {
                    parameters.insert(name.to_string(), value);
                }
            }
        }
    }
}

struct Walk<'a> {
    here: &'a Arc<str>,
    family: &'a Family,
    needs: Vec<Need>,
    findings: &'a mut Vec<Finding>,
    subject: Arc<str>,
    origin: Option<&'static Location<'static>>,
}

impl Walk<'_> {
    fn stack(&mut self, template: &mut Template) {
        let mut parameters = Vec::new();
        for (id, resource) in &mut template.resources {
            self.subject = id.clone();
            self.origin = resource.origin;
            for fields in [
                &mut resource.properties,
                &mut resource.metadata,
                &mut resource.rest,
            ] {
                for value in fields.values_mut() {
                    self.rewrite(value, &mut parameters);
                }
            }
        }
        for (id, output) in &mut template.outputs {
            self.subject = format!("Outputs/{id}").into();
            self.origin = output.origin;
            self.rewrite(&mut output.value, &mut parameters);
        }
        for (id, condition) in &mut template.conditions {
            self.subject = format!("Conditions/{id}").into();
            self.origin = None;
            self.rewrite(condition, &mut parameters);
        }
        for name in parameters {
            template.parameters.entry(name).or_insert_with(|| Parameter {
                kind: "String".into(),
                ..Parameter::default()
            });
        }
    }

    fn rewrite(&mut self, json: &mut Json, parameters: &mut Vec<Arc<str>>) {
        json.rewrite_calls(&mut |call| self.call(call, parameters));
    }

    /// What stands for a reference to another stack; `None` if it can stay.
    fn call(&mut self, call: &mut Call, parameters: &mut Vec<Arc<str>>) -> Option<Json> {
        let (Call::Ref(target) | Call::GetAtt(target, _)) = call else {
            return None;
        };
        let stack = target.stack.clone()?;
        if stack == *self.here {
            target.stack = None;
            return None;
        }
        let is_nested = self.family.parent(self.here).is_some();
        if *stack == *NO_STACK {
            if is_nested {
                let finding = unknown_attribute(self.here, &target.id);
                self.findings.push(Finding {
                    subject: self.subject.clone(),
                    origin: self.origin,
                    ..finding
                });
            }
            return None;
        }
        self.family.members.get(&stack)?;
        let contains = self.family.outward(&stack).any(|outer| outer == self.here);
        let is_list = self.family.is_list(&stack, call);
        let value = if contains || !is_nested {
            self.lift(call, &stack)?
        } else {
            let name = self.family.name_for(self.here, &stack, call);
            let name = Arc::<str>::from(format!("referenceto{name}"));
            let whole = Json::from(call.clone());
            let whole = if is_list { joined(whole) } else { whole };
            let own = &self.family.members[self.here];
            let parent = own.parent.clone().unwrap_or_default();
            let need = Need::Parameter(parent, own.logical_id.clone(), name.clone(), whole);
            self.needs.push(need);
            parameters.push(name.clone());
            Call::Ref(Target::local(name)).into()
        };
        Some(if is_list { split(value) } else { value })
    }

    /// Hands a value outward as outputs, to this stack or to the deployed stack around its own. `None` if it is there.
    fn lift(&mut self, call: &Call, stack: &Arc<str>) -> Option<Json> {
        let family = self.family;
        self.family.parent(stack)?;
        let mut name = Arc::<str>::from(family.name(stack, call));
        let (Call::Ref(target) | Call::GetAtt(target, _)) = call else {
            return None;
        };
        let known = family.members.get(stack)?.resources.get(&target.id)?;
        let mut condition = known.2.clone();
        let mut value = Json::from(local(call));
        if family.is_list(stack, call) {
            value = joined(value);
        }
        let mut from = stack;
        while from != self.here {
            let Some(parent) = family.parent(from) else { break };
            let output = Output {
                value,
                condition: condition.take(),
                origin: self.origin,
                ..Output::default()
            };
            self.needs.push(Need::Output(from.clone(), name.clone(), output));
            let logical_id = family.members[from].logical_id.clone();
            let target = Target {
                stack: (parent != self.here && family.parent(parent).is_none()).then(|| parent.clone()),
                id: logical_id.clone(),
            };
            let nested = family.members[parent].resources.get(&logical_id);
            condition = nested.and_then(|(_, _, condition)| condition.clone());
            value = Call::GetAtt(target, format!("Outputs.{name}").into()).into();
            name = family.name(parent, &family.output(from, &name)).into();
            from = parent;
        }
        Some(value)
    }
}

fn local(call: &Call) -> Call {
    match call {
        Call::Ref(target) => Call::Ref(Target::local(target.id.clone())),
        Call::GetAtt(target, attribute) => Call::GetAtt(Target::local(target.id.clone()), attribute.clone()),
        Call::Function(..) => call.clone(),
    }
}
