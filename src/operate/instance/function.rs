//! `instance start` and `stop`: invokes the scheduled functions asynchronously, and follows their logs.

use super::runs::{Outcome, Runs};
use super::status::last_run;
use super::{Deployed, Machine, State, Verb};
use crate::cloud::lambda::Lambda;
use crate::cloud::logs::LogQuery;
use crate::cloud::{Cloud, Error, Kind};
use crate::local::token;
use crate::operate::logs::{Lines, LogEvent, Tail};
use crate::operate::refusal::{Failure, Refusal};
use crate::operate::run::FollowError;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::io;
use std::time::Duration;
use tokio::time::Instant;

/// The interval of the polls.
const PAUSE: Duration = Duration::from_secs(2);
/// An invocation that has not started after this time never will: Lambda queues it for five minutes.
const BEGINS: Duration = Duration::from_mins(7);
/// An invocation has ended after this time, whatever the log says: Lambda's limit, plus the delay of the log.
const ENDS: Duration = Duration::from_mins(18);

/// Whether to invoke the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Yes, with this note.
    Go(Option<&'static str>),
    /// No: the instance has the wanted state.
    Already(State),
}

/// A requested invocation.
#[derive(Clone, Debug)]
pub struct Asked {
    token: String,
    at: Timestamp,
}

/// An event of an invocation that is followed.
#[derive(Clone, Debug)]
pub enum News {
    /// It has started.
    Begun,
    /// It logged these lines.
    Lines(Vec<LogEvent>),
    /// AWS cannot be reached at the moment; the function keeps running.
    Lost(Error),
    /// AWS answers again.
    Back,
}

/// The result of a function.
#[derive(Clone, Debug, Serialize)]
pub struct Ended {
    /// The id of the stack.
    pub stack: String,
    /// The function.
    pub verb: Verb,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The state of the instance, as EC2 names it.
    #[serde(rename = "instance_state")]
    pub machine: Option<State>,
}

impl Ended {
    /// The result for an instance that has the wanted state already.
    pub fn already(stack: &str, verb: Verb, state: State) -> Self {
        let outcome = Outcome {
            state: Some(state.as_str().to_owned()),
            reason: Some("there was nothing to do".to_owned()),
            ..Outcome::default()
        };
        Self {
            stack: stack.to_owned(),
            verb,
            outcome,
            machine: Some(state),
        }
    }

    /// Whether the instance has the wanted state.
    pub fn is_done(&self) -> bool {
        let state = self.outcome.state.as_deref();
        self.outcome.error.is_none() && state.is_some_and(|state| !state.starts_with("not "))
    }
}

/// Whether to invoke the function; an error if that is not possible.
pub async fn ready<C: Cloud>(
    deployed: &Deployed<'_, C>,
    verb: Verb,
    now: Timestamp,
) -> Result<Ready, Failure> {
    let state = deployed.instance().await?.state;
    let ready = match (verb, &state) {
        (_, Some(state @ (State::Terminated | State::ShuttingDown))) => {
            return Err(deployed.gone(state).into());
        }
        (Verb::Stop, Some(state @ (State::Stopped | State::Stopping))) => {
            return Ok(Ready::Already(state.clone()));
        }
        (Verb::Start, Some(State::Running)) => Ready::Go(Some(
            "it is already running: the program of the day is installed again, unless a job is running",
        )),
        (Verb::Start, Some(State::Stopping)) => {
            Ready::Go(Some("it is still stopping: waiting for that first"))
        }
        (Verb::Stop, Some(State::Pending)) => Ready::Go(Some("it is still starting: waiting for that first")),
        _ => Ready::Go(None),
    };
    for other in [Verb::Start, Verb::Stop] {
        let run = last_run(deployed, other, now).await?;
        if let Some(run) = run.filter(|run| run.is_in_progress(now)) {
            let machine = &deployed.machine;
            let (id, word) = (&machine.artifact.id, other.word());
            let since = run.begun.strftime("%F %T UTC");
            let reason = format!("{id}: {word} has been running since {since}");
            let fix = format!("wait for its end; `sa-infra logs {id}-{word} --follow` shows its log");
            return Err(Refusal::state(reason, fix).into());
        }
    }
    Ok(ready)
}

