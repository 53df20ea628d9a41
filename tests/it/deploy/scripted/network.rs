//! A bad connection to AWS: throttling, server errors, broken connections.

use super::{BUSY, DEPLOY, THROTTLED, case, play, update};
use crate::support::endpoint::Answer;

#[test]
fn the_way_to_aws_fails_for_a_moment() {
    play(vec![
        case(
            "every call is throttled once",
            update().updates().fault("", 0..1, THROTTLED),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "every call fails twice on the other side",
            update().updates().fault("", 0..2, BUSY),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "every connection is lost once in the middle of the answer",
            update().updates().fault("", 0..1, Answer::Dropped),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "a burst of failures while it is watched",
            update().updates().fault("DescribeStackEvents", 0..6, BUSY),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "it never answers",
            update().fault("DescribeStacks", 0..99, BUSY),
            DEPLOY,
            1,
            &["cloudformation:DescribeStacks", "cannot be reached", "network"],
        )
        .never(&["CreateChangeSet"]),
        case(
            "it asks for fewer calls forever",
            update().fault("CreateChangeSet", 0..99, THROTTLED),
            DEPLOY,
            1,
            &["throttling", "wait a minute"],
        )
        .never(&["ExecuteChangeSet"]),
    ]);
}
