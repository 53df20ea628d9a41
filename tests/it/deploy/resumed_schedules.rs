//! A failed `destroy` leaves a running system: the schedules that it turned off are turned on again, at once or by
//! the next command, and until then `status` reports it.

use crate::support::ministack::Account;
use crate::support::owner::{self, PAUSED};
use crate::support::proxy::{Halt, Proxy};
use sa_infra::cloud::SdkCloud;
use sa_infra::cloud::scheduler::ScheduleState;

const DESTROY: [&str; 4] = ["destroy", "--all", "--yes", "--delete-data"];
const ON: &str = "sa-recommendation-service";
const NOTE: &str = "/sa-infra/app-infra-compute/paused-schedules";

/// Enabled schedules are enabled, those that the owner paused are paused, and no note is left.
async fn runs(cloud: &SdkCloud) {
    assert_eq!(owner::schedule(cloud, ON).await, Some(ScheduleState::Enabled));
    assert_eq!(
        owner::schedule(cloud, PAUSED).await,
        Some(ScheduleState::Disabled)
    );
    assert_eq!(owner::value(cloud, NOTE).await, None);
}

/// Kills `destroy` right after it disabled the first schedule.
fn destroy_killed(account: &Account) {
    let halt = Halt {
        action: "scheduler PUT",
        after: 0,
        heard: true,
    };
    Proxy::halting(account, halt).kill(account, &DESTROY);
}

#[tokio::test]
async fn a_deletion_that_is_denied_turns_the_schedules_on_again() {
    let (account, cloud) = owner::deployed().await;
    let denied =
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    let proxy = Proxy::answering(&account, move |asked| {
        (asked.call == "DeleteStack").then(|| (403, denied.to_owned()))
    });
    let run = proxy.run(&account, &DESTROY).exits(1);
    assert!(run.stderr.contains(&format!("turned on again: {ON}")), "{run}");
    runs(&cloud).await;
}

#[tokio::test]
async fn a_deletion_that_you_interrupt_turns_the_schedules_on_again() {
    for signal in ["TERM", "INT"] {
        let (account, cloud) = owner::deployed().await;
        let proxy = Proxy::signalling(&account, signal, "scheduler PUT", 0);
        let run = proxy.run_signalled(&account, &DESTROY);
        assert!(run.code == 143 || run.code == 130, "{run}");
        runs(&cloud).await;
    }
}

#[tokio::test]
async fn after_a_kill_status_says_what_is_off_and_deploy_turns_it_on() {
    let (account, cloud) = owner::deployed().await;
    destroy_killed(&account);
    assert_eq!(owner::schedule(&cloud, ON).await, Some(ScheduleState::Disabled));
    let status = account.run(&["status"]).exits(0);
    assert!(
        status
            .stdout
            .contains(&format!("off since a destroy that did not finish: {ON}")),
        "{status}"
    );
    let deployed = account.run(&["deploy", "--all", "--yes"]).exits(0);
    assert!(
        deployed
            .stderr
            .contains(&format!("turned on the schedule {ON} again")),
        "{deployed}"
    );
    runs(&cloud).await;
}

#[tokio::test]
async fn a_second_destroy_knows_what_the_first_one_turned_off() {
    let (account, cloud) = owner::deployed().await;
    destroy_killed(&account);
    let denied =
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    let proxy = Proxy::answering(&account, move |asked| {
        (asked.call == "DeleteStack").then(|| (403, denied.to_owned()))
    });
    proxy.run(&account, &DESTROY).exits(1);
    runs(&cloud).await;
}
