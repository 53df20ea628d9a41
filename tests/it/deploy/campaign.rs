//! A campaign over the wire: every call of a first deployment, a change, a migration, a comparison and a destruction fails
//! in every way. Nothing is lost, nothing hangs, nothing panics, the exit code is right, and the same command again
//! finishes. A seeded slice runs with the other tests; all of it, for an hour or two, runs with
//!
//! `CAMPAIGN=all cargo test --test it campaign` (or a number of cases), and writes what came of it into `target/campaign.txt`

use crate::support::faulty_proxy::{Fault, FaultyProxy};
use crate::support::files;
use crate::support::ministack::Account;
use crate::support::owner::{self, FASTER, STACKS};
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::{Cloud, SdkCloud};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

/// How many cases run with the other tests.
const SLICE: usize = 150;
/// The seed of the slice.
const SEED: u64 = 11;
/// How many run at once: most of their time they wait.
const AT_ONCE: usize = 8;
/// What takes longer hangs.
const LONGEST: Duration = Duration::from_mins(4);

const FAULTS: [Fault; 20] = [
    Fault::Dropped,
    Fault::DroppedAfter,
    Fault::Status(500, 1),
    Fault::Status(503, 3),
    Fault::FailedAfter,
    Fault::Throttled,
    Fault::Truncated,
    Fault::Page(200),
    Fault::Page(407),
    Fault::Denied,
    Fault::Expired,
    Fault::Outage(12),
    Fault::Signal("TERM", false),
    Fault::Signal("TERM", true),
    Fault::Signal("HUP", false),
    Fault::Signal("HUP", true),
    Fault::Signal("INT", false),
    Fault::Signal("INT", true),
    Fault::Signal("KILL", false),
    Fault::Signal("KILL", true),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scenario {
    First,
    Change,
    Migration,
    Comparison,
    Destruction,
}

const SCENARIOS: [Scenario; 5] = [
    Scenario::First,
    Scenario::Change,
    Scenario::Migration,
    Scenario::Comparison,
    Scenario::Destruction,
];

#[derive(Clone, Copy, Debug)]
struct Case {
    scenario: Scenario,
    at: usize,
    fault: Fault,
}

impl Scenario {
    fn command(self) -> &'static [&'static str] {
        match self {
            Self::Comparison => &["diff", "--change-set"],
            Self::Destruction => &["destroy", "--all", "--yes", "--delete-data"],
            _ => &["deploy", "--all", "--yes"],
        }
    }

    async fn prepared(self) -> (Account, SdkCloud) {
        match self {
            Self::First => {
                let account = Account::new();
                let cloud = account.cloud().await;
                (account, cloud)
            }
            Self::Migration => owner::original().await,
            Self::Destruction => owner::deployed().await,
            Self::Change | Self::Comparison => {
                let (account, cloud) = owner::deployed().await;
                account.configure(FASTER);
                (account, cloud)
            }
        }
    }

    /// What is lost, once the command has come to its end.
    async fn lost(self, cloud: &SdkCloud) -> Vec<String> {
        let mut lost = Vec::new();
        for name in STACKS {
            let found = cloud.cloudformation().describe_stack(name).await.unwrap();
            let status = found.map(|found| found.status);
            let is_right = match self {
                Self::Destruction => status.as_ref().is_none_or(|status| status.is_gone()),
                _ => status.as_ref().is_some_and(|status| status.is_success()),
            };
            if !is_right {
                lost.push(format!("{name} is {status:?}"));
            }
            let sets = cloud.cloudformation().list_change_sets(name).await.unwrap();
            let waits = sets.iter().filter(|set| set.execution.as_str() == "AVAILABLE");
            // An execution voids other change sets on AWS; the emulator keeps them.
            if self == Self::Comparison && waits.count() > 0 {
                lost.push(format!("{name} has a change set"));
            }
        }
        let expect = async |lost: &mut Vec<String>, name: &str, wanted: Option<&str>| {
            let found = owner::value(cloud, name).await;
            if found.as_deref() != wanted {
                lost.push(format!("{name} is {found:?}"));
            }
        };
        let notes =
            ["live-values", "paused-schedules"].map(|note| format!("/sa-infra/app-infra-compute/{note}"));
        for note in &notes {
            expect(&mut lost, note, None).await;
        }
        match self {
            Self::First => expect(&mut lost, owner::KEY, Some("put_api_key_here")).await,
            Self::Migration => {
                for (_, value, place) in owner::VALUES {
                    expect(&mut lost, place, Some(value)).await;
                }
            }
            Self::Destruction => expect(&mut lost, owner::KEY, Some("owners-key")).await,
            Self::Change | Self::Comparison => {
                expect(&mut lost, owner::KEY, Some("owners-key")).await;
                expect(&mut lost, owner::ACCOUNT_ID, Some("owners-account")).await;
                let paused = owner::schedule(cloud, owner::PAUSED).await;
                if paused.as_ref().map(|state| state.as_str()) != Some("DISABLED") {
                    lost.push(format!("the paused schedule is {paused:?}"));
                }
            }
        }
        lost
    }

    /// The calls of the command when nothing fails.
    async fn calls(self) -> usize {
        let (account, _) = self.prepared().await;
        let proxy = FaultyProxy::new(&account.url, usize::MAX, Fault::None);
        account.run_at(&proxy.url(), self.command()).exits(0);
        proxy.called().len()
    }
}

