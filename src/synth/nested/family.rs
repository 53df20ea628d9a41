//! Which stack is nested in which.

use super::logical_id;
use crate::facts::resource_type;
use crate::model::app::Stack;
use crate::model::app::nesting::NESTED_STACK;
use crate::model::json::{Call, Target, Text};
use crate::model::logical_id::logical_id as name_of;
use std::collections::HashMap;
use std::sync::Arc;

/// The stacks of an app, and which is nested in which.
pub(super) struct Family {
    pub(super) members: HashMap<Arc<str>, Member>,
    /// Every stack after those that are nested in it.
    pub(super) inside_out: Vec<Arc<str>>,
}

pub(super) struct Member {
    pub(super) parent: Option<Arc<str>>,
    /// Its logical id in the parent.
    pub(super) logical_id: Arc<str>,
    /// The type, the path and the condition of each resource.
    pub(super) resources: HashMap<Arc<str>, (Text, Text, Option<Text>)>,
}

impl Family {
    pub(super) fn of(stacks: &[Stack]) -> Self {
        let mut family = Self {
            members: HashMap::new(),
            inside_out: Vec::new(),
        };
        for stack in stacks {
            family.add(stack, None);
        }
        family
    }

    fn add(&mut self, stack: &Stack, parent: Option<&Arc<str>>) {
        for nested in &stack.nested {
            self.add(nested, Some(&stack.id));
        }
        let resources = stack.template.resources.iter().map(|(id, resource)| {
            let known = (
                resource.kind.clone(),
                resource.path.clone(),
                resource.condition.clone(),
            );
            (id.clone(), known)
        });
        let member = Member {
            parent: parent.cloned(),
            logical_id: logical_id(stack),
            resources: resources.collect(),
        };
        self.members.insert(stack.id.clone(), member);
        self.inside_out.push(stack.id.clone());
    }

    pub(super) fn parent(&self, id: &str) -> Option<&Arc<str>> {
        self.members.get(id)?.parent.as_ref()
    }

    /// The stack and those around it, outward.
    pub(super) fn outward<'f>(&'f self, id: &'f Arc<str>) -> impl Iterator<Item = &'f Arc<str>> {
        std::iter::successors(Some(id), |id| self.parent(id))
    }

    /// The nested stack of `outer` that contains `inner`, or is it.
    pub(super) fn towards<'f>(&'f self, outer: &str, inner: &'f Arc<str>) -> Option<&'f Arc<str>> {
        self.outward(inner)
            .find(|id| self.parent(id).is_some_and(|parent| **parent == *outer))
    }

    /// Whether an attribute is a list, which only fits into a parameter or an output as a string.
    pub(super) fn is_list(&self, stack: &str, call: &Call) -> bool {
        let Call::GetAtt(target, attribute) = call else {
            return false;
        };
        let known = self.members.get(stack);
        let known = known.and_then(|member| member.resources.get(&target.id));
        let facts = known.and_then(|(kind, ..)| resource_type(kind));
        facts.is_some_and(|facts| facts.is_list(attribute))
    }

    /// A value of a nested stack, as the stack around that reads it: the output of this name.
    pub(super) fn output(&self, nested: &str, name: &str) -> Call {
        let logical_id = self.members.get(nested).map(|member| member.logical_id.clone());
        let target = Target::local(logical_id.unwrap_or_default());
        Call::GetAtt(target, format!("Outputs.{name}").into())
    }

    /// The name of a value of `stack`, as read in the closest stack around it and `here`, or in the deployed stack around it.
    pub(super) fn name_for(&self, here: &Arc<str>, stack: &Arc<str>, call: &Call) -> String {
        let mut name = self.name(stack, call);
        for stack in self.outward(stack) {
            let Some(parent) = self.parent(stack) else { break };
            if self.outward(here).any(|around| around == stack) {
                break;
            }
            name = self.name(parent, &self.output(stack, &name));
        }
        name
    }

    /// A name for a value: the path of its resource, from the deployed stack on, and what is read of it.
    pub(super) fn name(&self, stack: &str, call: &Call) -> String {
        let (target, read) = match call {
            Call::GetAtt(target, attribute) => (target, &**attribute),
            Call::Ref(target) => (target, "Ref"),
            Call::Function(..) => return String::new(),
        };
        let known = self.members.get(stack);
        let known = known.and_then(|member| member.resources.get(&target.id));
        let path = known.map(|(_, path, _)| &**path).filter(|path| !path.is_empty());
        let mut path = format!("{stack}/{}", path.unwrap_or(&target.id));
        if known.is_some_and(|(kind, ..)| kind == NESTED_STACK) {
            // In the CDK, a nested stack is a construct, and its resource another one.
            let last = path.rsplit('/').next().unwrap_or_default();
            path = format!("{path}.NestedStack/{last}.NestedStackResource");
        }
        let path = path.split('/').collect::<Vec<_>>();
        let read = read.chars().filter(char::is_ascii_alphanumeric);
        format!("{}{}", name_of(&path), read.collect::<String>())
    }
}
