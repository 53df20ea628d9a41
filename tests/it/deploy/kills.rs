//! The binary is killed during a call, before or after AWS receives it: the same command run again finishes, and
//! nothing is lost.

use crate::support::ministack::Account;
use crate::support::owner::{self, FASTER, STACKS, deployed, original, stack};
use crate::support::proxy::{Halt, Proxy};
use sa_infra::cloud::SdkCloud;

const ALL: [&str; 3] = ["deploy", "--all", "--yes"];

/// Kills the command at that call, and runs it again.
fn kill(account: &Account, arguments: &[&str], action: &'static str, after: usize, heard: bool) {
    let halt = Halt { action, after, heard };
    Proxy::halting(account, halt).kill(account, arguments);
    account.run(arguments).exits(0);
}

/// Everything is complete: a further deployment has nothing to do.
async fn is_complete(account: &Account, cloud: &SdkCloud) {
    for name in STACKS {
        assert!(stack(cloud, name).await.status.is_success(), "{name}");
    }
    let again = account.run(&["deploy", "--all"]).exits(0);
    assert_eq!(again.stderr.matches(": unchanged").count(), 3, "{again}");
}

async fn a_first_deployment_killed_at(action: &'static str, after: usize, heard: bool) {
    let account = Account::new();
    kill(&account, &ALL, action, after, heard);
    is_complete(&account, &account.cloud().await).await;
}

#[tokio::test]
async fn a_first_deployment_killed_while_the_change_set_is_made_is_finished_by_the_next() {
    a_first_deployment_killed_at("CreateChangeSet", 0, true).await;
}

#[tokio::test]
async fn a_first_deployment_killed_between_two_secrets_is_finished_by_the_next() {
    a_first_deployment_killed_at("PutParameter", 1, true).await;
}

#[tokio::test]
async fn an_update_killed_at_any_point_loses_nothing_an_owner_set() {
    let (account, cloud) = deployed().await;
    for (configuration, action, heard) in [
        (FASTER, "PutParameter", true),
        ("", "ExecuteChangeSet", true),
        (FASTER, "ExecuteChangeSet", false),
        ("", "DescribeStackEvents", true),
    ] {
        account.configure(configuration);
        kill(
            &account,
            &["deploy", "app-infra-compute", "--yes"],
            action,
            0,
            heard,
        );
        owner::kept_everything(&cloud).await;
    }
    is_complete(&account, &cloud).await;
}

#[tokio::test]
async fn a_takeover_killed_while_values_are_copied_is_finished_by_the_next() {
    let (account, cloud) = original().await;
    kill(&account, &ALL, "PutParameter", 1, true);
    owner::finds_every_value(&cloud).await;
    is_complete(&account, &cloud).await;
}

#[tokio::test]
async fn a_takeover_killed_while_it_is_executed_is_finished_by_the_next() {
    let (account, cloud) = original().await;
    kill(&account, &ALL, "ExecuteChangeSet", 1, true);
    owner::finds_every_value(&cloud).await;
    is_complete(&account, &cloud).await;
}

#[tokio::test]
async fn a_destruction_killed_at_any_point_is_finished_by_the_next() {
    let (account, cloud) = deployed().await;
    let destroy = ["destroy", "--all", "--yes", "--delete-data"];
    // The schedules are disabled and nothing is deleted yet; then one stack of three is deleted.
    for (action, after) in [("scheduler PUT", 0), ("DeleteStack", 0)] {
        let halt = Halt {
            action,
            after,
            heard: true,
        };
        Proxy::halting(&account, halt).kill(&account, &destroy);
    }
    account.run(&destroy).exits(0);
    let left = account.holdings();
    assert!(
        !left.iter().any(|name| name.starts_with("cloudformation")),
        "{left:?}"
    );
    assert_eq!(
        owner::value(&cloud, owner::KEY).await.as_deref(),
        Some("owners-key")
    );
}
