//! `events`: the events of a stack, followed while an operation is running.

use super::event_poller::Watch;
use super::last_operation;
use super::nested::events::with_nested;
use super::secret_values;
use crate::cloud::cloudformation::{CloudFormation, Stack, StackEvent, StackStatus};
use crate::cloud::{self, Cloud, Error, Secret};
use crate::synth::Artifact;
use jiff::Timestamp;
use serde::Serialize;
use std::io;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// An event of a resource, or of the stack itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The id of the event.
    pub id: String,
    /// The time of the event.
    pub at: Timestamp,
    /// The logical id of the resource, or the name of the stack.
    pub logical_id: String,
    /// The physical id of the resource.
    pub physical_id: Option<String>,
    /// The resource type.
    pub resource_type: String,
    /// The status, as CloudFormation names it.
    pub status: String,
    /// What the status means.
    pub outcome: Outcome,
    /// The reason.
    pub reason: Option<String>,
}

/// What an event means for its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// An operation is in progress.
    #[serde(rename = "in-progress")]
    Busy,
    /// It is done.
    Done,
    /// It has failed.
    Failed,
    /// It has failed because another one did.
    Cancelled,
    /// It is back at what it was.
    RolledBack,
}

impl From<&StackEvent> for Event {
    fn from(event: &StackEvent) -> Self {
        let status = &event.status;
        let outcome = match () {
            () if status.is_failed() && last_operation::is_cancelled(event) => Outcome::Cancelled,
            () if status.is_failed() => Outcome::Failed,
            () if status.is_complete() && status.is_rollback() => Outcome::RolledBack,
            () if status.is_complete() => Outcome::Done,
            () => Outcome::Busy,
        };
        Self {
            id: event.id.clone(),
            at: event.at,
            logical_id: event.logical_id.clone(),
            physical_id: event.physical_id.clone(),
            resource_type: event.resource_type.clone(),
            status: status.to_string(),
            outcome,
            reason: event.reason.clone(),
        }
    }
}

impl Event {
    /// The event without what its reason repeats of these values.
    #[must_use]
    pub fn without(mut self, secrets: &[Secret]) -> Self {
        self.reason = self.reason.map(|reason| secret_values::redact(reason, secrets));
        self
    }
}

/// The events of the last operation of a stack and its nested stacks, oldest first, without what their reasons repeat of secrets.
pub async fn last(cloud: &impl Cloud, stack: &Artifact, arn: &str) -> cloud::Result<Vec<StackEvent>> {
    let api = cloud.cloudformation();
    let events = with_nested(api, last_operation::last(api, arn).await?).await;
    Ok(secret_values::hidden(cloud, stack, events).await)
}

/// The same for all events that AWS has kept.
pub async fn all(cloud: &impl Cloud, stack: &Artifact, arn: &str) -> cloud::Result<Vec<StackEvent>> {
    let api = cloud.cloudformation();
    let events = with_nested(api, last_operation::all(api, arn).await?).await;
    Ok(secret_values::hidden(cloud, stack, events).await)
}

/// An item of the output while a stack is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Something happened.
    Event(Event),
    /// AWS cannot be reached at the moment; the operation continues there.
    Lost(Error),
    /// AWS answers again.
    Back,
}

/// Why watching stopped, though an operation may still be in progress.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// AWS refuses the request.
    #[error(transparent)]
    Cloud(#[from] Error),
    /// Output is closed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The interval of the polls: one call a second for each watched stack.
const BEAT: Duration = Duration::from_secs(1);
/// After this many polls without an end among the events, the status of the stack is read.
const PATIENCE: u32 = 10;
/// The longest pause while AWS does not answer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Reports every event of the last operation, then the new ones, until no operation is in progress. Returns the final
/// state of the stack. Waits through throttling, failures of AWS and lost connections, for as long as they last.
pub async fn follow<C: CloudFormation>(
    cloudformation: &C,
    stack: Stack,
    mut tell: impl FnMut(News) -> io::Result<()>,
) -> Result<Stack, Stopped> {
    let mut following = Following {
        cloudformation,
        watch: Watch::new(cloudformation, &stack.arn),
        is_over: !stack.status.is_in_progress(),
        stack,
        has_ended: false,
        is_lost: false,
        patience: PATIENCE,
    };
    let mut pause = BEAT;
    loop {
        let beat = Instant::now() + BEAT;
        // Whatever the status says, the events are read once more before it is trusted.
        let was_over = following.is_over;
        match following.step(&mut tell).await {
            Ok(()) if was_over => return Ok(following.stack),
            Ok(()) => {
                pause = BEAT;
                if !following.is_over {
                    sleep_until(beat).await;
                }
            }
            Err(Stopped::Cloud(error)) if error.is_transient() => {
                if !std::mem::replace(&mut following.is_lost, true) {
                    tell(News::Lost(error))?;
                }
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error) => return Err(error),
        }
    }
}

struct Following<'a, C> {
    cloudformation: &'a C,
    watch: Watch<'a, C>,
    stack: Stack,
    /// The status of the stack itself says that no operation is in progress.
    is_over: bool,
    /// Its last event says so.
    has_ended: bool,
    /// AWS does not answer.
    is_lost: bool,
    /// The polls until the status of the stack is read.
    patience: u32,
}

impl<C: CloudFormation> Following<'_, C> {
    async fn step(&mut self, tell: &mut impl FnMut(News) -> io::Result<()>) -> Result<(), Stopped> {
        let events = self.watch.poll().await?;
        if std::mem::take(&mut self.is_lost) {
            tell(News::Back)?;
        }
        for event in events {
            if event.is_of_the_stack() {
                self.has_ended = !StackStatus::from(event.status.as_str()).is_in_progress();
            }
            tell(News::Event(Event::from(&event)))?;
        }
        self.patience = self.patience.saturating_sub(1);
        // A stale answer may still say that the operation is in progress. The next poll asks again.
        if !self.is_over && (self.has_ended || self.patience == 0) {
            match self.cloudformation.describe_stack(&self.stack.arn).await? {
                Some(stack) => self.stack = stack,
                None => self.stack.status = StackStatus::DeleteComplete,
            }
            self.is_over = !self.stack.status.is_in_progress();
            self.patience = PATIENCE;
        }
        Ok(())
    }
}