/// Requests one invocation. `force` starts the instance on a day without trading, too.
pub async fn ask<C: Cloud>(
    deployed: &Deployed<'_, C>,
    verb: Verb,
    force: bool,
    now: Timestamp,
) -> Result<Asked, Failure> {
    let asked = Asked {
        token: token::fresh(),
        at: now,
    };
    let event = serde_json::json!({"token": asked.token, "force": force}).to_string();
    let function = deployed.deployed.name(&deployed.machine.routine(verb).function)?;
    match deployed.deployed.cloud.lambda().invoke(function, &event).await {
        Ok(()) => Ok(asked),
        Err(error) if error.kind == Kind::Unavailable => {
            let id = &deployed.machine.artifact.id;
            let reason = format!(
                "{id}: the answer of AWS was lost, so {} may or may not have started; it is not invoked again: {error}",
                verb.word()
            );
            let fix = "run `sa-infra instance status` in a minute to see whether it started";
            Err(Refusal::state(reason, fix).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Reports the lines of an invocation until it has ended.
pub async fn follow<C: Cloud>(
    deployed: &Deployed<'_, C>,
    verb: Verb,
    asked: &Asked,
    mut tell: impl FnMut(News) -> io::Result<()>,
) -> Result<Ended, FollowError> {
    let (machine, cloud) = (&deployed.machine, &deployed.deployed.cloud);
    let group = deployed
        .deployed
        .name(&machine.routine(verb).log_group)?
        .to_owned();
    let mut tail = Tail::new(
        cloud,
        LogQuery {
            group,
            // The local clock may be ahead.
            since: asked.at.checked_sub(SignedDuration::from_mins(5)).ok(),
            ..LogQuery::default()
        },
    );
    let (mut runs, mut lost, mut begun) = (Runs::default(), false, None);
    let mut earlier = Vec::new();
    let start = Instant::now();
    loop {
        match tail.poll().await {
            Ok(lines) => {
                if std::mem::take(&mut lost) {
                    tell(News::Back)?;
                }
                if let Lines::New(lines) = lines {
                    earlier.extend(runs.take(&lines));
                }
            }
            Err(error) if error.is_transient() => {
                if !std::mem::replace(&mut lost, true) {
                    tell(News::Lost(error))?;
                }
            }
            Err(error) => return Err(Failure::Cloud(error).into()),
        }
        if let Some((place, run)) = runs.asked(&asked.token) {
            if begun.is_none() {
                begun = Some(Instant::now());
                tell(News::Begun)?;
            }
            let own = earlier.drain(..).filter(|(at, _)| *at == place);
            let own = own.map(|(_, line)| line).collect::<Vec<_>>();
            if !own.is_empty() {
                tell(News::Lines(own))?;
            }
            if run.ended.is_some() {
                let outcome = run.outcome.clone().unwrap_or_default();
                return Ok(ended(deployed, verb, outcome).await);
            }
        }
        let overdue = match begun {
            None => start.elapsed() > BEGINS,
            Some(begun) => begun.elapsed() > ENDS,
        };
        if overdue {
            return Err(Failure::from(silent(machine, verb, begun.is_some())).into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn ended<C: Cloud>(deployed: &Deployed<'_, C>, verb: Verb, outcome: Outcome) -> Ended {
    // The result is known: a failed read does not change it.
    let machine = deployed.instance().await.ok().and_then(|instance| instance.state);
    Ended {
        stack: deployed.machine.artifact.id.to_string(),
        verb,
        outcome,
        machine,
    }
}

/// The error for an invocation without log lines.
fn silent(machine: &Machine<'_>, verb: Verb, begun: bool) -> Refusal {
    let (id, word) = (&machine.artifact.id, verb.word());
    if begun {
        let reason = format!("{id}: {word} started, but its log shows no end");
        let fix =
            format!("`sa-infra instance status` shows the instance, `sa-infra logs {id}-{word}` the log");
        return Refusal::state(reason, fix);
    }
    let reason = format!("{id}: Lambda accepted {word}, but its log does not show a start");
    let fix = format!(
        "run `sa-infra deploy {id}` to update the functions; `sa-infra instance status` shows the instance"
    );
    Refusal::state(reason, fix)
}
