//! Tests of `explain`.

use super::*;
use crate::cloud::ecs::Container;

fn stopped(reason: &str, code: StopCode, exit_code: Option<i32>) -> Task {
    Task {
        arn: "arn:aws:ecs:us-east-1:111122223333:task/c/1".into(),
        definition_arn: "arn:aws:ecs:us-east-1:111122223333:task-definition/f:1".into(),
        status: TaskStatus::Stopped,
        desired: TaskStatus::Stopped,
        stop_code: Some(code),
        stopped_reason: Some(reason.into()),
        started_by: None,
        group: None,
        created: None,
        started: None,
        stopped: None,
        containers: vec![Container {
            name: "main".into(),
            image: None,
            status: TaskStatus::Stopped,
            exit_code,
            reason: None,
        }],
    }
}

#[test]
fn what_aws_says_is_explained() {
    for (reason, because) in [
        (
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): x: not found",
            "its image",
        ),
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval \
             failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm \
             parameters: /sa/INTRINIO_API_KEY",
            "a value that it reads",
        ),
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval \
             failed: unable to retrieve ecr registry auth: RequestError: send request failed caused by: Post \
             \"https://api.ecr.us-east-1.amazonaws.com/\": dial tcp 52.46.129.1:443: i/o timeout",
            "the task could not reach",
        ),
        (
            "ResourceInitializationError: unable to pull secrets: AccessDeniedException: User is not authorized",
            "a role of the task",
        ),
        (
            "Capacity is unavailable at this time. Please try again later",
            "AWS had no capacity",
        ),
        (
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: log group does not exist",
            "its log",
        ),
        ("Something new", "it never started"),
    ] {
        let task = stopped(reason, StopCode::TaskFailedToStart, None);
        let explained = explain(&task, "trader").unwrap();
        assert!(explained.because.starts_with(because), "{reason}: {explained:?}");
        assert!(
            !explained.fix.contains('{') && explained.said == reason,
            "{explained:?}"
        );
    }
}

#[test]
fn exit_codes_are_explained_and_a_good_end_needs_no_words() {
    let exited = |code| {
        stopped(
            "Essential container in task exited",
            StopCode::EssentialContainerExited,
            Some(code),
        )
    };
    assert_eq!(explain(&exited(0), "trader"), None);
    assert_eq!(
        explain(&exited(3), "trader").unwrap().because,
        "its program exited with 3"
    );
    assert!(
        explain(&exited(137), "trader")
            .unwrap()
            .because
            .contains("memory")
    );
    let by_hand = stopped("by jo", StopCode::UserInitiated, Some(143));
    assert_eq!(explain(&by_hand, "trader").unwrap().because, "someone stopped it");
}
