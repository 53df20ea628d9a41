//! Log groups that a deployment imports while no command watches its end: the next command reports them and sets
//! their properties.

use crate::support::cli::Run;
use crate::support::ministack::Account;
use crate::support::owner::{self, LOG_GROUPS};
use crate::support::proxy::{Halt, Proxy};
use sa_infra::cloud::log_groups::LogGroups;
use sa_infra::cloud::{Cloud, SdkCloud};

const DEVELOP: [&str; 3] = ["deploy", "app-infra-develop", "--yes"];
const NOTE: &str = "/sa-infra/app-infra-develop/imported-log-groups";

/// An account with the log groups that the last stack imports.
async fn before() -> (Account, SdkCloud) {
    let account = Account::new();
    account
        .run(&["deploy", "app-infra-base", "app-infra-compute", "--yes"])
        .exits(0);
    for group in LOG_GROUPS {
        account.json(
            "logs",
            "Logs_20140328.CreateLogGroup",
            &format!(r#"{{"logGroupName": "{group}"}}"#),
        );
    }
    let cloud = account.cloud().await;
    (account, cloud)
}

async fn retentions(cloud: &SdkCloud) -> Vec<Option<i64>> {
    let mut found = Vec::new();
    for group in LOG_GROUPS {
        found.push(
            cloud
                .logs()
                .describe_log_group(group)
                .await
                .unwrap()
                .unwrap()
                .retention,
        );
    }
    found
}

/// `status` reports it, in text and in JSON.
fn status_says_it(account: &Account) {
    let run = account.run(&["status", "app-infra-develop"]).exits(0);
    assert!(run.stdout.contains("imported log groups not set"), "{run}");
    let run = account.run(&["status", "app-infra-develop", "--json"]).exits(0);
    assert!(run.stdout.contains("imported_log_groups"), "{run}");
}

/// The run reports what it sets.
fn is_told(run: &Run) {
    assert!(
        run.stderr
            .contains("existed before: set its retention to 30 days"),
        "{run}"
    );
}

/// All properties are set, and no note is left.
async fn is_set(account: &Account, cloud: &SdkCloud) {
    assert_eq!(retentions(cloud).await, [Some(30), Some(30)]);
    assert_eq!(owner::value(cloud, NOTE).await, None);
    let run = account.run(&["status", "app-infra-develop"]).exits(0);
    assert!(!run.stdout.contains("imported log groups"), "{run}");
}

#[tokio::test]
async fn after_a_kill_the_next_deployment_sets_them() {
    let (account, cloud) = before().await;
    let halt = Halt {
        action: "ExecuteChangeSet",
        after: 0,
        heard: true,
    };
    Proxy::halting(&account, halt).kill(&account, &DEVELOP);
    assert_eq!(retentions(&cloud).await, [None, None]);
    status_says_it(&account);
    let run = account.run(&DEVELOP).exits(0);
    assert!(run.stderr.contains("app-infra-develop: unchanged"), "{run}");
    is_told(&run);
    is_set(&account, &cloud).await;
}

#[tokio::test]
async fn after_a_detached_deployment_watch_sets_them() {
    let (account, cloud) = before().await;
    account.run(&[&DEVELOP[..], &["--detach"]].concat()).exits(0);
    status_says_it(&account);
    let run = account.run(&["watch", "app-infra-develop"]).exits(0);
    is_told(&run);
    is_set(&account, &cloud).await;
}

#[tokio::test]
async fn what_cannot_be_set_is_left_to_the_next_deployment() {
    let (account, cloud) = before().await;
    let proxy = Proxy::answering(&account, |asked| {
        let denied = r#"{"__type": "AccessDeniedException", "message": "not allowed"}"#;
        (asked.call == "PutRetentionPolicy").then(|| (400, denied.to_owned()))
    });
    let run = proxy.run(&account, &DEVELOP).exits(0);
    assert!(run.stderr.contains("the next `sa-infra deploy` sets it"), "{run}");
    account.run(&DEVELOP).exits(0);
    is_set(&account, &cloud).await;
}

#[tokio::test]
async fn a_deployment_that_is_seen_to_its_end_leaves_no_note() {
    let (account, cloud) = before().await;
    let proxy = Proxy::new(&account);
    proxy.run(&account, &DEVELOP).exits(0);
    assert_eq!(
        (proxy.count("PutParameter"), proxy.count("DeleteParameter")),
        (1, 1)
    );
    is_set(&account, &cloud).await;
    account
        .run(&["destroy", "app-infra-develop", "--yes", "--delete-data"])
        .exits(0);
}
