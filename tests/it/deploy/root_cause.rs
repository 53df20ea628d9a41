//! Why an operation failed, with details from other services.

use crate::support::account::apps::current;
use crate::support::account::scene::{Scene, stack};
use sa_infra::cloud::ecs::StopCode;
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::root_cause::Failure as Cause;
use serde_json::json;

const ENCODED: &str = "API: sns:CreateTopic You are not authorized to perform this operation. Encoded authorization \
                       failure message: abc-DEF (Service: Sns, HandlerErrorCode: AccessDenied)";

/// The first cause of a failed deployment of this stack.
fn cause(scene: &Scene, stack: &sa_infra::synth::Artifact) -> Cause {
    let Failure::Ended { mut cause, .. } = scene.fails(stack) else {
        panic!("it did not end");
    };
    cause.failures.remove(0)
}

#[test]
fn what_sts_decodes_names_the_permission_that_is_missing() {
    let scene = Scene::living();
    let decoded =
        json!({"allowed": false, "context": {"action": "sns:TagResource", "resource": "arn:aws:sns:::x"}});
    scene.world(|world| {
        world.failing.insert("Topic".into(), ENCODED.into());
        world.decoded = Some(decoded.to_string());
    });
    let cause = cause(&scene, &current("2"));
    assert_eq!(cause.missing_permission.as_deref(), Some("sns:TagResource"));
    assert_eq!(cause.on.as_deref(), Some("arn:aws:sns:::x"));
    assert_eq!(cause.code.as_deref(), Some("AccessDenied"));
}

#[test]
fn who_may_not_decode_is_told_what_the_text_says() {
    let scene = Scene::living();
    scene.world(|world| world.failing.insert("Topic".into(), ENCODED.into()));
    let cause = cause(&scene, &current("2"));
    assert_eq!(cause.missing_permission.as_deref(), Some("sns:CreateTopic"));
    assert_eq!(scene.account.count("sts:DecodeAuthorizationMessage"), 1);
}

#[test]
fn a_service_that_does_not_come_up_tells_why_its_tasks_stopped() {
    let scene = Scene::default();
    let name = "arn:aws:ecs:us-east-1:111122223333:service/c/web";
    let service = json!({"Type": "AWS::ECS::Service", "Properties": {"Name": name}});
    scene.world(|world| {
        world.failing.insert(
            "Web".into(),
            "ECS Deployment Circuit Breaker was triggered".into(),
        );
        for service in ["web", "other"] {
            let task = world.start_task_of("c", service);
            world.end_task(
                &task,
                StopCode::EssentialContainerExited,
                "Essential container exited",
                Some(3),
            );
        }
    });
    let cause = cause(&scene, &stack("s", &json!({"Resources": {"Web": service}})));
    assert_eq!(cause.details.len(), 1, "{cause:?}");
    let end = "stopped: Essential container exited; container main exited with 3";
    assert!(cause.details[0].ends_with(end), "{cause:?}");
}
