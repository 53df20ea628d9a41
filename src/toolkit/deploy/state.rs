//! The state table: what a deployment does with a stack, by the state it finds it in.

use crate::cloud::cloudformation::{Stack, StackStatus};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// There is no stack: make one.
    Create,
    /// There is one: change it.
    Update,
    /// Something is under way: watch it to its end, then look again.
    Wait,
    /// Its creation failed, and nothing but deleting is possible: delete it, then create it.
    Recreate,
    /// A person has to decide first.
    Stuck {
        /// What state that is, in words.
        what: &'static str,
        /// The way out, a lowercase fragment.
        fix: &'static str,
    },
}

/// The row of the table for a stack.
pub(super) fn entry(stack: Option<&Stack>) -> Entry {
    let Some(stack) = stack else { return Entry::Create };
    let halt = |what, fix| Entry::Stuck { what, fix };
    match &stack.status {
        StackStatus::ReviewInProgress | StackStatus::DeleteComplete => Entry::Create,
        StackStatus::CreateComplete
        | StackStatus::UpdateComplete
        | StackStatus::ImportComplete
        | StackStatus::UpdateRollbackComplete
        | StackStatus::ImportRollbackComplete => Entry::Update,
        StackStatus::RollbackComplete => Entry::Recreate,
        StackStatus::RollbackFailed => halt(
            "its creation failed, and so did undoing it",
            "look at `events`, mend the cause, then delete the stack; no call of AWS rolls it back",
        ),
        StackStatus::CreateFailed => halt(
            "its creation failed and was left as it was",
            "delete the stack in the console, then deploy again",
        ),
        StackStatus::UpdateFailed => halt(
            "an update failed and was left as it was",
            "roll it back in the console (Stack actions, Roll back), then deploy again",
        ),
        StackStatus::UpdateRollbackFailed => halt(
            "an update failed, and so did undoing it",
            "continue the rollback in the console (Stack actions, Continue update rollback); never delete the stack",
        ),
        StackStatus::ImportRollbackFailed => halt(
            "an import failed, and so did undoing it",
            "continue the rollback in the console, then deploy again",
        ),
        StackStatus::DeleteFailed => halt(
            "its deletion failed",
            "look at `events`, mend the cause and delete it again, then deploy",
        ),
        status if status.is_in_progress() => Entry::Wait,
        _ => halt(
            "it is in a state this version does not know",
            "look at it in the console first",
        ),
    }
}
