//! One case of the campaign: a command whose call number `at` fails in one way, and what must hold afterwards.

use crate::support::faulty_proxy::{Fault, FaultyProxy};
use crate::support::ministack::Account;
use crate::support::owner::{self, FASTER, STACKS};
use crate::support::proxy::send;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use sa_infra::cloud::scheduler::ScheduleState;
use sa_infra::cloud::{Cloud, SdkCloud};
use std::fmt;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// A command that takes longer hangs.
const LONGEST: Duration = Duration::from_mins(4);

/// The ways in which a call fails.
pub const FAULTS: [Fault; 20] = [
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

/// The command in which a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    First,
    Change,
    Migration,
    Comparison,
    Destruction,
}

/// All of them.
pub const SCENARIOS: [Scenario; 5] = [
    Scenario::First,
    Scenario::Change,
    Scenario::Migration,
    Scenario::Comparison,
    Scenario::Destruction,
];

/// One case; displayed as in `CAMPAIGN`.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The command.
    pub scenario: Scenario,
    /// The call that fails, counted from the first.
    pub at: usize,
    /// How it fails.
    pub fault: Fault,
}

/// The failures of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A value, a schedule or a stack is not as it was or should be.
    Lost,
    /// The command does not end.
    Stuck,
    /// The command panics.
    Panic,
    /// The exit code is not one of those allowed for the fault.
    Exit,
    /// The same command run again does not finish.
    Rerun,
}

/// All of them, each with its name in the summary.
pub const KINDS: [(Kind, &str); 5] = [
    (Kind::Lost, "lost"),
    (Kind::Stuck, "stuck"),
    (Kind::Panic, "panics"),
    (Kind::Exit, "wrong exits"),
    (Kind::Rerun, "reruns that fail"),
];

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

    /// What is lost after the command has ended.
    async fn lost(self, cloud: &SdkCloud, fault: Fault, told: &str) -> Vec<String> {
        let mut lost = Vec::new();
        for name in STACKS {
            let found = cloud.cloudformation().describe_stack(name).await.unwrap();
            let status = found.map(|found| found.status);
            let is_right = match self {
                Self::Destruction => status.as_ref().is_none_or(StackStatus::is_gone),
                _ => status.as_ref().is_some_and(StackStatus::is_success),
            };
            if !is_right {
                lost.push(format!("{name} is {status:?}"));
            }
            let sets = cloud.cloudformation().list_change_sets(name).await.unwrap();
            let waits = sets.iter().filter(|set| set.execution.as_str() == "AVAILABLE");
            // In AWS, an execution deletes other change sets; the emulator keeps them.
            let is_told = told.contains("cannot delete the change set");
            // A killed process cannot clean up; `deploy` reports the waiting change set, and deletes it after an
            // hour.
            let is_left = is_told || matches!(fault, Fault::Signal("KILL", _));
            if self == Self::Comparison && waits.count() > 0 && !is_left {
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
                if paused.as_ref().map(ScheduleState::as_str) != Some("DISABLED") {
                    lost.push(format!("the paused schedule is {paused:?}"));
                }
            }
        }
        lost
    }

    /// The number of calls without a fault.
    pub async fn calls(self) -> usize {
        let (account, _) = self.prepared().await;
        let proxy = FaultyProxy::new(&account.url, usize::MAX, Fault::None);
        account.run_at(&proxy.url(), self.command()).exits(0);
        proxy.called().len()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} {:?}", self.scenario, self.at, self.fault)
    }
}

impl Case {
    /// The failures of the case; empty on success.
    pub async fn run(self) -> Vec<(Kind, String)> {
        let Self { scenario, at, fault } = self;
        let (account, cloud) = scenario.prepared().await;
        let proxy = FaultyProxy::new(&account.url, at, fault);
        let process = proxy.process();
        let (ended, end) = channel::<()>();
        let watch = thread::spawn(move || {
            let is_stuck = end.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout);
            if is_stuck {
                send("KILL", &process);
            }
            is_stuck
        });
        let run = account.run_known_at(&proxy.url(), scenario.command(), &proxy.process());
        drop(ended);
        let mut wrong = Vec::new();
        if watch.join().unwrap() {
            wrong.push((Kind::Stuck, format!("it runs for {LONGEST:?}")));
        }
        let allowed: &[i32] = match fault {
            Fault::Signal("KILL", _) => &[0, -1],
            Fault::Signal("TERM", _) => &[0, 143],
            Fault::Signal("HUP", _) => &[0, 129],
            Fault::Signal(..) => &[0, 130],
            _ => &[0, 1],
        };
        // Before the command works on the stacks, a signal ends the process as usual.
        let is_early = matches!(fault, Fault::Signal(..)) && at < 2 && run.code == -1;
        if !allowed.contains(&run.code) && !is_early {
            wrong.push((Kind::Exit, format!("exit {}", run.code)));
        }
        if run.stderr.contains("panicked at") {
            wrong.push((Kind::Panic, "it panics".into()));
        }
        let lost = async |when: &str| {
            let lost = scenario.lost(&cloud, fault, &run.stderr).await.into_iter();
            lost.map(|lost| (Kind::Lost, format!("{when}: {lost}")))
                .collect::<Vec<_>>()
        };
        if run.code == 0 {
            wrong.extend(lost("at first").await);
        }
        let again = account.run(scenario.command());
        if again.code != 0 {
            wrong.push((Kind::Rerun, again.to_string()));
        }
        wrong.extend(lost("again").await);
        if let Some((_, last)) = wrong.last_mut() {
            *last = format!("{last}\n{run}");
        }
        wrong
    }
}
