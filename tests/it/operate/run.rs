//! `run`, `tasks`, `logs` and `images` against the emulator, which starts tasks and never ends them. A proxy ends
//! them as Fargate does.

use crate::support::message;
use crate::support::ministack::Account;
use crate::support::proxy::{Asked, Proxy};
use sa_infra::cloud::Cloud;
use sa_infra::cloud::ecs::{DesiredStatus, Ecs};
use serde_json::{Value, json};

const SERVICE: &str = "recommendation-service";
const FAMILY: &str = "appinfracomputesarecommendationservicetaskdefinition97DB4D0A";
const CONTAINER: &str = "sa-recommendation-service-container";
const REPOSITORY: &str = "sa-recommendation-service";

/// An account in which the service is ready to run.
pub fn ready() -> Account {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    account
        .run_fed(&["secrets", "set", "INTRINIO_API_KEY", "--stdin"], "planted-key")
        .exits(0);
    image(&account, REPOSITORY);
    account
}

/// Pushes an image.
pub fn image(account: &Account, repository: &str) {
    let body = json!({"repositoryName": repository, "imageTag": "latest", "imageManifest": "{}"});
    let target = "AmazonEC2ContainerRegistry_V20150921.PutImage";
    account.json("ecr", target, &body.to_string());
}

/// A stopped task as ECS describes it.
fn over(asked: &Asked<'_>, code: &str, reason: &str, exit_code: Option<i64>) -> String {
    let arn = serde_json::from_str::<Value>(asked.body).unwrap()["tasks"][0].clone();
    let mut container = json!({"name": CONTAINER, "lastStatus": "STOPPED"});
    if let Some(exit_code) = exit_code {
        container["exitCode"] = exit_code.into();
    }
    json!({"failures": [], "tasks": [{
        "taskArn": arn, "lastStatus": "STOPPED", "desiredStatus": "STOPPED", "stopCode": code, "stoppedReason": reason,
        "taskDefinitionArn": format!("arn:aws:ecs:us-east-1:111122223333:task-definition/{FAMILY}:1"),
        "createdAt": 1_790_000_000, "startedAt": 1_790_000_010, "stoppedAt": 1_790_000_075,
        "containers": [container],
    }]})
    .to_string()
}

/// Lets every task end like this, after it logged a line.
fn ends(account: &Account, code: &'static str, reason: &'static str, exit_code: Option<i64>) -> Proxy {
    Proxy::answering(account, move |asked| match asked.call {
        "DescribeTasks" if asked.before > 0 => Some((200, over(asked, code, reason, exit_code))),
        "FilterLogEvents" => {
            let line = json!({"eventId": "1", "timestamp": 1_790_000_020_000_i64, "message": "line \u{1b}[31m\n",
                "logStreamName": "s"});
            Some((200, json!({"events": [line]}).to_string()))
        }
        _ => None,
    })
}