impl Case {
    /// What is wrong with it; nothing when all is well.
    async fn run(self) -> Vec<String> {
        let Self { scenario, at, fault } = self;
        let (account, cloud) = scenario.prepared().await;
        let proxy = FaultyProxy::new(&account.url, at, fault);
        let begin = Instant::now();
        let run = account.run_known_at(&proxy.url(), scenario.command(), &proxy.process());
        let mut wrong = Vec::new();
        if begin.elapsed() > LONGEST {
            wrong.push(format!("it took {:?}", begin.elapsed()));
        }
        let allowed: &[i32] = match fault {
            Fault::Signal("KILL", _) => &[0, -1],
            Fault::Signal("TERM", _) => &[0, 143],
            Fault::Signal("HUP", _) => &[0, 129],
            Fault::Signal(..) => &[0, 130],
            _ => &[0, 1],
        };
        // Before it works on the stacks, a signal ends the process as it ends every process.
        let is_early = matches!(fault, Fault::Signal(..)) && at < 2 && run.code == -1;
        if !allowed.contains(&run.code) && !is_early {
            wrong.push(format!("exit {}", run.code));
        }
        if run.code == 0 {
            wrong.extend(scenario.lost(&cloud).await);
        }
        let again = account.run(scenario.command());
        if again.code != 0 {
            wrong.push(format!("again: {again}"));
        }
        wrong.extend(scenario.lost(&cloud).await);
        if !wrong.is_empty() {
            wrong.push(run.to_string());
        }
        wrong
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Every case, in an order that the seed decides.
fn cases() -> Vec<Case> {
    let runtime = runtime();
    let mut cases = Vec::new();
    for scenario in SCENARIOS {
        for at in 0..runtime.block_on(scenario.calls()) {
            cases.extend(FAULTS.map(|fault| Case { scenario, at, fault }));
        }
    }
    let mut state = SEED;
    for place in (1..cases.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).unwrap() % (place + 1);
        cases.swap(place, other);
    }
    cases
}

#[test]
fn nothing_is_lost_whatever_call_fails_and_however() {
    let mut cases = cases();
    let all = cases.len();
    assert!(all >= 2000, "{all} cases");
    let wanted = std::env::var("CAMPAIGN").unwrap_or_default();
    cases.truncate(match &*wanted {
        "all" => all,
        number => number.parse().unwrap_or(SLICE),
    });
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let runtime = runtime();
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let wrong = runtime.block_on(case.run());
                    if !wrong.is_empty() {
                        failed
                            .lock()
                            .unwrap()
                            .push(format!("{case:?}: {}", wrong.join("\n")));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    let summary = format!(
        "{} of {all} cases, {} failed
{}",
        cases.len(),
        failed.len(),
        failed.join(
            "
"
        )
    );
    std::fs::write(files::target().join("campaign.txt"), summary).unwrap();
    assert!(
        failed.is_empty(),
        "{} of {}: {failed:#?}",
        failed.len(),
        cases.len()
    );
}
