//! The state table: the least destructive recovery for each state.

use crate::cloud::cloudformation::StackStatus;

/// How to recover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// No recovery is needed.
    Nothing,
    /// An operation is in progress: watch it until it ends, then read the state again.
    Wait,
    /// The stack is in review.
    Review,
    /// Roll back the failed update.
    RollBack,
    /// Continue the rollback. A stack in this state is never deleted.
    Continue,
    /// Delete the stack: it cannot be updated any more.
    Delete,
    /// No API call can recover it.
    Unknown {
        /// What a person can do, a lowercase fragment.
        fix: &'static str,
    },
}

/// The entry for a stack in this state.
pub(super) fn way(status: &StackStatus) -> Way {
    match status {
        StackStatus::CreateComplete
        | StackStatus::UpdateComplete
        | StackStatus::ImportComplete
        | StackStatus::UpdateRollbackComplete
        | StackStatus::ImportRollbackComplete
        | StackStatus::DeleteComplete => Way::Nothing,
        StackStatus::ReviewInProgress => Way::Review,
        StackStatus::UpdateFailed => Way::RollBack,
        StackStatus::UpdateRollbackFailed => Way::Continue,
        StackStatus::CreateFailed
        | StackStatus::RollbackComplete
        | StackStatus::RollbackFailed
        | StackStatus::DeleteFailed => Way::Delete,
        StackStatus::ImportRollbackFailed => Way::Unknown {
            fix: "AWS has no API to continue the rollback of an import: fix what failed, then contact AWS Support",
        },
        status if status.is_in_progress() => Way::Wait,
        _ => Way::Unknown {
            fix: "this version does not know this state: check the stack in the console",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_whose_rollback_failed_is_never_deleted() {
        assert_eq!(way(&"UPDATE_ROLLBACK_FAILED".into()), Way::Continue);
    }

    #[test]
    fn what_is_not_known_is_waited_for_or_left_alone() {
        assert_eq!(way(&"TELEPORT_IN_PROGRESS".into()), Way::Wait);
        for status in ["TELEPORT_FAILED", "TELEPORT_COMPLETE", ""] {
            assert!(matches!(way(&status.into()), Way::Unknown { .. }), "{status}");
        }
    }
}