/// The output of a run, without parts that differ between runs.
fn said(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let is_id = word.trim_end().len() >= 32 && word.contains('-') && !word.contains('`');
        if is_id || word.starts_with("subnet-") || word.starts_with("sg-") {
            "[ID]"
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_run_is_what_the_schedule_would_run_and_its_exit_code_is_ours() {
    let account = ready();
    let proxy = ends(
        &account,
        "EssentialContainerExited",
        "Essential container in task exited",
        Some(3),
    );
    let run = proxy.run(&account, &["run", SERVICE]).exits(3);
    assert_eq!(run.stdout, "2026-09-21 14:13:40Z  line \n");
    assert!(
        run.stderr.contains("-app_namespace sa") && run.stderr.contains("with public address"),
        "{run}"
    );
    assert!(run.stderr.contains("its program exited with 3"), "{run}");
    assert_eq!(proxy.count("RunTask"), 1);
    assert!(!run.to_string().contains("planted"));

    let cloud = account.cloud().await;
    let clusters = account.ecs("ListClusters", "{}");
    let clusters = serde_json::from_str::<Value>(&clusters).unwrap();
    let cluster = clusters["clusterArns"][0].as_str().unwrap();
    let tasks = cloud
        .ecs()
        .list_tasks(cluster, Some(FAMILY), DesiredStatus::Running)
        .await;
    assert_eq!(tasks.unwrap().len(), 1, "the emulator has started it");
    let busy = account.run(&["run", SERVICE]).exits(1);
    assert!(busy.stderr.contains("is already running"), "{busy}");
    message::helps(&busy.stderr);
    let rows = account.run(&["tasks", "--json"]).exits(0);
    let rows = serde_json::from_str::<Value>(&rows.stdout).unwrap();
    assert_eq!(
        (&rows[0]["service"], &rows[0]["status"]),
        (&SERVICE.into(), &"RUNNING".into())
    );
}

#[test]
fn a_good_end_is_zero_and_other_arguments_are_given_along() {
    let account = ready();
    let proxy = ends(
        &account,
        "EssentialContainerExited",
        "Essential container in task exited",
        Some(0),
    );
    let run = proxy
        .run(
            &account,
            &["run", SERVICE, "--json", "--", "-app_namespace", "other"],
        )
        .exits(0);
    assert!(
        run.stderr.contains("(not those of the schedule)")
            && run.stderr.contains("done recommendation-service after 1m 05s"),
        "{run}"
    );
    assert!(run.stdout.contains("\"exit_code\":0"), "{run}");
    assert_eq!(proxy.count("RunTask"), 1);
}

#[test]
fn a_task_that_never_began_is_explained() {
    let account = ready();
    let reason =
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): latest: not found";
    let proxy = ends(&account, "TaskFailedToStart", reason, None);
    let run = proxy.run(&account, &["run", SERVICE]).exits(1);
    assert!(run.stderr.contains("its image does not exist"), "{run}");
    assert!(
        run.stderr
            .contains("`sa-infra build recommendation-service` builds one"),
        "{run}"
    );
}

#[test]
fn without_capacity_nothing_is_started() {
    let account = ready();
    let failure =
        json!({"tasks": [], "failures": [{"reason": "Capacity is unavailable at this time"}]}).to_string();
    let proxy = Proxy::answering(&account, move |asked| {
        (asked.call == "RunTask").then(|| (200, failure.clone()))
    });
    let run = proxy.run(&account, &["run", SERVICE]).exits(1);
    assert!(run.stderr.contains("no capacity"), "{run}");
    message::helps(&run.stderr);
}

#[test]
fn what_is_not_ready_is_not_run_and_a_yes_changes_nothing() {
    let account = Account::new();
    message::helps(&account.run(&["run", SERVICE]).exits(1).stderr);
    message::helps(&account.run(&["tasks"]).exits(1).stderr);
    message::helps(&account.run(&["logs", SERVICE]).exits(1).stderr);
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let run = account.run(&["run", "portfolio-manager", "--yes"]).exits(1);
    insta::assert_snapshot!("run_not_ready", said(&run.stderr));
    let run = account.run(&["run", "portfolio-manager", "--force"]).exits(2);
    assert!(
        run.stderr.contains("trades; run it now?") && run.stderr.contains("--yes"),
        "{run}"
    );
    account.run(&["run", SERVICE, "--force", "--detach"]).exits(0);
    message::helps(&account.run(&["run", "recomendation-service"]).exits(2).stderr);
    assert!(
        account
            .run(&["images"])
            .exits(0)
            .stderr
            .contains("has no image to run")
    );
}

/// Writes lines to the log of the service, each with its time in milliseconds.
pub fn log(account: &Account, lines: &[(i64, &str)]) {
    let target = |call: &str| format!("Logs_20140328.{call}");
    let (group, stream) = ("sa/ecs/recommendation-service", "sa/x/1");
    let body = json!({"logGroupName": group, "logStreamName": stream}).to_string();
    account.json("logs", &target("CreateLogStream"), &body);
    let event = |(at, message): &(i64, &str)| json!({"timestamp": at, "message": message});
    let events = lines.iter().map(event).collect::<Vec<_>>();
    let body = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events}).to_string();
    account.json("logs", &target("PutLogEvents"), &body);
}

#[test]
fn a_log_is_read_and_filtered() {
    let account = ready();
    let now = jiff::Timestamp::now().as_millisecond();
    log(&account, &[(now - 7_200_000, "an old one"), (now, "a new one")]);
    let lines = |arguments: &[&str]| account.run(arguments).exits(0).stdout.lines().count();
    assert_eq!(lines(&["logs", SERVICE]), 2);
    assert_eq!(lines(&["logs", SERVICE, "--since", "1h"]), 1);
    assert_eq!(lines(&["logs", SERVICE, "--filter", "old", "--json"]), 1);
    assert_eq!(lines(&["logs", SERVICE, "--build"]), 0);
    // ECS no longer lists the task, but its log exists.
    let last = account.run(&["schedule", "list", SERVICE]).exits(0);
    assert!(
        last.stdout.contains("  last: logged until") && last.stdout.contains("task 1;"),
        "{last}"
    );
    let never = account.run(&["schedule", "list", "portfolio-manager"]).exits(0);
    assert!(never.stdout.contains("  last: no known run"), "{never}");
    message::helps(&account.run(&["logs", SERVICE, "--since", "soon"]).exits(2).stderr);
}

#[test]
fn images_say_what_their_scan_found() {
    let account = ready();
    let image = |digest: &str, tags: Value, at: i64, counts: Value| {
        json!({"imageDigest": digest, "imageTags": tags, "imageSizeInBytes": 41_000_001, "imagePushedAt": at,
            "imageScanStatus": {"status": "COMPLETE"}, "imageScanFindingsSummary": {"findingSeverityCounts": counts}})
    };
    let images = json!({"imageDetails": [
        image("sha256:1111111111111111", json!(["0123456"]), 1_790_000_000, json!({})),
        image("sha256:2222222222222222", json!(["latest", "89abcde"]), 1_790_086_400, json!({"CRITICAL": 2, "LOW": 1})),
    ]});
    let answer = images.to_string();
    let proxy = Proxy::answering(&account, move |asked| {
        let ours = asked.call == "DescribeImages" && asked.body.contains(REPOSITORY);
        ours.then(|| (200, answer.clone()))
    });
    insta::assert_snapshot!("images", proxy.run(&account, &["images"]).exits(0).to_string());
    let run = proxy.run(&account, &["doctor"]).exits(1);
    assert!(run.stdout.contains("has 2 critical findings"), "{run}");
}
