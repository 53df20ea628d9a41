//! Executions with unexpected results.

use super::{DEPLOY, case, play, update};
use crate::support::script::Script;

#[test]
fn an_execution_goes_its_own_way() {
    play(vec![
        case(
            "reads lag behind",
            update().stale(2).updates(),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "events in disorder and twice",
            update()
                .scrambled()
                .then(&["stack UPDATE_IN_PROGRESS", "Topic UPDATE_COMPLETE", "stack UPDATE_COMPLETE"]),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "events one by one",
            update()
                .paged()
                .then(&["stack UPDATE_IN_PROGRESS", "Topic UPDATE_COMPLETE", "stack UPDATE_COMPLETE"]),
            DEPLOY,
            0,
            &["Topic", "updated"],
        ),
        case(
            "the clean-up is part of it",
            update().then(&[
                "stack UPDATE_IN_PROGRESS",
                "stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                "stack UPDATE_COMPLETE",
            ]),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "a failure is rolled back, and its cause is named",
            update().then(&[
                "stack UPDATE_IN_PROGRESS",
                "Other UPDATE_FAILED Resource update cancelled",
                "Topic UPDATE_FAILED Invalid parameter: DisplayName",
                "stack UPDATE_ROLLBACK_COMPLETE",
            ]),
            DEPLOY,
            1,
            &["UPDATE_ROLLBACK_COMPLETE", "Topic: Invalid parameter: DisplayName", "cancelled because of this failure"],
        ),
        case(
            "a permission is missing at AWS",
            update().then(&[
                "stack UPDATE_IN_PROGRESS",
                "Topic UPDATE_FAILED User: jo is not authorized to perform: sns:SetTopicAttributes on resource: x",
                "stack UPDATE_ROLLBACK_COMPLETE",
            ]),
            DEPLOY,
            1,
            &["fix: allow sns:SetTopicAttributes"],
        ),
        case(
            "undoing it fails",
            update().then(&[
                "stack UPDATE_IN_PROGRESS",
                "Topic UPDATE_FAILED Invalid parameter",
                "stack UPDATE_ROLLBACK_FAILED",
            ]),
            DEPLOY,
            5,
            &["UPDATE_ROLLBACK_FAILED", "Invalid parameter", "sa-infra recover"],
        ),
        case(
            "a creation is undone",
            Script::absent().then(&[
                "stack CREATE_IN_PROGRESS",
                "Topic CREATE_FAILED Invalid parameter",
                "stack ROLLBACK_COMPLETE",
            ]),
            DEPLOY,
            1,
            &["ROLLBACK_COMPLETE", "Topic: Invalid parameter"],
        ),
    ]);
}
