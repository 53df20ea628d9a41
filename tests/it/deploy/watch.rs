//! A stack that is watched, on a scripted AWS and a clock that waits for nobody.

use crate::support::fake::{Fake, arn, stack};
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use sa_infra::cloud::{Error, Kind};
use sa_infra::deploy::events::{News, Stopped, follow};
use sa_infra::deploy::last_operation;
use std::io;
use tokio::time::Instant;

/// A stack whose update has just begun.
fn updating() -> Fake {
    let fake = Fake::new();
    {
        let mut state = fake.state();
        state.stacks.push(stack("s", StackStatus::UpdateInProgress));
        state.event("s", "s", "CREATE_IN_PROGRESS", None);
        state.event("s", "s", "CREATE_COMPLETE", None);
        state.event("s", "s", "UPDATE_IN_PROGRESS", Some("User Initiated"));
    }
    fake
}

/// Follows the stack, and gives the status at the end, what was told, and the seconds it took.
async fn watch(fake: &Fake) -> (Result<StackStatus, Stopped>, Vec<String>, u64) {
    let start = Instant::now();
    let mut told = Vec::new();
    let now = fake.describe_stack("s").await.unwrap().unwrap();
    let end = follow(fake, now, |news| {
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
    let fake = updating();
    fake.at(3, |state| state.event("s", "Topic", "UPDATE_IN_PROGRESS", None));
    fake.at(5, |state| state.event("s", "Topic", "UPDATE_COMPLETE", None));
    fake.at(7, |state| state.event("s", "s", "UPDATE_COMPLETE", None));
    let (end, told, seconds) = watch(&fake).await;
    assert_eq!(end.unwrap(), StackStatus::UpdateComplete);
    let expected = [
        "s UPDATE_IN_PROGRESS",
        "Topic UPDATE_IN_PROGRESS",
        "Topic UPDATE_COMPLETE",
        "s UPDATE_COMPLETE",
    ];
    assert_eq!(told, expected);
    assert_eq!(seconds, 7);
    let calls = fake.state().calls.clone();
    for second in 1..7 {
        let in_second = calls.iter().filter(|(at, _)| *at == second).count();
        assert_eq!(in_second, 1, "second {second} of {calls:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn cleaning_up_is_watched_too() {
    let fake = updating();
    fake.at(2, |state| {
        state.event("s", "s", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None);
    });
    fake.at(4, |state| state.event("s", "Old", "DELETE_COMPLETE", None));
    fake.at(5, |state| state.event("s", "s", "UPDATE_COMPLETE", None));
    let (end, told, _) = watch(&fake).await;
    assert_eq!(end.unwrap(), StackStatus::UpdateComplete);
    assert_eq!(told.last().unwrap(), "s UPDATE_COMPLETE");
    assert!(told.contains(&"Old DELETE_COMPLETE".into()), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn throttling_and_lost_connections_are_outlasted() {
    for kind in [Kind::Throttled, Kind::Unavailable] {
        let fake = updating();
        fake.fails(2..60, "Describe", kind.clone());
        fake.at(20, |state| state.event("s", "Topic", "UPDATE_COMPLETE", None));
        fake.at(90, |state| state.event("s", "s", "UPDATE_COMPLETE", None));
        let (end, told, seconds) = watch(&fake).await;
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
    let fake = updating();
    fake.fails(4..1000, "Describe", Kind::Expired);
    let (end, told, seconds) = watch(&fake).await;
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
    let fake = updating();
    // The events say that it is over; the stack itself learns of it a little later.
    fake.at(2, |state| {
        state.event("s", "s", "UPDATE_COMPLETE", None);
        state.stacks[0].status = StackStatus::UpdateInProgress;
    });
    fake.at(5, |state| state.stacks[0].status = StackStatus::UpdateComplete);
    let (end, _, seconds) = watch(&fake).await;
    assert_eq!((end.unwrap(), seconds), (StackStatus::UpdateComplete, 5));
}

#[tokio::test(start_paused = true)]
async fn events_that_never_tell_of_the_end_do_not_hide_it() {
    let fake = updating();
    fake.at(3, |state| state.stacks[0].status = StackStatus::UpdateComplete);
    let (end, _, seconds) = watch(&fake).await;
    assert_eq!(end.unwrap(), StackStatus::UpdateComplete);
    assert!(seconds <= 10, "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn every_event_is_told_once_in_its_order_over_many_pages() {
    let fake = updating();
    fake.state().page = 3;
    fake.at(2, |state| {
        for number in 0..20 {
            state.event("s", &format!("Topic{number}"), "UPDATE_COMPLETE", None);
        }
    });
    // What arrives late arrives among the old.
    fake.at(4, |state| {
        state.event("s", "Late", "UPDATE_COMPLETE", None);
        let late = state.events.pop().unwrap();
        let place = state.events.len() - 2;
        state.events.insert(place, late);
        state.event("s", "s", "UPDATE_COMPLETE", None);
    });
    let (_, told, _) = watch(&fake).await;
    let expected = (0..20).map(|number| format!("Topic{number} UPDATE_COMPLETE"));
    assert_eq!(told[1..21], expected.collect::<Vec<_>>());
    let mut once = told.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), told.len());
}

#[tokio::test(start_paused = true)]
async fn an_unknown_status_is_waited_for_by_its_ending() {
    let fake = updating();
    fake.at(2, |state| state.event("s", "s", "TELEPORT_IN_PROGRESS", None));
    fake.at(4, |state| state.event("s", "s", "TELEPORT_COMPLETE", None));
    let (end, _, seconds) = watch(&fake).await;
    assert_eq!((end.unwrap().as_str(), seconds), ("TELEPORT_COMPLETE", 4));
}

#[tokio::test(start_paused = true)]
async fn nobody_listening_ends_it() {
    let fake = updating();
    let now = fake.describe_stack("s").await.unwrap().unwrap();
    let end = follow(&fake, now, |_| Err(io::ErrorKind::BrokenPipe.into())).await;
    assert!(matches!(end, Err(Stopped::Io(_))));
}

#[tokio::test(start_paused = true)]
async fn the_cause_is_found_behind_the_rollback() {
    let fake = updating();
    {
        let mut state = fake.state();
        state.event(
            "s",
            "Follower",
            "UPDATE_FAILED",
            Some("Resource update cancelled"),
        );
        state.event("s", "Topic", "UPDATE_FAILED", Some("Invalid parameter"));
        state.event("s", "s", "UPDATE_ROLLBACK_IN_PROGRESS", Some("failed: [Topic]"));
        state.event("s", "Topic", "UPDATE_COMPLETE", None);
        state.event("s", "s", "UPDATE_ROLLBACK_COMPLETE", None);
    }
    let events = last_operation::last(&fake, &arn("s")).await.unwrap();
    assert_eq!(events.len(), 6);
    assert_eq!(last_operation::root_cause(&events).unwrap().logical_id, "Topic");
    assert_eq!(last_operation::all(&fake, &arn("s")).await.unwrap().len(), 8);
    assert!(fake.called().iter().all(|call| *call == "DescribeStackEvents"));
}
