//! Every status of a stack.

use super::{DEPLOY, case, play};
use crate::support::script::Script;

#[test]
fn the_stack_is_in_a_state_of_its_own() {
    let stuck: &[&str] = &["CreateChangeSet", "ExecuteChangeSet"];
    let at =
        |status: &'static str, says: &[&str]| case(status, Script::at(status), DEPLOY, 5, says).never(stuck);
    play(vec![
        at("UPDATE_ROLLBACK_FAILED", &["fix: "]),
        at("UPDATE_FAILED", &["fix: "]),
        at("ROLLBACK_FAILED", &["fix: "]),
        at("DELETE_FAILED", &["fix: "]),
        at("TELEPORT_COMPLETE", &["does not know"]),
        case(
            "an operation of an unknown kind is waited for",
            Script::at("TELEPORT_IN_PROGRESS")
                .then(&["stack TELEPORT_IN_PROGRESS", "stack UPDATE_COMPLETE"])
                .updates(),
            DEPLOY,
            0,
            &["TELEPORT_IN_PROGRESS", "updated"],
        ),
        case(
            "the clean-up of a rollback is waited for",
            Script::at("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
                .then(&[
                    "stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                    "stack UPDATE_ROLLBACK_COMPLETE",
                ])
                .updates(),
            DEPLOY,
            0,
            &["waiting", "updated"],
        ),
        case(
            "what is being deleted is made again",
            Script::at("DELETE_IN_PROGRESS")
                .then(&["stack DELETE_IN_PROGRESS", "stack DELETE_COMPLETE"])
                .then(&["stack CREATE_IN_PROGRESS", "stack CREATE_COMPLETE"]),
            DEPLOY,
            0,
            &["waiting", "created"],
        ),
        case(
            "what failed at its creation is deleted and made again",
            Script::at("ROLLBACK_COMPLETE")
                .then(&["stack DELETE_IN_PROGRESS", "stack DELETE_COMPLETE", "|"])
                .then(&["stack CREATE_IN_PROGRESS", "stack CREATE_COMPLETE"]),
            DEPLOY,
            0,
            &["created"],
        )
        .may(&["DeleteStack"]),
    ]);
}
