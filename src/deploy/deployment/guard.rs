//! The resources that `deploy` does not replace or remove without `--allow-replace`: they hold data, or a name
//! that others know.

#[cfg(test)]
mod tests;

use crate::cloud::cloudformation::{
    Change, ChangeAction, ChangeDetail, PolicyAction, Recreation, Replacement,
};
use crate::facts::resource_type;
use crate::model::template::Template;
use std::collections::HashSet;

/// A change that a deployment refuses until you allow it by name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Stop {
    /// The logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// `replaced`, `removed`, or `stopped and started`.
    pub fate: &'static str,
    /// The properties that cause it, when it is replaced.
    pub because: Vec<String>,
}

/// Types whose resources hold data, a name or an address, in addition to those in the facts: type, what, source.
const TABLE: &str = include_str!("guard/holds.tsv");

/// Properties of an instance whose change replaces it only if its disk is an instance store. Otherwise the instance
/// is stopped and started.
const RESTARTS: [&str; 5] = [
    "EbsOptimized",
    "InstanceType",
    "KernelId",
    "RamdiskId",
    "UserData",
];

/// The changes of a change set that stop the deployment. `deployed` shows which roles have a fixed name.
pub(super) fn stops(changes: &[Change], deployed: &Template, allowed: &[String]) -> Vec<Stop> {
    let replaced = replaced(changes);
    let stop = |change: &Change| {
        let fate = fate(change, &replaced)?;
        let named = holds(&change.resource_type) || has_fixed_name(deployed, &change.logical_id);
        let stops = named && !allowed.contains(&change.logical_id);
        stops.then(|| Stop {
            id: change.logical_id.clone(),
            kind: change.resource_type.clone(),
            fate,
            because: causes(change, &replaced),
        })
    };
    changes.iter().filter_map(stop).collect()
}

/// The resources that are certainly replaced. AWS reports `Conditional` for harmless changes too, and for every
/// resource that refers to them. Only a create-only property counts, and a reference only when its target is
/// replaced.
fn replaced(changes: &[Change]) -> HashSet<&str> {
    let mut replaced = HashSet::new();
    loop {
        let before = replaced.len();
        for change in changes
            .iter()
            .filter(|change| change.action == ChangeAction::Modify)
        {
            let conditional = change.replacement == Some(Replacement::Conditional);
            if change.replacement == Some(Replacement::True)
                || conditional && !causes(change, &replaced).is_empty()
            {
                replaced.insert(&*change.logical_id);
            }
        }
        if replaced.len() == before {
            return replaced;
        }
    }
}

/// Whether resources of a type hold data, or a name or an address that others use.
pub(super) fn holds(kind: &str) -> bool {
    let said = resource_type(kind).is_some_and(|facts| facts.stateful || facts.addresses().next().is_some());
    said || rows().any(|(known, _)| known == kind)
}

/// The rows of the table: the type, and what its resources hold.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?))
    })
}

/// Whether it is a role with a fixed name, which other policies may contain.
fn has_fixed_name(deployed: &Template, id: &str) -> bool {
    let role = deployed
        .resources
        .get(id)
        .filter(|resource| resource.kind == "AWS::IAM::Role");
    role.is_some_and(|role| role.properties.get("RoleName").is_some())
}

fn fate(change: &Change, replaced: &HashSet<&str>) -> Option<&'static str> {
    match change.action {
        // A retained resource stays when it leaves the stack.
        ChangeAction::Remove if change.policy_action == Some(PolicyAction::Retain) => None,
        ChangeAction::Remove => Some("removed"),
        _ if !replaced.contains(&*change.logical_id) => None,
        _ if restarts(change, replaced) => Some("stopped and started"),
        _ => Some("replaced"),
    }
}

/// Whether it is an instance that is not replaced.
fn restarts(change: &Change, replaced: &HashSet<&str>) -> bool {
    let stays = |name: &String| RESTARTS.contains(&name.as_str());
    change.resource_type == "AWS::EC2::Instance"
        && change.replacement == Some(Replacement::Conditional)
        && causes(change, replaced).iter().all(stays)
}

/// The changed properties that replace the resource, according to AWS or to its schema.
fn causes(change: &Change, replaced: &HashSet<&str>) -> Vec<String> {
    let facts = resource_type(&change.resource_type);
    let create_only = |name: &str| {
        // Without facts about a type, AWS's statement counts.
        let Some(facts) = facts else { return true };
        let mut paths = facts.create_only.iter().chain(&facts.conditional_create_only);
        paths.any(|path| path.split('/').next() == Some(name))
    };
    let mut names = Vec::new();
    for detail in &change.details {
        let Some(name) = &detail.name else { continue };
        let recreates = detail.recreation == Some(Recreation::Always) || create_only(name);
        if recreates && really_changes(detail, replaced) && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// A property that only refers to another resource changes if that one is replaced.
fn really_changes(detail: &ChangeDetail, replaced: &HashSet<&str>) -> bool {
    let refers = detail
        .source
        .as_deref()
        .is_some_and(|source| source.starts_with("Resource"));
    let named = detail.cause.as_deref().and_then(|cause| cause.split('.').next());
    !refers || named.is_none_or(|id| replaced.contains(id))
}
