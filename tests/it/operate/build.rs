//! `build` against the emulator, whose builds succeed at once and push nothing. A proxy adds the behavior of AWS.

use crate::operate::run::image;
use crate::support::message;
use crate::support::ministack::Account;
use crate::support::proxy::{Asked, Proxy};
use sa_infra::cloud::Cloud;
use sa_infra::cloud::codebuild::CodeBuild;
use serde_json::{Value, json};

fn deployed() -> Account {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    account
}

#[tokio::test]
async fn both_are_built_in_parallel_and_their_digests_named() {
    let account = deployed();
    message::helps(&account.run(&["build", "portfolio-manger"]).exits(2).stderr);
    assert!(
        account
            .run(&["build", "list"])
            .exits(0)
            .stdout
            .contains("no builds yet")
    );
    let run = account.run(&["build"]).exits(0);
    assert!(run.stdout.contains("the repository has no new image"), "{run}");
    let cloud = account.cloud().await;
    let builds = cloud
        .codebuild()
        .list_builds_for_project("sa-portfolio-manager-project");
    assert_eq!(builds.await.unwrap().len(), 1);
    let run = account
        .run(&["build", "portfolio-manager", "--branch", "develop", "--json"])
        .exits(0);
    let rows = serde_json::from_str::<Value>(&run.stdout).unwrap();
    assert_eq!(
        (&rows[0]["version"], &rows[0]["status"]),
        (&"develop".into(), &"SUCCEEDED".into())
    );
    let listed = account.run(&["build", "list", "portfolio-manager"]).exits(0);
    assert_eq!(listed.stdout.matches("succeeded").count(), 2, "{listed}");
}

#[test]
fn an_image_that_came_with_the_build_is_named() {
    let account = deployed();
    image(&account, "sa-recommendation-service");
    let proxy = Proxy::answering(&account, |asked| {
        // The build started before the image was pushed.
        let old = json!({"id": "p:1", "projectName": "p", "buildStatus": "SUCCEEDED", "startTime": 1_790_000_000.0});
        match asked.call {
            "StartBuild" => Some((200, json!({"build": old}).to_string())),
            "BatchGetBuilds" => Some((200, json!({"builds": [old]}).to_string())),
            _ => None,
        }
    });
    let run = proxy.run(&account, &["build", "recommendation-service"]).exits(0);
    assert!(
        run.stdout.contains("built recommendation-service") && run.stdout.contains("sha256:"),
        "{run}"
    );
}

/// A build that fails at the second read, with its log.
fn fails(asked: &Asked<'_>) -> Option<(u16, String)> {
    let phase = |kind: &str, status: &str, seconds: i64| json!({"phaseType": kind, "phaseStatus": status, "durationInSeconds": seconds});
    let mut build = json!({
        "id": "sa-portfolio-manager-project:1", "projectName": "sa-portfolio-manager-project", "buildStatus": "IN_PROGRESS",
        "startTime": 1_790_000_000.0, "phases": [phase("PROVISIONING", "SUCCEEDED", 12), {"phaseType": "BUILD"}],
        "logs": {"groupName": "/aws/codebuild/sa-portfolio-manager-project", "streamName": "1"},
    });
    if asked.before > 0 {
        let mut failed = phase("BUILD", "FAILED", 61);
        failed["contexts"] = json!([{"message": "COMMAND_EXECUTION_ERROR: docker build"}]);
        build["phases"][1] = failed;
        build["buildStatus"] = "FAILED".into();
        build["endTime"] = 1_790_000_073.0.into();
        build["resolvedSourceVersion"] = "0123456789abcdef".into();
    }
    let line = json!({"eventId": "1", "timestamp": 1_790_000_020_000_i64, "message": "Step 1/9", "logStreamName": "1"});
    match asked.call {
        "BatchGetBuilds" => Some((200, json!({"builds": [build]}).to_string())),
        "FilterLogEvents" => Some((200, json!({"events": [line]}).to_string())),
        _ => None,
    }
}

