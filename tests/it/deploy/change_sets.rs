//! `deploy` by the result of its change set: one that is not executed leaves neither a change set nor a stack in
//! review.

use crate::support::account::Refusal;
use crate::support::account::scene::{Scene, stack};
use crate::support::account::ui::Answer;
use sa_infra::cloud::cloudformation::{HookResult, Validation};
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::{Outcome, Question};
use sa_infra::synth::Artifact;
use serde_json::json;
use std::time::Duration;

fn topic(name: &str) -> Artifact {
    let topic = json!({"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": name}});
    stack("s", &json!({"Resources": {"Topic": topic}}))
}

/// A topic, and a bucket with this name.
fn bucket(name: &str) -> Artifact {
    let topic = json!({"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "a"}});
    let bucket = json!({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}});
    stack("s", &json!({"Resources": {"Data": bucket, "Topic": topic}}))
}

fn found(id: &str, kind: Option<&str>, reason: &str) -> Validation {
    Validation {
        name: Some("AN_OPAQUE_WORD".into()),
        mode: Some("WARN".into()),
        status: Some("FAILED".into()),
        logical_id: Some(id.into()),
        resource_type: kind.map(str::to_owned),
        reason: Some(reason.into()),
        path: Some(format!("/Resources/{id}")),
    }
}

fn hook(status: &str, reason: Option<&str>, remediation: Option<&str>) -> HookResult {
    HookResult {
        hook: "Acme::Guard".into(),
        mode: None,
        status: status.into(),
        reason: reason.map(str::to_owned),
        remediation: remediation.map(str::to_owned),
    }
}

fn refusal(reason: &str) -> Refusal {
    Refusal {
        reason: reason.into(),
        ..Refusal::default()
    }
}

/// Deploys a new stack and an update, both refused with this error. Returns the message, after checking that nothing
/// is left.
#[track_caller]
fn refused(refusal: &Refusal) -> [Result<Outcome, Failure>; 2] {
    [Scene::default(), Scene::with(&[topic("a")])].map(|scene| {
        let before = scene.settled();
        scene.world(|world| world.refusal = Some(refusal.clone()));
        let result = scene.one(&topic("b"));
        assert_eq!(scene.settled(), before, "{}", refusal.reason);
        assert_eq!(scene.account.count("ExecuteChangeSet"), 0);
        result
    })
}

/// The findings of a change set that was refused.
#[track_caller]
fn findings(refusal: &Refusal) -> Vec<String> {
    let [first, second] = refused(refusal).map(|result| match result {
        Err(Failure::Refused { findings, .. }) => findings,
        other => panic!("{other:?}"),
    });
    assert_eq!(first, second);
    first
}

#[test]
fn no_changes_in_both_words() {
    for reason in [
        "The submitted information didn't contain changes. Submit different information to create a change set.",
        "No updates are to be performed.",
    ] {
        for result in refused(&refusal(reason)) {
            assert_eq!(result.unwrap(), Outcome::Unchanged, "{reason}");
        }
    }
}

#[test]
fn early_validation_says_where() {
    let refusal = Refusal {
        validations: vec![found("Topic", None, "DisplayName is too long")],
        ..refusal("AWS::EarlyValidation::PropertyValidation failed")
    };
    assert_eq!(
        findings(&refusal),
        ["Topic /Resources/Topic: DisplayName is too long"]
    );
}

#[test]
fn resources_that_exist_are_named() {
    let begin =
        "CloudFormation is attempting to import some resources because they already exist in your account.";
    for (list, expected) in [
        ("", vec![]),
        (
            " The affected resources are Data ({BucketName=a.b}), Topic ({TopicArn=arn:x}).",
            vec![
                "Data ({BucketName=a.b}): it belongs to no stack of this region",
                "Topic ({TopicArn=arn:x}): it belongs to no stack of this region",
            ],
        ),
    ] {
        for result in refused(&refusal(&format!("{begin}{list}"))) {
            assert!(
                matches!(&result, Err(Failure::Exists { resources, .. }) if *resources == expected),
                "{result:?}"
            );
        }
    }
}

#[test]
fn hooks_are_quoted_with_their_status_and_what_to_do() {
    let (failed, says) = ("HOOK_COMPLETE_FAILED", Some("no"));
    for (result, expected) in [
        (
            hook(failed, says, None),
            vec!["Acme::Guard (HOOK_COMPLETE_FAILED): no"],
        ),
        (
            hook(failed, says, Some("encrypt it")),
            vec!["Acme::Guard (HOOK_COMPLETE_FAILED): no; encrypt it"],
        ),
        (
            hook("HOOK_FAILED", None, None),
            vec!["Acme::Guard (HOOK_FAILED): it gives no reason"],
        ),
        (hook("HOOK_COMPLETE_SUCCEEDED", Some("fine"), None), vec![]),
    ] {
        let refusal = Refusal {
            hooks: vec![result],
            ..refusal("The following hook(s) failed: [Acme::Guard]")
        };
        assert_eq!(findings(&refusal), expected);
    }
}

/// A stack whose bucket may be replaced, while early validation warns.
fn warned(warning: &Validation, answer: Answer) -> Scene {
    let mut scene = Scene::with(&[bucket("one")]);
    scene.options.allow_replace = vec!["Data".into()];
    scene.person.answer.set(answer);
    scene.world(|world| world.warnings = vec![warning.clone()]);
    scene
}

#[test]
fn warnings_about_data_are_asked_about() {
    for warning in [
        found("Data", Some("AWS::S3::Bucket"), "words that nobody knows"),
        found("Other", Some("AWS::ECR::Repository"), "not ready for DELETE"),
        found("Other", None, "the bucket is not empty"),
    ] {
        for answer in [
            Answer::Yes,
            Answer::No,
            Answer::Absent,
            Answer::Flags,
            Answer::Interrupt,
        ] {
            let scene = warned(&warning, answer);
            let before = scene.settled();
            let result = scene.one(&bucket("two"));
            assert!(scene.person.text().contains("early validation warns: "));
            assert!(matches!(
                scene.person.asked.borrow()[..],
                [Question::Acknowledge { warnings: 1, .. }]
            ));
            match (answer, result) {
                (Answer::Yes, result) => assert_eq!(result.unwrap(), Outcome::Updated),
                (Answer::No, Err(Failure::Declined))
                | (Answer::Interrupt, Err(Failure::Interrupted))
                | (Answer::Absent | Answer::Flags, Err(Failure::Unasked(_))) => {
                    assert_eq!(scene.settled(), before, "{answer:?}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn warnings_about_anything_else_are_told() {
    for warning in [
        found("Topic", Some("AWS::SNS::Topic"), "a name is deprecated"),
        found("Rule", Some("AWS::Events::Rule"), "it deletes data"),
    ] {
        let scene = warned(&warning, Answer::Absent);
        assert_eq!(scene.succeeds(&[bucket("two")]), [Outcome::Updated]);
        assert!(scene.person.text().contains("early validation warns: "));
    }
}

#[test]
fn a_dry_run_tells_warnings_and_asks_nothing() {
    let mut scene = warned(
        &found("Data", Some("AWS::S3::Bucket"), "it is not empty"),
        Answer::Absent,
    );
    scene.options.dry_run = true;
    let before = scene.settled();
    assert_eq!(scene.succeeds(&[bucket("two")]), [Outcome::Shown]);
    assert!(scene.person.text().contains("it is not empty"));
    assert_eq!(scene.settled(), before);
}

#[test]
fn where_nothing_goes_no_one_asks_for_warnings() {
    let scene = Scene::with(&[topic("a")]);
    assert_eq!(scene.succeeds(&[topic("b")]), [Outcome::Updated]);
    assert_eq!(scene.account.count("DescribeEvents"), 0);
}

#[test]
fn an_obsolete_change_set_is_made_again_but_not_for_ever() {
    for start in [Scene::default, || Scene::with(&[topic("a")])] {
        let scene = start();
        scene.world(|world| world.obsolete = 2);
        scene.succeeds(&[topic("b")]);
        assert_eq!(scene.account.count("CreateChangeSet"), 3);
        assert_eq!(scene.world(|world| world.change_sets()), 0);

        let scene = start();
        let before = scene.settled();
        scene.world(|world| world.obsolete = 99);
        assert!(matches!(scene.fails(&topic("b")), Failure::Values(_)));
        assert_eq!(scene.settled(), before);
    }
}

#[test]
fn a_change_set_of_which_nothing_is_heard_for_half_an_hour_is_abandoned() {
    for scene in [Scene::default(), Scene::with(&[topic("a")])] {
        let before = scene.settled();
        scene.world(|world| world.slow = Duration::from_mins(31));
        assert!(matches!(scene.fails(&topic("b")), Failure::Uncertain(_)));
        assert_eq!(scene.settled(), before);
    }
}
