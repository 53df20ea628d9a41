//! Values are written all or none, whichever call fails, and however stale AWS's answers are.

use crate::support::account::{Account, At, What, When};
use sa_infra::cloud::{Environment, Kind as Error, Secret};
use sa_infra::operate::refusal::Failure;
use sa_infra::operate::secrets::{Kind, Needed, Outcome, Written, write};
use std::time::Duration;

const PUT: &str = "ssm:PutParameter";

fn needed(name: &str) -> Needed<'static> {
    Needed {
        name: name.into(),
        parameter: format!("/sa/{name}"),
        placeholder: Some("put_it_here".into()),
        kind: Kind::Secure,
        lifetime_days: None,
        services: Vec::new(),
        stack: "s",
        environment: Environment::default(),
    }
}

/// An account in which A is set, and B and C are not.
fn account() -> Account {
    let account = Account::default();
    account.world(|world| world.set_parameter("/sa/A", "old-a"));
    account
}

/// Writes A, B and C into the account, in its virtual time.
fn import(account: &Account, stop: impl Fn() -> bool) -> Result<Vec<Written>, Failure> {
    let all = ["A", "B", "C"].map(needed);
    let values = all.iter().map(|needed| (needed, Secret::new("new")));
    let values = values.collect::<Vec<_>>();
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(write(account, &values, stop))
}

/// The values of A, B and C afterwards.
fn held(account: &Account) -> [Option<String>; 3] {
    let value = |name| account.world(|world| world.parameter(name).map(str::to_owned));
    ["/sa/A", "/sa/B", "/sa/C"].map(value)
}

/// The error, which contains no value.
fn refusal(result: Result<Vec<Written>, Failure>) -> String {
    let Err(Failure::Refused(refusal)) = result else {
        panic!("{result:?}")
    };
    refusal.reason
}

const BEFORE: [Option<&str>; 3] = [Some("old-a"), None, None];

#[test]
fn every_value_is_written() {
    let account = account();
    let written = import(&account, || false).unwrap();
    let outcomes = written.iter().map(|one| one.outcome).collect::<Vec<_>>();
    assert_eq!(outcomes, [Outcome::Changed, Outcome::Created, Outcome::Created]);
    assert_eq!(held(&account), [(); 3].map(|()| Some("new".to_owned())));
}

#[test]
fn what_was_written_is_put_back_whichever_call_fails_and_however() {
    for when in [When::Before, When::After] {
        for kind in [Error::Validation, Error::Unavailable] {
            for at in 1..=3 {
                let account = account();
                account.fault(At::NthOf(PUT, at), when, What::Error(kind.clone()));
                // AWS does not execute a call that it refuses.
                if (when, &kind) == (When::After, &Error::Validation) {
                    continue;
                }
                let result = import(&account, || false);
                assert_eq!(
                    held(&account).each_ref().map(Option::as_deref),
                    BEFORE,
                    "{at} {when:?} {kind:?}"
                );
                if at > 1 || kind == Error::Unavailable {
                    let reason = refusal(result);
                    assert!(reason.ends_with("all values are unchanged"), "{reason}");
                }
            }
        }
    }
}

#[test]
fn an_interrupt_leaves_everything_as_it_was() {
    let account = account();
    let watched = account.clone();
    let reason = refusal(import(&account, || watched.count(PUT) == 2));
    assert_eq!(reason, "interrupted; all values are unchanged");
    assert_eq!(held(&account).each_ref().map(Option::as_deref), BEFORE);
}

#[test]
fn what_cannot_be_put_back_is_named() {
    let account = account();
    account.fault(At::NthOf(PUT, 2), When::Before, What::Error(Error::Validation));
    account.fault(At::NthOf(PUT, 3), When::Before, What::Error(Error::Validation));
    let reason = refusal(import(&account, || false));
    assert!(reason.ends_with("these values have changed: A"), "{reason}");
}

#[test]
fn what_somebody_else_wrote_meanwhile_stays() {
    let account = account();
    account.fault(At::NthOf(PUT, 2), When::Before, What::Error(Error::Validation));
    account.meanwhile(At::NthOf(PUT, 2), |world| world.set_parameter("/sa/A", "theirs"));
    refusal(import(&account, || false));
    assert_eq!(
        account
            .world(|world| world.parameter("/sa/A").map(str::to_owned))
            .as_deref(),
        Some("theirs")
    );
}

#[test]
fn answers_that_are_some_seconds_old_are_no_failure() {
    for seconds in [1, 5, 9] {
        let account = account();
        account.world(|world| world.stale_values = Duration::from_secs(seconds));
        assert_eq!(import(&account, || false).unwrap().len(), 3, "{seconds}");
        let account = self::account();
        account.world(|world| world.stale_values = Duration::from_secs(seconds));
        account.fault(At::NthOf(PUT, 3), When::Before, What::Error(Error::Validation));
        refusal(import(&account, || false));
        assert_eq!(
            held(&account).each_ref().map(Option::as_deref),
            BEFORE,
            "{seconds}"
        );
    }
}

#[test]
fn a_value_that_never_shows_is_said_and_put_back() {
    let account = account();
    account.world(|world| world.deaf = Some("/sa/B".into()));
    let reason = refusal(import(&account, || false));
    assert!(
        reason.starts_with("B: the stored value differs from the one that was written"),
        "{reason}"
    );
    let [a, _, c] = held(&account);
    assert_eq!((a.as_deref(), c), (Some("old-a"), None));
}

#[test]
fn nothing_is_written_when_one_of_them_cannot_be() {
    let account = account();
    let values = [
        ("A", "new".to_owned()),
        ("B", "x".repeat(4097)),
        ("C", "put_it_here".into()),
    ];
    for bad in 1..3 {
        let all = ["A", "B", "C"].map(needed);
        let values = [
            (&all[0], Secret::new("new")),
            (&all[bad], Secret::new(values[bad].1.clone())),
        ];
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        refusal(runtime.block_on(write(&account, &values, || false)));
        assert_eq!(account.count(""), 0, "{bad}");
    }
}
