//! Change sets with unexpected results.

use super::{DEPLOY, case, play, update};
use crate::support::endpoint::Answer;
use crate::support::script::{BUCKET, Script, TOPIC};

#[test]
fn a_change_set_is_refused() {
    let executes: &[&str] = &["ExecuteChangeSet"];
    let failed = |reason| update().set("FAILED", "UNAVAILABLE", reason);
    play(vec![
        case(
            "early validation refuses it",
            failed("AWS::EarlyValidation::PropertyValidation found problems")
                .validation("/Resources/Topic/Properties/FifoTopic", "expected type: Boolean"),
            DEPLOY,
            1,
            &[
                "/Resources/Topic/Properties/FifoTopic: expected type: Boolean",
                "EarlyValidation",
            ],
        )
        .never(executes),
        case(
            "a hook refuses it",
            failed("The following hook(s) failed").hook("Acme::Guard::Topics", "topics are encrypted here"),
            DEPLOY,
            1,
            &["Acme::Guard::Topics (HOOK_COMPLETE_FAILED): topics are encrypted here; give it a key"],
        )
        .never(executes),
        case(
            "something is there already",
            failed(
                "CloudFormation is attempting to import some resources because they already exist in your account. \
                 The affected resources are Topic ({TopicArn=arn:x})",
            ),
            DEPLOY,
            1,
            &["already exist", "Topic ({TopicArn=arn:x})", "RetainExceptOnCreate"],
        )
        .never(executes),
        case(
            "nothing changes after all",
            failed("The submitted information didn't contain changes. Submit different information"),
            DEPLOY,
            0,
            &["unchanged"],
        )
        .never(executes),
    ]);
}

#[test]
fn a_change_set_warns_of_data() {
    const ALLOWED: &[&str] = &["deploy", "app-infra-base", "--yes", "--allow-replace", BUCKET];
    const READ: &[&str] = &[
        "deploy",
        "app-infra-base",
        "--yes",
        "--allow-replace",
        BUCKET,
        "--acknowledge-warnings",
    ];
    let warned = || {
        update()
            .changes(&[(BUCKET, "AWS::S3::Bucket", "Modify", "True")])
            .warning("the bucket is full")
    };
    let says = &[
        "early validation warns",
        "the bucket is full",
        "--acknowledge-warnings",
    ];
    play(vec![
        case("yes does not answer it", warned(), ALLOWED, 2, says).never(&["ExecuteChangeSet"]),
        case(
            "its flag does",
            warned().updates(),
            READ,
            0,
            &["the bucket is full", "updated"],
        ),
    ]);
}

#[test]
fn a_change_set_is_not_what_it_seems() {
    let executes: &[&str] = &["ExecuteChangeSet"];
    play(vec![
        case(
            "only outputs change",
            update().changes(&[]).updates(),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "words nobody knows",
            update()
                .changes(&[(TOPIC, "AWS::SNS::Topic", "Transmogrify", "Perhaps")])
                .updates(),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "a bucket would be replaced",
            update().changes(&[(BUCKET, "AWS::S3::Bucket", "Modify", "True")]),
            DEPLOY,
            1,
            &["would be replaced", "--allow-replace sadatabucketCC1B0CFA"],
        )
        .never(executes),
        case(
            "pages: the bucket is on the second one",
            update().paged().changes(&[
                (TOPIC, "AWS::SNS::Topic", "Modify", "False"),
                (BUCKET, "AWS::S3::Bucket", "Remove", ""),
            ]),
            DEPLOY,
            1,
            &["would be removed", "--allow-replace sadatabucketCC1B0CFA"],
        )
        .never(executes),
        case(
            "somebody else's change set waits in the shell of a stack",
            Script::at("REVIEW_IN_PROGRESS")
                .foreign()
                .set("FAILED", "UNAVAILABLE", "refused"),
            DEPLOY,
            1,
            &["rejects the changes"],
        )
        .never(executes),
        case(
            "another one was executed meanwhile",
            update().updates().fault(
                "ExecuteChangeSet",
                0..99,
                Answer::Error(
                    400,
                    "InvalidChangeSetStatus",
                    "cannot be executed in its current status",
                ),
            ),
            DEPLOY,
            1,
            &["cannot be executed"],
        ),
        case(
            "another operation makes it obsolete again and again",
            update().set("CREATE_COMPLETE", "OBSOLETE", ""),
            DEPLOY,
            1,
            &["the stack changed in the meantime", "kept changing"],
        )
        .never(executes),
    ]);
}
