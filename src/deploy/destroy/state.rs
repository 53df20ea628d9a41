//! The state table: what a deletion does with a stack in each state.

use crate::cloud::cloudformation::StackStatus;

/// The next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// The stack does not exist.
    Nothing,
    /// The stack can be deleted.
    Delete,
    /// The stack is in review: it has only change sets, and some may not be ours.
    Review,
    /// An operation is in progress: watch it until it ends, then read the state again.
    Wait,
    /// A person has to decide first.
    Stuck {
        /// The state, in words.
        what: &'static str,
        /// A suggested fix, a lowercase fragment.
        fix: &'static str,
    },
}

/// The entry for a stack in this state; `None` when it does not exist.
pub(super) fn entry(status: Option<&StackStatus>) -> Entry {
    let Some(status) = status else {
        return Entry::Nothing;
    };
    match status {
        StackStatus::DeleteComplete => Entry::Nothing,
        StackStatus::ReviewInProgress => Entry::Review,
        StackStatus::UpdateInProgress => Entry::Stuck {
            what: "an update is running",
            fix: "`sa-infra cancel {stack}` undoes the update, `sa-infra watch {stack}` waits for the end of the operation; then destroy again",
        },
        // The deletion abandons the creation in progress.
        StackStatus::CreateInProgress => Entry::Delete,
        status if status.is_in_progress() => Entry::Wait,
        StackStatus::Other(_) => Entry::Stuck {
            what: "it is in a state that this version does not know",
            fix: "look at it in the console first",
        },
        _ => Entry::Delete,
    }
}

/// The entry for a stack in review with change sets of others.
pub(super) const FOREIGN: Entry = Entry::Stuck {
    what: "someone else's change set is waiting in it",
    fix: "execute or delete that change set first",
};

#[cfg(test)]
mod tests {
    use super::*;

    fn row(status: &str) -> Entry {
        entry(Some(&status.into()))
    }

    #[test]
    fn what_is_still_can_be_deleted_however_it_failed() {
        for status in [
            "CREATE_COMPLETE",
            "UPDATE_COMPLETE",
            "IMPORT_COMPLETE",
            "UPDATE_ROLLBACK_COMPLETE",
            "CREATE_FAILED",
            "ROLLBACK_COMPLETE",
            "ROLLBACK_FAILED",
            "UPDATE_FAILED",
            "UPDATE_ROLLBACK_FAILED",
            "DELETE_FAILED",
            "CREATE_IN_PROGRESS",
        ] {
            assert_eq!(row(status), Entry::Delete, "{status}");
        }
    }

    #[test]
    fn what_is_in_progress_is_waited_for_but_for_an_update() {
        for status in [
            "DELETE_IN_PROGRESS",
            "ROLLBACK_IN_PROGRESS",
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "UPDATE_ROLLBACK_IN_PROGRESS",
            "IMPORT_IN_PROGRESS",
            "TELEPORT_IN_PROGRESS",
        ] {
            assert_eq!(row(status), Entry::Wait, "{status}");
        }
        assert!(matches!(row("UPDATE_IN_PROGRESS"), Entry::Stuck { fix, .. } if fix.contains("cancel")));
        assert!(matches!(row("TELEPORT_COMPLETE"), Entry::Stuck { .. }));
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(entry(None), Entry::Nothing);
        assert_eq!(row("DELETE_COMPLETE"), Entry::Nothing);
        assert_eq!(row("REVIEW_IN_PROGRESS"), Entry::Review);
    }
}
