//! Obstacles to the deletion of a stack.

use super::{DENIED, DESTROY, case, play};
use crate::support::endpoint::Answer;
use crate::support::script::Script;

#[test]
fn a_destruction_meets_what_keeps_a_stack() {
    let gone: &[&str] = &["stack DELETE_IN_PROGRESS", "stack DELETE_COMPLETE"];
    play(vec![
        case(
            "it goes, page by page",
            Script::at("CREATE_COMPLETE").paged().then(gone),
            DESTROY,
            0,
            &["deleted"],
        )
        .may(&["DeleteStack", "s3 POST"]),
        case(
            "a bucket that was filled meanwhile",
            Script::at("CREATE_COMPLETE")
                .then(&[
                    "stack DELETE_IN_PROGRESS",
                    "sadatabucketCC1B0CFA DELETE_FAILED The bucket you tried to delete is not empty",
                    "stack DELETE_FAILED",
                    "|",
                ])
                .then(gone),
            DESTROY,
            0,
            &["deleted"],
        )
        .may(&["DeleteStack", "s3 POST"]),
        case(
            "something that cannot be taken away",
            Script::at("CREATE_COMPLETE").then(&[
                "stack DELETE_IN_PROGRESS",
                "Topic DELETE_FAILED it is in use by a stranger",
                "stack DELETE_FAILED",
            ]),
            DESTROY,
            5,
            &["DELETE_FAILED", "it is in use by a stranger"],
        )
        .may(&["DeleteStack", "s3 POST"]),
        case(
            "a missing permission, before anything goes",
            Script::at("CREATE_COMPLETE").fault("ListStackResources", 0..99, DENIED),
            DESTROY,
            1,
            &["allow cloudformation:ListStackResources"],
        ),
        case(
            "a stranger imports its export",
            Script::at("CREATE_COMPLETE").fault(
                "DeleteStack",
                0..99,
                Answer::Error(
                    400,
                    "ValidationError",
                    "Export x cannot be deleted as it is in use by stranger",
                ),
            ),
            DESTROY,
            1,
            &["in use by stranger"],
        )
        .may(&["DeleteStack", "s3 POST"]),
    ]);
}
