//! The contents of a diagram of the stacks: their resources by kind, the references between them, and the
//! permissions.
//!
//! The resources of one kind in one stack form one box. A resource that only serves another one (a route, a policy, a
//! role for one kind of resource) is part of that one's box, with its arrows.

mod fold;
mod parts;
mod references;
mod units;

use crate::model::template::{Nested, SEPARATOR, Template};
use crate::synth::{Artifact, Assembly};
use indexmap::IndexMap;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use parts::Parts;
use references::References;
use units::Units;

/// The contents of the diagram.
#[derive(Debug, serde::Serialize)]
pub struct Diagram {
    /// The stacks, in the order of deployment.
    pub stacks: Vec<Panel>,
    /// The boxes, stack by stack.
    pub boxes: Vec<Node>,
    /// The arrows, at most one for each pair of boxes.
    pub arrows: Vec<Arrow>,
}

/// A stack.
#[derive(Debug, serde::Serialize)]
pub struct Panel {
    /// The id of the stack.
    pub stack: Arc<str>,
    /// What the stack is for.
    pub about: String,
}

/// The resources of one kind in one stack.
#[derive(Debug, serde::Serialize)]
pub struct Node {
    /// The index of the stack.
    pub stack: usize,
    /// The kind of the resources, such as `ECS TaskDefinition`.
    pub kind: String,
    /// The names in the construct tree, or the logical ids.
    pub names: Vec<String>,
    /// The logical IDs of the same resources; empty for those outside templates.
    #[serde(skip)]
    pub ids: Vec<String>,
    /// Roles that only these resources use.
    pub roles: Vec<String>,
    /// Managed policies of AWS.
    pub policies: Vec<String>,
    /// AWS services that the resource policies allow.
    pub callers: Vec<String>,
    /// Resources that only serve these: kinds, and how many of each.
    pub parts: IndexMap<String, usize>,
}

/// One box depends on another.
#[derive(Debug, serde::Serialize)]
pub struct Arrow {
    /// The index of the box that depends on the other.
    pub from: usize,
    /// The index of the other box.
    pub to: usize,
    /// Permitted actions; empty if it is only a reference.
    pub actions: BTreeSet<String>,
    /// Whether it connects two stacks.
    pub imports: bool,
}

/// The diagram of these stacks, and of the resources in other stacks that they need.
pub fn of(assembly: &Assembly, chosen: &[&Artifact]) -> Diagram {
    let templates = assembly.stacks.iter().map(whole).collect::<Vec<_>>();
    let units = Units::of(assembly, &templates);
    let references = References::of(&templates, &units);
    let hosts = fold::hosts(&units, &references);
    let parts = Parts::of(&units, &references, &hosts);
    let is_chosen = |stack: usize| chosen.iter().any(|one| one.id == assembly.stacks[stack].id);
    parts.diagram(assembly, is_chosen)
}

/// The template of a stack with the resources of its nested stacks in place of these.
fn whole(stack: &Artifact) -> Cow<'_, Template> {
    let mut whole = stack.whole();
    if !stack.nested.is_empty() {
        let resources = &mut whole.to_mut().resources;
        resources.retain(|id, _| !is_nested(&stack.nested, id));
    }
    whole
}

/// Whether it is the id of one of these nested stacks, or of one in them.
fn is_nested(nested: &[Nested], id: &str) -> bool {
    nested
        .iter()
        .any(|nested| match id.strip_prefix(&*nested.logical_id) {
            Some("") => true,
            Some(rest) => {
                let rest = rest.strip_prefix(SEPARATOR);
                rest.is_some_and(|rest| is_nested(&nested.nested, rest))
            }
            None => false,
        })
}
