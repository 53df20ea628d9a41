//! The flags of `deploy` about its end: at once, with the remaining changes, before everything is stable.

use crate::support::account::apps::{ACCOUNT, current};
use crate::support::account::scene::{Scene, stack};
use crate::support::cli::Sandbox;
use crate::support::ministack::Account;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::deploy::deployment::{Failure, OnFailure};
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use serde_json::json;

fn topic(name: &str, needs: &[&str]) -> Artifact {
    let resource = json!({"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": name}});
    Artifact {
        dependencies: needs.iter().map(|&needed| needed.into()).collect(),
        ..stack(name, &json!({"Resources": {"Topic": resource}}))
    }
}

fn failing(scene: Scene) -> Scene {
    scene.world(|world| world.failing.insert("Topic".into(), "the name is bad".into()));
    scene
}

#[test]
fn only_what_no_one_needs_is_left_to_itself() {
    let mut scene = Scene::default();
    scene.options.detach = true;
    let stacks = [
        topic("base", &[]),
        topic("compute", &["base"]),
        topic("alone", &[]),
    ];
    let outcomes = scene.succeeds(&stacks);
    assert_eq!(outcomes, [Outcome::Created, Outcome::Begun, Outcome::Begun]);
    assert!(scene.person.text().contains("`sa-infra watch compute`"));
    scene.settled();
    scene.options.detach = false;
    assert_eq!(scene.succeeds(&stacks), [Outcome::Unchanged; 3]);
}

#[test]
fn what_owners_set_is_restored_by_whoever_sees_the_end() {
    let watches = |scene: &Scene| drop(scene.watch(&current("2")).unwrap().unwrap_err());
    let deploys = |scene: &Scene| {
        scene.later(600);
        scene.world(|world| world.failing.clear());
        scene.succeeds(&[current("2")]);
    };
    for sees in [watches, deploys] {
        let mut scene = failing(Scene::living());
        scene.options.detach = true;
        assert_eq!(scene.one(&current("2")).unwrap(), Outcome::Begun);
        scene.options.detach = false;
        sees(&scene);
        scene.is_intact("a deployment that was left to itself");
    }
}

#[test]
fn protection_is_turned_on_without_waiting() {
    let mut scene = Scene::default();
    scene.options.detach = true;
    scene.options.termination_protection = Some(true);
    scene.succeeds(&[topic("s", &[])]);
    assert_eq!(scene.account.count("UpdateTerminationProtection"), 1);
}

#[test]
fn a_new_stack_that_fails_is_deleted_when_told_to_and_says_why() {
    let mut scene = failing(Scene::default());
    scene.options.on_failure = OnFailure::Delete;
    let Failure::Ended { status, cause, .. } = scene.fails(&topic("s", &[])) else {
        panic!()
    };
    assert_eq!(
        (&*status, &*cause.failures[0].reason),
        ("DELETE_COMPLETE", "the name is bad")
    );
    assert_eq!(scene.status(), None);
    scene.world(|world| world.failing.clear());
    assert_eq!(scene.succeeds(&[topic("s", &[])]), [Outcome::Created]);
}

#[test]
fn an_update_that_fails_is_undone_all_the_same() {
    let mut scene = failing(Scene::living());
    scene.options.on_failure = OnFailure::Delete;
    scene.fails(&current("2"));
    assert_eq!(scene.status().as_deref(), Some("UPDATE_ROLLBACK_COMPLETE"));
    assert_eq!(scene.parameter("SA_ACCOUNT").as_deref(), Some(ACCOUNT));
}

#[test]
fn express_leaves_failure_to_the_change_set() {
    for on_failure in [OnFailure::Rollback, OnFailure::Keep] {
        let mut scene = Scene::default();
        (scene.options.express, scene.options.on_failure) = (true, on_failure);
        scene.succeeds(&[topic("s", &[])]);
        let asked = scene.asked_of("CreateChangeSet");
        assert!(asked[0].contains("express: true"), "{asked:?}");
    }
}

#[test]
fn values_that_aws_refuses_are_refused_without_asking_it() {
    for (arguments, words) in [
        ("--role-arn deployer", "arn:aws:iam::123456789012:role/NAME"),
        ("--notification-arn told", "arn:aws:sns:REGION:123456789012:NAME"),
        ("--tag aws:x=y", "reserved for AWS"),
        ("--tag x", "KEY=VALUE"),
        (
            "--tag Team=a --tag team=b",
            "the tags Team and team have the same key",
        ),
        (
            "--express --on-failure delete",
            "cannot be combined with --on-failure delete",
        ),
        ("--detach --dry-run", "cannot be used with"),
    ] {
        let line = format!("deploy --all {arguments}");
        let run = Sandbox::new().run(&line.split(' ').collect::<Vec<_>>()).exits(2);
        assert!(run.stderr.contains(words), "{run}");
    }
}

#[tokio::test]
async fn detached_and_attached_again() {
    let account = Account::new();
    let run = account
        .run(&[
            "deploy",
            "--all",
            "--yes",
            "--detach",
            "--termination-protection",
            "on",
        ])
        .exits(0);
    assert!(run.stderr.contains("app-infra-compute: created"), "{run}");
    assert!(
        run.stderr.contains("app-infra-develop: in progress, not watched"),
        "{run}"
    );
    account.run(&["watch", "app-infra-develop"]).exits(0);

    let cloud = account.cloud().await;
    let protected = async || {
        let stack = cloud.cloudformation().describe_stack("app-infra-develop").await;
        stack.unwrap().unwrap().termination_protection
    };
    assert!(protected().await, "it is kept in step for new stacks");
    account
        .run(&["deploy", "--all", "--termination-protection", "off"])
        .exits(0);
    assert!(!protected().await, "and when there is nothing else to do");
}
