//! The deployment of one stack.

mod adoption;
mod approval;
mod assets;
mod bucket;
mod delivery;
mod execution;
mod nested_templates;
mod notes;
mod passed;
mod request;
mod round;
mod settle;
mod target;
mod unchanged;

use super::exports::Carried;
use super::{Deployment, Failure};
use crate::cloud::cloudformation::{CloudFormation, Output, Stack, StackEvent};
use crate::cloud::{Cloud, Clouds, Secret};
use crate::deploy::compared::Compared;
use crate::deploy::event_poller::Watch;
use crate::deploy::monitor::{self, Watched};
use crate::deploy::observer::Observer;
use crate::deploy::ui::{Event, Outcome};
use crate::synth::Artifact;
use adoption::Agreed;
use delivery::Sent;
use std::cell::{Cell, OnceCell, RefCell};
use std::time::{Duration, Instant};
use target::Target;

pub(super) use notes::Notes;

/// The result for a stack.
pub(super) struct Done {
    pub(super) outcome: Outcome,
    /// The exports that are retained only for consumers that are not deployed yet.
    pub(super) carries: Vec<Carried>,
}

/// The result of a round.
enum Round {
    /// The stack is done.
    Done(Done),
    /// The existing resources are imported. The next round updates them.
    Adopted,
}

/// How often `deploy` starts again because another process was faster, and the pause in between.
const ROUNDS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn deploy<C: Clouds>(
    deployment: &Deployment<'_, C>,
    stack: &Artifact,
    detaches: bool,
    planned: Option<&Compared>,
    notes: &Notes,
) -> Result<Done, Failure> {
    // After an interrupt, no further stack is started.
    if deployment.interrupts.get() > 0 {
        return Err(Failure::Interrupted);
    }
    let cloud = deployment.clouds.at(stack.environment())?;
    let one = One {
        deployment,
        cloud,
        stack,
        detaches,
        planned,
        previewed: OnceCell::new(),
        kept: RefCell::default(),
        changes: Cell::new(0),
        begin: Instant::now(),
        agreed: OnceCell::new(),
        hesitated: Cell::new(false),
        sent: RefCell::default(),
        known: RefCell::default(),
        notes,
    };
    let mut rounds = 1;
    loop {
        let current = one.settle().await?;
        match one.round(current).await {
            Ok(Round::Adopted) => {}
            Ok(Round::Done(done)) => return Ok(done),
            Err(Failure::Overtaken(what)) if rounds < ROUNDS => one.note(format!(
                "{what}; waiting for it, and checking again (`sa-infra watch {}` attaches to it)",
                stack.id
            )),
            Err(Failure::Declined | Failure::Interrupted) if one.agreed.get().is_some() => {
                return Err(Failure::Halfway);
            }
            Err(failure) => return Err(failure),
        }
        rounds += 1;
        tokio::time::sleep(PAUSE).await;
    }
}

struct One<'a, C: Clouds> {
    deployment: &'a Deployment<'a, C>,
    cloud: C::Cloud,
    stack: &'a Artifact,
    /// Whether to return without waiting for the end.
    detaches: bool,
    /// What the user approved before the first of several stacks was deployed.
    planned: Option<&'a Compared>,
    /// What the user approved before the templates of nested stacks were uploaded.
    previewed: OnceCell<Compared>,
    /// The logical IDs of resources that are in the change set only because they keep a value.
    kept: RefCell<Vec<String>>,
    /// The number of resources that the change set changes, with those of nested stacks.
    changes: Cell<usize>,
    begin: Instant,
    /// What the user agreed to before the first of two steps, once that step is done.
    agreed: OnceCell<Agreed>,
    /// Whether there was a question after the live values were read.
    hesitated: Cell<bool>,
    /// The last template that was sent.
    sent: RefCell<Sent>,
    /// The values of parameters that it contains.
    known: RefCell<Vec<Secret>>,
    /// The notes of earlier runs.
    notes: &'a Notes,
}

impl<C: Clouds> One<'_, C> {
    fn name(&self) -> &str {
        &self.stack.name
    }

    fn tell(&self, event: impl FnOnce(String) -> Event) {
        self.deployment.ui.tell(event(self.stack.id.to_string()));
    }

    fn note(&self, text: impl Into<String>) {
        let text = text.into();
        self.tell(|stack| Event::Note { stack, text });
    }

    fn events(&self, arn: &str) -> Watch<'_, <C::Cloud as Cloud>::CloudFormation> {
        Watch::new(self.cloud.cloudformation(), arn)
    }

    /// The observer for the user.
    fn observer(&self) -> Observer<'_> {
        let Deployment { ui, interrupts, .. } = *self.deployment;
        Observer {
            secrets: RefCell::new(self.known.borrow().clone()),
            ..Observer::new(ui, interrupts, self.stack)
        }
    }

    async fn watch(
        &self,
        arn: &str,
        events: Watch<'_, <C::Cloud as Cloud>::CloudFormation>,
        observer: &Observer<'_>,
    ) -> Result<(Stack, Vec<StackEvent>), Failure> {
        let watched = monitor::watch(&self.cloud, arn, events, observer).await;
        match watched.map_err(Failure::Lost)? {
            Watched::Gone if observer.undone.get() => Err(Failure::Undone),
            Watched::Over(stack, events) => Ok((*stack, events)),
            // The stack in review may be gone because another deployment created the stack first.
            Watched::Gone if self.is_remade(arn).await? => {
                Err(Failure::Overtaken("another deployment is in progress".to_owned()))
            }
            Watched::Gone => Err(Failure::Stuck {
                what: "it was deleted in the meantime".to_owned(),
                fix: "check who deleted it, then deploy again".to_owned(),
            }),
            Watched::Left => Err(Failure::Left),
            Watched::Uncertain(true) => Err(Failure::Uncertain(
                "for minutes, AWS has shown no running operation and no result of the one that was started",
            )),
            Watched::Uncertain(false) => Err(Failure::Uncertain(
                "AWS accepted the request, but for minutes has shown no effect of it",
            )),
        }
    }

    /// Whether a stack with this name has another ARN than this one.
    async fn is_remade(&self, arn: &str) -> Result<bool, Failure> {
        let found = self.cloud.cloudformation().describe_stack(self.name()).await?;
        Ok(found.is_some_and(|found| found.arn != arn && !found.status.is_gone()))
    }

    fn done(&self, outcome: Outcome, arn: Option<&str>, target: &Target, outputs: Vec<Output>) -> Done {
        let seconds = self.begin.elapsed().as_secs();
        self.tell(|stack| Event::Done {
            stack,
            arn: arn.map(str::to_owned),
            outcome,
            seconds,
            is_earlier: false,
            outputs,
        });
        Done {
            outcome,
            carries: target.carries.clone(),
        }
    }
}