/// AWS's refusal of the second build of a new account.
fn refuses(asked: &Asked<'_>, from: usize) -> Option<(u16, String)> {
    let refusal = json!({"__type": "AccountLimitExceededException",
        "message": "Cannot have more than 1 builds in queue for the account"});
    (asked.call == "StartBuild" && asked.before >= from).then(|| (400, refusal.to_string()))
}

#[test]
fn when_one_of_several_builds_does_not_start_the_others_are_followed() {
    let account = deployed();
    let proxy = Proxy::answering(&account, |asked| refuses(asked, 1));
    let run = proxy.run(&account, &["build"]).exits(1);
    assert!(
        run.stderr.contains("started recommendation-service: build"),
        "{run}"
    );
    assert!(run.stderr.contains("not started portfolio-manager"), "{run}");
    assert!(run.stdout.contains("built recommendation-service"), "{run}");
    assert!(run.stderr.contains("ask AWS Support to raise"), "{run}");
    let proxy = Proxy::answering(&account, |asked| refuses(asked, 0));
    let run = proxy.run(&account, &["build"]).exits(1);
    assert!(
        !run.stderr.contains("not started") && run.stderr.contains("Cannot have more than 1 builds"),
        "{run}"
    );
    message::helps(&run.stderr);
}

#[test]
fn the_limit_of_docker_hub_is_explained() {
    let account = deployed();
    let proxy = Proxy::answering(&account, |asked| {
        let line = json!({"eventId": "1", "timestamp": 1_790_000_020_000_i64, "logStreamName": "1",
            "message": "toomanyrequests: You have reached your unauthenticated pull rate limit."});
        match asked.call {
            "FilterLogEvents" => Some((200, json!({"events": [line]}).to_string())),
            _ => fails(asked),
        }
    });
    let run = proxy.run(&account, &["build", "portfolio-manager"]).exits(1);
    assert!(
        run.stdout.contains("Docker Hub allows no more pulls")
            && run.stdout.contains("name a mirror of Docker Hub"),
        "{run}"
    );
}

#[test]
fn a_mirror_is_told_to_docker_before_anything_is_pulled() {
    let sandbox = crate::support::cli::Sandbox::with_config(
        "[stock_advisor]\ndocker_mirror = \"https://mirror.gcr.io\"\n",
    );
    let template = sandbox
        .run(&["synth", "app-infra-develop", "--stdout"])
        .exits(0)
        .stdout;
    let template = serde_json::from_str::<Value>(&template).unwrap();
    let projects = template["Resources"].as_object().unwrap().values();
    let mut projects = projects.filter(|one| one["Type"] == "AWS::CodeBuild::Project");
    let steps = projects.next().unwrap()["Properties"]["Source"]["BuildSpec"]
        .as_str()
        .unwrap();
    let (mirror, pull) = (
        steps.find("registry-mirrors").unwrap(),
        steps.find("docker build").unwrap(),
    );
    assert!(
        mirror < pull && steps.contains("[\"https://mirror.gcr.io\"]") && !steps.contains("{{"),
        "{steps}"
    );
    let refused = crate::support::cli::Sandbox::with_config(
        "[stock_advisor]\ndocker_mirror = \"mirror.gcr.io'; rm\"\n",
    );
    assert!(
        refused
            .run(&["synth"])
            .exits(1)
            .stderr
            .contains("is not the address of a registry")
    );
}

#[test]
fn a_build_that_fails_says_where_and_ends_with_one() {
    let account = deployed();
    let proxy = Proxy::answering(&account, fails);
    let run = proxy.run(&account, &["build", "portfolio-manager"]).exits(1);
    let started = run.stderr.lines().next().unwrap().to_owned();
    insta::assert_snapshot!("build_failed", run.to_string().replace(&started, "started"));
}
