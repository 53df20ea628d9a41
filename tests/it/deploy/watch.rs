//! A stack that `watch` follows, in an account with a script and in virtual time.

use crate::support::account::Account;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use sa_infra::cloud::{Error, Kind};
use sa_infra::deploy::events::{News, Stopped, follow};
use sa_infra::deploy::last_operation;
use std::io;
use tokio::time::Instant;

/// A stack whose update has just begun.
fn updating() -> Account {
    let account = Account::instant();
    account.world(|world| {
        world.plant("s", "UPDATE_IN_PROGRESS");
        world.tell("s", "s", "CREATE_IN_PROGRESS", None);
        world.tell("s", "s", "CREATE_COMPLETE", None);
        world.tell("s", "s", "UPDATE_IN_PROGRESS", Some("User Initiated"));
    });
    account
}

/// Follows the stack. Returns the final status, the output, and the seconds it took.
async fn watch(account: &Account) -> (Result<StackStatus, Stopped>, Vec<String>, u64) {
    let start = Instant::now();
    let mut told = Vec::new();
    let now = account.describe_stack("s").await.unwrap().unwrap();
    let end = follow(account, now, |news| {
        told.push(match news {
            News::Event(event) => format!("{} {}", event.logical_id, event.status),
            News::Lost(error) => format!("lost: {:?}", error.kind),
            News::Back => "back".into(),
        });
        Ok(())
    });
    let end = end.await.map(|stack| stack.status);
    (end, told, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn the_end_is_noticed_with_the_next_beat_at_one_call_a_second() {
    let account = updating();
    account.at(3, |world| world.tell("s", "Topic", "UPDATE_IN_PROGRESS", None));
    account.at(5, |world| world.tell("s", "Topic", "UPDATE_COMPLETE", None));
    account.at(7, |world| world.tell("s", "s", "UPDATE_COMPLETE", None));
    let (end, told, seconds) = watch(&account).await;
    assert_eq!(end.unwrap(), StackStatus::UpdateComplete);
    let expected = [
        "s UPDATE_IN_PROGRESS",
        "Topic UPDATE_IN_PROGRESS",
        "Topic UPDATE_COMPLETE",
        "s UPDATE_COMPLETE",
    ];
    assert_eq!(told, expected);
    assert_eq!(seconds, 7);
    let calls = account.calls();
    for second in 1..7 {
        let in_second = calls.iter().filter(|call| call.at.as_secs() == second).count();
        assert_eq!(in_second, 1, "second {second} of {calls:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn cleaning_up_is_watched_too() {
    let account = updating();
    account.at(2, |world| {
        world.tell("s", "s", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None);
    });
    account.at(4, |world| world.tell("s", "Old", "DELETE_COMPLETE", None));
    account.at(5, |world| world.tell("s", "s", "UPDATE_COMPLETE", None));
    let (end, told, _) = watch(&account).await;
    assert_eq!(end.unwrap(), StackStatus::UpdateComplete);
    assert_eq!(told.last().unwrap(), "s UPDATE_COMPLETE");
    assert!(told.contains(&"Old DELETE_COMPLETE".into()), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn throttling_and_lost_connections_are_outlasted() {
    for kind in [Kind::Throttled, Kind::Unavailable] {
        let account = updating();
        account.fails(2..60, "Describe", kind.clone());
        account.at(20, |world| world.tell("s", "Topic", "UPDATE_COMPLETE", None));
        account.at(90, |world| world.tell("s", "s", "UPDATE_COMPLETE", None));
        let (end, told, seconds) = watch(&account).await;
        assert_eq!(end.unwrap(), StackStatus::UpdateComplete);
        let lost = format!("lost: {kind:?}");
        let expected = [
            "s UPDATE_IN_PROGRESS",
            &lost,
            "back",
            "Topic UPDATE_COMPLETE",
            "s UPDATE_COMPLETE",
        ];
        assert_eq!(told, expected);
        assert_eq!(seconds, 90);
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expire_end_it_at_once() {
    let account = updating();
    account.fails(4..1000, "Describe", Kind::Expired);
    let (end, told, seconds) = watch(&account).await;
    assert!(matches!(
        end,
        Err(Stopped::Cloud(Error {
            kind: Kind::Expired,
            ..
        }))
    ));
    assert_eq!((told.len(), seconds), (1, 4));
}

#[tokio::test(start_paused = true)]
async fn an_old_answer_does_not_end_it() {
    let account = updating();
    // The events show the end; the status of the stack follows a little later.
    account.at(2, |world| {
        world.tell("s", "s", "UPDATE_COMPLETE", None);
        world.set_status("s", "UPDATE_IN_PROGRESS");
    });
    account.at(5, |world| world.set_status("s", "UPDATE_COMPLETE"));
    let (end, _, seconds) = watch(&account).await;
    assert_eq!((end.unwrap(), seconds), (StackStatus::UpdateComplete, 5));
}

#[tokio::test(start_paused = true)]
async fn events_that_never_tell_of_the_end_do_not_hide_it() {
    let account = updating();
    account.at(3, |world| world.set_status("s", "UPDATE_COMPLETE"));
    let (end, _, seconds) = watch(&account).await;
    assert_eq!(end.unwrap(), StackStatus::UpdateComplete);
    assert!(seconds <= 10, "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn every_event_is_told_once_in_its_order_over_many_pages() {
    let account = updating();
    account.world(|world| world.page = 3);
    account.at(2, |world| {
        for number in 0..20 {
            world.tell("s", &format!("Topic{number}"), "UPDATE_COMPLETE", None);
        }
    });
    // A late event appears among older ones.
    account.at(4, |world| {
        world.tell("s", "Late", "UPDATE_COMPLETE", None);
        world.delay_event("s", 2);
        world.tell("s", "s", "UPDATE_COMPLETE", None);
    });
    let (_, told, _) = watch(&account).await;
    let expected = (0..20).map(|number| format!("Topic{number} UPDATE_COMPLETE"));
    assert_eq!(told[1..21], expected.collect::<Vec<_>>());
    let mut once = told.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), told.len());
}

#[tokio::test(start_paused = true)]
async fn an_unknown_status_is_waited_for_by_its_ending() {
    let account = updating();
    account.at(2, |world| world.tell("s", "s", "TELEPORT_IN_PROGRESS", None));
    account.at(4, |world| world.tell("s", "s", "TELEPORT_COMPLETE", None));
    let (end, _, seconds) = watch(&account).await;
    assert_eq!((end.unwrap().as_str(), seconds), ("TELEPORT_COMPLETE", 4));
}

#[tokio::test(start_paused = true)]
async fn no_one_listening_ends_it() {
    let account = updating();
    let now = account.describe_stack("s").await.unwrap().unwrap();
    let end = follow(&account, now, |_| Err(io::ErrorKind::BrokenPipe.into())).await;
    assert!(matches!(end, Err(Stopped::Io(_))));
}

#[tokio::test(start_paused = true)]
async fn the_cause_is_found_behind_the_rollback() {
    let account = updating();
    account.world(|world| {
        let cancelled = Some("Resource update cancelled");
        world.tell("s", "Follower", "UPDATE_FAILED", cancelled);
        world.tell("s", "Topic", "UPDATE_FAILED", Some("Invalid parameter"));
        world.tell("s", "s", "UPDATE_ROLLBACK_IN_PROGRESS", Some("failed: [Topic]"));
        world.tell("s", "Topic", "UPDATE_COMPLETE", None);
        world.tell("s", "s", "UPDATE_ROLLBACK_COMPLETE", None);
    });
    let arn = account.world(|world| world.arn("s"));
    let events = last_operation::last(&account, &arn).await.unwrap();
    assert_eq!(events.len(), 6);
    assert_eq!(last_operation::root_cause(&events).unwrap().logical_id, "Topic");
    assert_eq!(last_operation::all(&account, &arn).await.unwrap().len(), 8);
    let calls = account.calls();
    assert!(
        calls
            .iter()
            .all(|call| call.name == "cloudformation:DescribeStackEvents")
    );
}
