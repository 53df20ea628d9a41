//! Added, removed and changed resources, and whether a change replaces them.

use super::Change;
use super::compare::{compare, compare_members};
use super::path::Path;
use super::replacement::{self, Replacement};
use crate::model::json::{Fields, Json, Text};
use crate::model::template::{Resource, Template};
use std::sync::Arc;

/// The change of one resource.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceChange {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its type; the new one when it changes.
    pub kind: Text,
    /// Whether it is added, removed or changed.
    pub action: Action,
    /// Whether the change replaces it.
    pub replacement: Replacement,
    /// The causes of the replacement.
    pub because: Vec<Cause>,
    /// The policy that keeps the old resource after its removal or replacement (`Retain`, `Snapshot`); `None` when it
    /// is deleted.
    pub kept: Option<Text>,
    /// Why it cannot be created.
    pub collision: Option<Collision>,
    /// The differences; empty for an added or removed resource.
    pub changes: Vec<Change>,
}

/// Whether the resource is added, removed or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is new.
    Add,
    /// It stays in the stack, changed.
    Change,
    /// It leaves the stack.
    Remove,
}

/// A cause of a replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The property: `Properties/..`, or `Type`.
    pub path: Path,
    /// The replacement that it causes.
    pub replacement: Replacement,
    /// The replaced resource that this property refers to; `None` when the property itself changes.
    pub follows: Option<Arc<str>>,
}

/// A literal name that is still taken when the new resource is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    /// The name.
    pub name: String,
    /// The removed resource with the name; `None` when it is that of the replaced resource itself.
    pub with: Option<Arc<str>>,
}

pub(super) fn changes(before: &Template, after: &Template) -> Vec<ResourceChange> {
    let mut changes = Vec::new();
    for (id, new) in &after.resources {
        match before.resources.get(id) {
            None => changes.push(ResourceChange::of(id, new, Action::Add)),
            Some(old) => changes.extend(changed(id, old, new)),
        }
    }
    for (id, old) in &before.resources {
        if !after.resources.contains_key(id) {
            let kept = kept(old.deletion_policy.as_ref());
            let change = ResourceChange::of(id, old, Action::Remove);
            changes.push(ResourceChange { kept, ..change });
        }
    }
    changes
}

impl ResourceChange {
    pub(super) fn of(id: &Arc<str>, resource: &Resource, action: Action) -> Self {
        Self {
            id: id.clone(),
            kind: resource.kind.clone(),
            action,
            replacement: Replacement::Never,
            because: Vec::new(),
            kept: None,
            collision: None,
            changes: Vec::new(),
        }
    }

    /// Adds a cause of a replacement.
    pub(super) fn replace(&mut self, cause: Cause, resource: &Resource) {
        self.replacement = self.replacement.max(cause.replacement);
        self.because.push(cause);
        self.kept = kept(resource.update_replace_policy.as_ref());
    }

    /// Replaces the result of the schemas by CloudFormation's: no cause is stronger than that.
    pub fn decide(&mut self, replacement: Replacement) {
        self.replacement = replacement;
        for cause in &mut self.because {
            cause.replacement = cause.replacement.min(replacement);
        }
        self.because
            .retain(|cause| cause.replacement != Replacement::Never);
        if replacement == Replacement::Never {
            self.collision = None;
        }
    }
}

fn kept(policy: Option<&Text>) -> Option<Text> {
    policy.filter(|policy| *policy != "Delete").cloned()
}

fn changed(id: &Arc<str>, old: &Resource, new: &Resource) -> Option<ResourceChange> {
    let mut change = ResourceChange::of(id, new, Action::Change);
    let (old_kind, new_kind) = (Json::Text(old.kind.clone()), Json::Text(new.kind.clone()));
    change.changes = compare("Type", Some(&old_kind), Some(&new_kind));
    if let [kind] = change.changes.as_slice() {
        let cause = Cause {
            path: kind.path.clone(),
            replacement: Replacement::Always,
            follows: None,
        };
        change.replace(cause, new);
    }
    let (before, after) = (
        Json::Map(old.properties.clone()),
        Json::Map(new.properties.clone()),
    );
    let properties = compare("Properties", Some(&before), Some(&after));
    for property in properties {
        let decided = replacement::of_change(&new.kind, &property);
        if decided > Replacement::Never {
            let cause = Cause {
                path: property.path.clone(),
                replacement: decided,
                follows: None,
            };
            change.replace(cause, new);
        }
        change.changes.push(property);
    }
    change.changes.extend(attributes(old, new));
    (!change.changes.is_empty()).then_some(change)
}

/// The members of a resource other than its properties.
fn attributes(old: &Resource, new: &Resource) -> impl Iterator<Item = Change> {
    let text = |text: &Option<Text>| text.clone().map(Json::Text);
    let one =
        |name, value: fn(&Resource) -> Option<Json>| compare(name, value(old).as_ref(), value(new).as_ref());
    let texts = |name, (old, new)| compare(name, text(old).as_ref(), text(new).as_ref());
    [
        texts("Condition", (&old.condition, &new.condition)),
        texts("DeletionPolicy", (&old.deletion_policy, &new.deletion_policy)),
        texts(
            "UpdateReplacePolicy",
            (&old.update_replace_policy, &new.update_replace_policy),
        ),
        one("DependsOn", depends_on),
        one("Metadata", |resource| object(&resource.metadata)),
        compare_members(&old.rest, &new.rest),
    ]
    .into_iter()
    .flatten()
}

/// An empty object counts as absent.
fn object(fields: &Fields) -> Option<Json> {
    (!fields.is_empty()).then(|| Json::Map(fields.clone()))
}

/// A set: sorted, because the order does not matter.
fn depends_on(resource: &Resource) -> Option<Json> {
    let mut ids = resource.depends_on.clone();
    ids.sort();
    ids.dedup();
    let ids = ids
        .iter()
        .map(|id| Json::from(id.to_string()))
        .collect::<Vec<_>>();
    (!ids.is_empty()).then_some(Json::List(ids))
}
