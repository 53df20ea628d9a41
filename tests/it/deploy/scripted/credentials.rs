//! Missing permissions, and expired ones.

use super::{DENIED, DEPLOY, EXPIRED, case, play, update};
use crate::support::endpoint::Answer;
use crate::support::script::Script;

#[test]
fn credentials_do_not_suffice() {
    let denied = |action: &'static str, never: &[&'static str]| {
        let fix = format!("allow cloudformation:{action}");
        let script = update().updates().fault(action, 0..99, DENIED);
        case(action, script, DEPLOY, 1, &[&fix]).never(never)
    };
    let executes: &[&str] = &["ExecuteChangeSet"];
    play(vec![
        denied("DescribeStacks", &["CreateChangeSet"]),
        denied("GetTemplate", &["CreateChangeSet"]),
        denied("CreateChangeSet", executes),
        denied("DescribeChangeSet", executes),
        denied("ExecuteChangeSet", &[]),
        denied("DescribeStackEvents", &[]),
        case(
            "expired before anything",
            update().fault("", 0..99, EXPIRED),
            DEPLOY,
            1,
            &["credentials have expired", "sign in again"],
        )
        .never(&["CreateChangeSet"]),
        case(
            "expired while it is watched",
            update().updates().fault("DescribeStackEvents", 0..99, EXPIRED),
            DEPLOY,
            1,
            &["credentials have expired", "sign in again", "continues in AWS"],
        ),
        case(
            "the account is not trusted with IAM",
            update().fault(
                "CreateChangeSet",
                0..99,
                Answer::Error(
                    400,
                    "InsufficientCapabilitiesException",
                    "Requires capabilities : [X]",
                ),
            ),
            DEPLOY,
            1,
            &["Requires capabilities"],
        )
        .never(executes),
        case(
            "too many stacks",
            Script::absent().fault(
                "CreateChangeSet",
                0..99,
                Answer::Error(400, "LimitExceededException", "Limit for stack has been exceeded"),
            ),
            DEPLOY,
            1,
            &["Limit for stack", "Service Quotas"],
        )
        .never(executes),
    ]);
}
