//! Follows an invocation in virtual time: late lines, network failures, functions that never start or never end; and
//! apps with several EC2 instances.

use crate::support::account::Account;
use crate::support::account::machine::machines;
use jiff::Timestamp;
use sa_infra::cloud::Kind;
use sa_infra::operate::instance::function::{Asked, Ended, News, ask, follow};
use sa_infra::operate::instance::{Deployed, Verb, machine};
use sa_infra::operate::refusal::Failure;
use sa_infra::operate::run::FollowError;
use std::time::Duration;
use tokio::time::Instant;

/// The output about an invocation, one word per event, and its result.
struct Followed {
    told: Vec<String>,
    ended: Result<Ended, String>,
    seconds: u64,
}

/// An account with the deployed stack.
fn account(assembly: &sa_infra::synth::Assembly) -> Account {
    let account = Account::instant();
    account.world(|world| {
        world.plant("m", "CREATE_COMPLETE");
        for (id, resource) in &assembly.stacks[0].template.resources {
            world.plant_resource("m", id, &resource.kind);
        }
    });
    account
}

/// Starts the instance; `script` plans the events for the token.
async fn started(script: impl FnOnce(&Account, &str)) -> Followed {
    let assembly = machines(&["m"]);
    let account = account(&assembly);
    let deployed = machine(&assembly, None)
        .unwrap()
        .deployed(&account)
        .await
        .unwrap();
    let asked = ask(&deployed, Verb::Start, false, Timestamp::now())
        .await
        .unwrap();
    let event = account.world(|world| world.invoked.last().unwrap().clone());
    let token = event
        .split('"')
        .find(|part| part.starts_with("sa-infra-"))
        .unwrap();
    script(&account, token);
    monitor(&deployed, &asked).await
}

async fn monitor(deployed: &Deployed<'_, Account>, asked: &Asked) -> Followed {
    let begin = Instant::now();
    let mut told = Vec::new();
    let tell = |news: News| {
        told.push(match news {
            News::Begun => "begun".to_owned(),
            News::Lines(lines) => lines.into_iter().map(|line| line.message).collect(),
            News::Lost(_) => "lost".to_owned(),
            News::Back => "back".to_owned(),
        });
        Ok(())
    };
    let ended = follow(deployed, Verb::Start, asked, tell).await;
    let ended = ended.map_err(|error| match error {
        FollowError::Failed(Failure::Refused(refusal)) => refusal.reason,
        FollowError::Failed(Failure::Cloud(error)) => error.to_string(),
        FollowError::Io(error) => error.to_string(),
    });
    Followed {
        told,
        ended,
        seconds: begin.elapsed().as_secs(),
    }
}

/// Adds a line to the log after this many seconds.
fn line(account: &Account, seconds: u64, line: &str) {
    let event = sa_infra::cloud::logs::LogEvent {
        id: format!("{seconds} {line}"),
        at: Timestamp::now(),
        stream: "s".into(),
        message: line.to_owned(),
    };
    account.at(seconds, move |world| world.lines.push(event));
}

fn begins(account: &Account, seconds: u64, token: &str) {
    line(account, seconds, "START RequestId: r Version: $LATEST");
    let begin = format!(r#"BEGIN {{"request": "r", "token": "{token}"}}"#);
    line(account, seconds, &begin);
}

fn ends(account: &Account, seconds: u64) {
    line(
        account,
        seconds,
        r#"RESULT {"request": "r", "state": "started", "warnings": []}"#,
    );
    line(account, seconds, "REPORT RequestId: r\tDuration: 1 ms");
}

#[tokio::test(start_paused = true)]
async fn lines_are_told_as_they_come_and_those_of_others_are_not() {
    let followed = started(|account, token| {
        line(account, 1, "START RequestId: other Version: $LATEST");
        line(account, 2, "of another one");
        begins(account, 20, token);
        line(account, 30, "sent a command");
        ends(account, 400);
    });
    let followed = followed.await;
    assert_eq!(followed.told, ["begun", "sent a command"]);
    assert!(followed.ended.unwrap().is_done());
    assert!((400..410).contains(&followed.seconds));
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_gone_is_waited_for() {
    let followed = started(|account, token| {
        begins(account, 2, token);
        account.fails(10..500, "FilterLogEvents", Kind::Unavailable);
        ends(account, 100);
    });
    let followed = followed.await;
    assert_eq!(followed.told, ["begun", "lost", "back"]);
    assert!(followed.ended.is_ok());
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expire_end_it_at_once() {
    let followed = started(|account, token| {
        begins(account, 2, token);
        account.fails(10..500, "FilterLogEvents", Kind::Expired);
    });
    let reason = followed.await.ended.unwrap_err();
    assert!(reason.contains("expired"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn a_function_that_never_begins_is_abandoned() {
    let followed = started(|account, _| begins(account, 5, "of somebody else")).await;
    let reason = followed.ended.unwrap_err();
    assert!(reason.contains("does not show a start"), "{reason}");
    assert!(Duration::from_secs(followed.seconds) > Duration::from_mins(5));
}

#[tokio::test(start_paused = true)]
async fn a_function_that_never_ends_is_abandoned_after_lambdas_own_limit() {
    let followed = started(|account, token| begins(account, 5, token)).await;
    let reason = followed.ended.unwrap_err();
    assert!(reason.contains("shows no end"), "{reason}");
    assert!(Duration::from_secs(followed.seconds) > Duration::from_mins(15));
}

#[test]
fn of_two_machines_one_has_to_be_named() {
    let two = machines(&["one", "two"]);
    let refusal = machine(&two, None).unwrap_err();
    assert!(
        refusal.reason.contains("more than one EC2 instance"),
        "{refusal:?}"
    );
    assert!(refusal.fix.ends_with("one, two"), "{refusal:?}");
    assert_eq!(&*machine(&two, Some("two")).unwrap().artifact.id, "two");
    assert!(machine(&two, Some("three")).is_err());
    let none = machine(&machines(&[]), None).unwrap_err();
    assert!(none.reason.contains("no EC2 instance"), "{none:?}");
}
