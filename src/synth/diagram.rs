//! What a picture of the stacks shows: their resources by kind, what refers to what, and who may do what on which.
//!
//! Resources of one kind in one stack are one box. What only serves another resource (a route, a policy, a role that one
//! kind of resource acts as) is part of that one's box, and its arrows are.

mod fold;
mod parts;
mod references;
mod units;

use crate::synth::{Artifact, Assembly};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use parts::Parts;
use references::References;
use units::Units;

/// A picture, before anybody draws it.
#[derive(Debug, serde::Serialize)]
pub struct Diagram {
    /// The stacks, in the order of deployment.
    pub stacks: Vec<Panel>,
    /// Their boxes, stack by stack.
    pub boxes: Vec<Node>,
    /// The arrows between them, one for each pair at most.
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
    /// The stack, by its place in the diagram.
    pub stack: usize,
    /// Their kind, in AWS's words: `ECS TaskDefinition`.
    pub kind: String,
    /// What they are called in the tree of constructs, or their logical ids.
    pub names: Vec<String>,
    /// The roles they act as, where nobody else does.
    pub roles: Vec<String>,
    /// Managed policies that are not of these stacks.
    pub policies: Vec<String>,
    /// AWS services that their own policies let in.
    pub callers: Vec<String>,
    /// What serves them: kinds, and how many of each.
    pub parts: IndexMap<String, usize>,
}

/// One box needs another.
#[derive(Debug, serde::Serialize)]
pub struct Arrow {
    /// The box that needs, by its place in the diagram.
    pub from: usize,
    /// The box that is needed.
    pub to: usize,
    /// What the one may do on the other; nothing where it only refers to it.
    pub actions: BTreeSet<String>,
    /// Whether it goes from one stack to another.
    pub imports: bool,
}

/// The picture of these stacks, and of what they need in others.
pub fn of(assembly: &Assembly, chosen: &[&Artifact]) -> Diagram {
    let units = Units::of(assembly);
    let references = References::of(assembly, &units);
    let hosts = fold::hosts(&units, &references);
    let parts = Parts::of(&units, &references, &hosts);
    let is_chosen = |stack: usize| chosen.iter().any(|one| one.id == assembly.stacks[stack].id);
    parts.diagram(assembly, is_chosen)
}
