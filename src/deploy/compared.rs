//! What a deployment of a stack changes: the differences between the templates, corrected by CloudFormation's change set.

use super::adoption::Adoption;
use crate::cloud::cloudformation::{Attribute, Change};
use crate::diff::{Action, Diff, Replacement, ResourceChange, Weight};
use crate::model::app::nesting::NESTED_STACK;
use crate::model::json::Text;
use serde::Serialize;
use std::sync::Arc;

/// The comparison of one stack.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// The id of the stack.
    pub stack: Arc<str>,
    /// The name CloudFormation knows it by.
    pub name: Text,
    /// Whether there was nothing to compare with: everything is new.
    pub is_new: bool,
    /// What differs.
    pub diff: Diff,
    /// Existing buckets that would become part of the stack.
    pub adopts: Vec<Adoption>,
    /// Resources that the change set names only because of a value that you set, and that keep it.
    pub kept: Vec<Kept>,
    /// The logical ids of existing resources that CloudFormation imports.
    pub imported: Vec<String>,
    /// Tags and topics of the stack: those that change, and those that stay beside them.
    pub settings: Vec<Setting>,
}

/// A resource that keeps the value that you set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// Where the value is: `the parameter /sa/KEY`.
    pub place: String,
}

/// A change as CloudFormation announces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The logical id.
    #[serde(rename = "logical_id")]
    pub id: String,
    /// The resource type.
    #[serde(rename = "resource_type")]
    pub kind: String,
    /// `Add`, `Modify`, `Remove`, `Import`.
    pub action: String,
    /// `True`, `Conditional`, or nothing.
    pub replacement: Option<String>,
    /// The properties that change.
    pub properties: Vec<String>,
}

/// A change of the stack itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// `stack tag` or `notification topic`.
    pub what: &'static str,
    /// The key of the tag, or the ARN of the topic.
    pub name: String,
    /// The value before; empty for a topic.
    pub before: Option<String>,
    /// The value afterwards; empty for a topic.
    pub after: Option<String>,
}

impl From<&Change> for Row {
    fn from(change: &Change) -> Self {
        let mut properties = change
            .details
            .iter()
            .filter_map(|detail| {
                let is_tags = detail.attribute == Attribute::Tags;
                detail
                    .name
                    .clone()
                    .or_else(|| is_tags.then(|| "tags of the stack".to_owned()))
            })
            .collect::<Vec<_>>();
        properties.sort();
        properties.dedup();
        let replacement = change.replacement.as_ref().map(|word| word.as_str().to_owned());
        Self {
            id: change.logical_id.clone(),
            kind: change.resource_type.clone(),
            action: change.action.as_str().to_owned(),
            replacement: replacement.filter(|word| word != "False"),
            properties,
        }
    }
}

impl Compared {
    /// Replaces what the schemas say by what CloudFormation says. `place` returns where a resource stores a live
    /// value.
    pub fn correct(&mut self, rows: &[Row], place: impl Fn(&str) -> Option<String>) {
        let imported = rows.iter().filter(|row| row.action == "Import");
        self.imported.extend(imported.map(|row| row.id.clone()));
        for row in rows.iter().filter(|row| row.action == "Modify") {
            let replacement = match row.replacement.as_deref() {
                None => Replacement::Never,
                Some("True") => Replacement::Always,
                Some(_) => Replacement::Maybe,
            };
            let known = self
                .diff
                .resources
                .iter_mut()
                .find(|change| *change.id == *row.id);
            if let Some(change) = known {
                change.decide(replacement);
                continue;
            }
            // AWS names every nested stack. What changes in it, it says for its resources.
            if row.kind == NESTED_STACK && replacement == Replacement::Never {
                continue;
            }
            if let Some(place) = place(&row.id).filter(|_| replacement != Replacement::Always) {
                let (id, kind) = (row.id.clone(), row.kind.clone());
                self.kept.push(Kept { id, kind, place });
                continue;
            }
            // It changes because of a reference, or because of a value that no template contains.
            self.diff.resources.push(ResourceChange {
                id: row.id.as_str().into(),
                kind: row.kind.clone().into(),
                action: Action::Change,
                replacement,
                because: Vec::new(),
                kept: None,
                collision: None,
                changes: Vec::new(),
            });
        }
    }

    /// Whether nothing would be done.
    pub fn is_empty(&self) -> bool {
        self.diff.is_empty() && self.adopts.is_empty()
    }

    /// Whether a deployment would change anything.
    pub fn differs(&self) -> bool {
        let mut settings = self.settings.iter();
        !self.is_empty() || settings.any(|setting| setting.before != setting.after)
    }

    /// Whether an adopted bucket loses settings.
    pub fn overwrites(&self) -> bool {
        self.adopts.iter().any(|adoption| !adoption.replaced.is_empty())
    }

    /// Whether approval of this comparison covers another one: nothing more is broadened, changed or lost.
    pub fn covers(&self, now: &Self) -> bool {
        let planned = &self.diff;
        let access = now.diff.access.iter().filter(|row| row.weight == Weight::Broader);
        let network = now
            .diff
            .network
            .iter()
            .filter(|row| row.weight == Weight::Broader);
        let resources = now.diff.resources.iter();
        let is_planned = |change: &ResourceChange| {
            let mut planned = planned.resources.iter();
            change.changes.is_empty() && change.action == Action::Change
                || planned.any(|planned| {
                    planned.id == change.id
                        && planned.action == change.action
                        && planned.changes == change.changes
                })
        };
        self.is_new == now.is_new
            && access.into_iter().all(|row| planned.access.contains(row))
            && network.into_iter().all(|row| planned.network.contains(row))
            && resources.into_iter().all(is_planned)
            && now.adopts.iter().all(|adoption| self.adopts.contains(adoption))
    }
}
