//! The state table: what a deployment does with a stack in each state.

use crate::cloud::cloudformation::StackStatus;

/// The next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// The stack does not exist: create it.
    Create,
    /// The stack exists: update it.
    Update,
    /// An operation is in progress: watch it until it ends, then read the state again.
    Wait,
    /// Its creation failed, and it can only be deleted: delete it, then create it.
    Recreate,
    /// A person has to decide first: the state, in words.
    Stuck(&'static str),
}

/// The entry for a stack in this state; `None` when it does not exist.
pub(super) fn entry(status: Option<&StackStatus>) -> Entry {
    let Some(status) = status else {
        return Entry::Create;
    };
    match status {
        StackStatus::ReviewInProgress | StackStatus::DeleteComplete => Entry::Create,
        StackStatus::CreateComplete
        | StackStatus::UpdateComplete
        | StackStatus::ImportComplete
        | StackStatus::UpdateRollbackComplete
        | StackStatus::ImportRollbackComplete => Entry::Update,
        StackStatus::RollbackComplete => Entry::Recreate,
        StackStatus::RollbackFailed => Entry::Stuck("its creation failed, and so did the rollback"),
        StackStatus::CreateFailed => Entry::Stuck("its creation failed without a rollback"),
        StackStatus::UpdateFailed => Entry::Stuck("an update failed without a rollback"),
        StackStatus::UpdateRollbackFailed => Entry::Stuck("an update failed, and so did its rollback"),
        StackStatus::ImportRollbackFailed => Entry::Stuck("an import failed, and so did its rollback"),
        StackStatus::DeleteFailed => Entry::Stuck("its deletion failed"),
        status if status.is_in_progress() => Entry::Wait,
        _ => Entry::Stuck("it is in a state that this version does not know"),
    }
}
