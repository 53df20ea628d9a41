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
    /// The logical IDs of the resources that prevent the rollback.
    pub(super) fn undoing_fails(&self) -> Vec<String> {
        // A resource that cannot be deleted during a rollback does not prevent it.
        let failures = self.undoing.failures.iter();
        let keeps = failures.filter(|failure| failure.status != ResourceStatus::DeleteFailed.as_str());
        keeps.map(|failure| failure.id.clone()).collect()
    }

    /// The logical IDs of the resources that prevent the deletion.
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
    /// Delete the stack that is being created.
    DeleteHalf,
    /// Delete our change sets that will not be executed.
    Discard {
        /// Their number.
        ours: usize,
        /// Whether the stack is in review and has no other change set, so that it is deleted too.
        is_shell: bool,
    },
    /// Roll back the failed update.
    RollBack,
    /// Continue the rollback of the failed update.
    Continue(Leave),
    /// Delete the stack.
    Delete(Leave),
}

/// The resources to skip in a rollback or deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leave {
    /// None.
    Nothing,
    /// These resources, by logical id.
    These(Vec<String>),
    /// All that fail again.
    Whatever,
}
