//! The state table: what a destruction does with a stack, by the state it finds it in.

use crate::cloud::cloudformation::{Stack, StackStatus};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// There is no stack.
    Nothing,
    /// There is one that can be deleted.
    Delete,
    /// There are only change sets, not all of which need be ours.
    Review,
    /// Something is under way: watch it to its end, then look again.
    Wait,
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
    let Some(stack) = stack else {
        return Entry::Nothing;
    };
    match &stack.status {
        StackStatus::DeleteComplete => Entry::Nothing,
        StackStatus::ReviewInProgress => Entry::Review,
        StackStatus::UpdateInProgress => Entry::Stuck {
            what: "an update is under way",
            fix: "cancel the update (in the console: Stack actions, Cancel update stack) or let it end, then destroy again",
        },
        // The creation that is under way is given up.
        StackStatus::CreateInProgress => Entry::Delete,
        status if status.is_in_progress() => Entry::Wait,
        StackStatus::Other(_) => Entry::Stuck {
            what: "it is in a state this version does not know",
            fix: "look at it in the console first",
        },
        _ => Entry::Delete,
    }
}

/// What other stacks' change sets in one that waits for review mean.
pub(super) const FOREIGN: Entry = Entry::Stuck {
    what: "somebody else's change set waits for an answer in it",
    fix: "execute or delete that change set first",
};
