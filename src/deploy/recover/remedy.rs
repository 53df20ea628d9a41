//! Why a stack is stuck, and how to recover it.

use crate::cloud::cloudformation::ResourceStatus;
use crate::deploy::root_cause::Cause;
use serde::Serialize;

/// Why a stack is stuck.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Explanation {
    /// Why the operation failed.
    #[serde(rename = "operation_failed")]
    pub began: Cause,
    /// Why its rollback failed.
    #[serde(rename = "rollback_failed")]
    pub undoing: Cause,
    /// The resources of the stack, if recovering deletes it.
    pub remains: Vec<Remains>,
}

/// A resource that is still there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remains {
    /// The logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// The physical id.
    pub name: Option<String>,
    /// Whether its deletion policy retains it.
    #[serde(rename = "retained")]
    pub stays: bool,
}

impl Explanation {
    /// The logical ids of what keeps the stack from being undone.
    pub(super) fn undoing_fails(&self) -> Vec<String> {
        // What cannot be deleted while an update is undone does not keep it.
        let failures = self.undoing.failures.iter();
        let keeps = failures.filter(|failure| failure.status != ResourceStatus::DeleteFailed.as_str());
        keeps.map(|failure| failure.id.clone()).collect()
    }

    /// The logical ids of what keeps the stack from being deleted.
    pub(super) fn deletion_fails(&self) -> Vec<String> {
        let failures = self.began.failures.iter();
        let keeps = failures.filter(|failure| failure.status == ResourceStatus::DeleteFailed.as_str());
        keeps.map(|failure| failure.id.clone()).collect()
    }
}

/// A suggested recovery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// Cancel the update in progress and roll it back.
    CancelUpdate,
    /// The stack that is being created is deleted.
    DeleteHalf,
    /// Delete our change sets that will not be executed.
    Discard {
        /// How many.
        ours: usize,
        /// Whether there is nothing else of the stack, so that it goes too.
        is_shell: bool,
    },
    /// The failed update, left as it was, is undone.
    RollBack,
    /// Continue the rollback of the failed update.
    Continue(Leave),
    /// The stack is deleted.
    Delete(Leave),
}

/// What is left as it is though it should be undone or deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leave {
    /// Nothing.
    Nothing,
    /// These resources, by logical id.
    These(Vec<String>),
    /// Whatever fails again.
    Whatever,
}
