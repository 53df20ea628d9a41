//! `watch`: attached to one stack, no matter who started the operation. It reports the events that `deploy`
//! reports, and restores the values in the journal when it sees the end of the operation.

use super::adoption::{log_group_note, log_groups};
use super::deployment::Failure;
use super::event_poller::Watch;
use super::monitor::{self, Watched};
use super::observer::Observer;
use super::right_account;
use super::root_cause::{self, Cause};
use super::ui::{Event, Outcome, Question, Ui};
use super::{display_name, events, journal, live_parameters, nested, paused_schedules};
use crate::cloud::cloudformation::{CloudFormation, Stack, StackEvent, StackStatus};
use crate::cloud::ssm::{Parameter, Ssm};
use crate::cloud::{self, Cloud, Clouds};
use crate::model::template::Template;
use crate::synth::Artifact;
use std::cell::Cell;
use std::time::Instant;

/// One stack, with a user who watches it.
pub struct Attach<'a, C> {
    pub(super) artifact: &'a Artifact,
    pub(super) cloud: C,
    pub(super) ui: &'a dyn Ui,
    interrupts: &'a Cell<u32>,
    begin: Instant,
}

/// The events of a stack that have not been reported yet.
pub(super) type Events<'a, C> = Watch<'a, <C as Cloud>::CloudFormation>;

impl<'a, C: Cloud> Attach<'a, C> {
    /// Connects to the region of the stack. `interrupts` counts the user's interrupts.
    pub fn new(
        clouds: &impl Clouds<Cloud = C>,
        artifact: &'a Artifact,
        ui: &'a dyn Ui,
        interrupts: &'a Cell<u32>,
    ) -> cloud::Result<Self> {
        Ok(Self {
            artifact,
            cloud: clouds.at(artifact.environment())?,
            ui,
            interrupts,
            begin: Instant::now(),
        })
    }

    /// Watches the operation in progress until it ends. Without one, returns the outcome of the last operation.
    pub async fn watch(&self) -> Result<Outcome, Failure> {
        let Some(stack) = self.look().await? else {
            return Err(Failure::Absent(self.cloud.region().to_owned()));
        };
        if stack.status.is_in_progress() {
            let stack = self.follow(&stack).await?;
            return self.conclude(&stack).await;
        }
        self.note(format!("no operation is running, it is {}", stack.status));
        self.settle(&stack).await?;
        if stack.status.is_success() {
            return Ok(self.ended_earlier(outcome(&stack), &stack));
        }
        self.conclude(&stack).await
    }

    /// The current state of the stack; `None` when it does not exist.
    pub(super) async fn look(&self) -> cloud::Result<Option<Stack>> {
        let found = self.cloud.cloudformation().describe_stack(&self.artifact.name);
        let found = found.await?;
        if let Some(stack) = &found {
            right_account::check(self.artifact, &stack.arn)?;
        }
        Ok(found.filter(|stack| !stack.status.is_gone()))
    }

    pub(super) fn tell(&self, event: impl FnOnce(String) -> Event) {
        self.ui.tell(event(self.artifact.id.to_string()));
    }

    pub(super) fn note(&self, text: impl Into<String>) {
        let text = text.into();
        self.tell(|stack| Event::Note { stack, text });
    }

    /// Asks a question; every answer but yes is a failure.
    pub(super) fn asks(&self, question: &Question) -> Result<(), Failure> {
        let agreed = self.ui.ask(question)?;
        // Ctrl-C at the question counts as no answer.
        if self.interrupts.get() > 0 {
            return Err(Failure::Interrupted);
        }
        agreed.then_some(()).ok_or(Failure::Declined)
    }

    /// The events from now on; earlier ones are skipped.
    pub(super) async fn news(&self, stack: &Stack) -> cloud::Result<Events<'_, C>> {
        let mut events = Watch::new(self.cloud.cloudformation(), &stack.arn);
        events.poll().await?;
        Ok(events)
    }

    /// Watches an operation that another process started, from its beginning.
    pub(super) async fn follow(&self, stack: &Stack) -> Result<Stack, Failure> {
        let resources = match stack.status {
            StackStatus::CreateInProgress => Some(self.artifact.whole().resources.len()),
            StackStatus::DeleteInProgress => Some(nested::resources(&self.cloud, &stack.arn).await?.len()),
            // How many resources an update by another process changes is unknown.
            _ => None,
        };
        self.begun(resources, stack.status.as_str().starts_with("UPDATE_"));
        let events = Watch::new(self.cloud.cloudformation(), &stack.arn);
        self.to_the_end(stack, events).await
    }

    /// Reports that an operation has started.
    pub(super) fn begun(&self, resources: Option<usize>, updates: bool) {
        let names = display_name::names(&self.artifact.whole());
        self.tell(|stack| Event::Started {
            stack,
            account: self.cloud.account().map(str::to_owned),
            resources,
            updates,
            names,
            kept: Vec::new(),
        });
    }

    /// Watches until no operation is in progress, then restores the values that it overwrote.
    pub(super) async fn to_the_end(&self, stack: &Stack, events: Events<'_, C>) -> Result<Stack, Failure> {
        let observer = Observer::new(self.ui, self.interrupts, self.artifact);
        let watched = monitor::watch(&self.cloud, &stack.arn, events, &observer).await;
        let stack = match watched.map_err(Failure::Lost)? {
            Watched::Left => return Err(Failure::Left),
            Watched::Uncertain(_) => return Err(Failure::Uncertain("AWS does not show the result")),
            Watched::Over(stack, _) => *stack,
            Watched::Gone => Stack {
                status: StackStatus::DeleteComplete,
                ..stack.clone()
            },
        };
        self.settle(&stack).await?;
        Ok(stack)
    }

    /// Restores the values of the stack's journal. Skips the call when the stack cannot have a journal.
    pub(super) async fn settle(&self, stack: &Stack) -> cloud::Result<()> {
        let may_import = log_groups::may_import(&self.artifact.template);
        if live_parameters::of(&self.artifact.whole()).is_empty() && !may_import {
            return Ok(());
        }
        let names = [
            journal::name(&stack.name),
            paused_schedules::name(&stack.name),
            log_group_note::name(&stack.name),
        ];
        let found = self.cloud.ssm().get_parameters(&names).await?;
        if stack.status.is_gone() {
            // The notes of an interrupted deployment are about a stack that no longer exists.
            for note in found {
                journal::remove(&self.cloud, &note).await?;
            }
            return Ok(());
        }
        let [journal, paused, imported] =
            names.map(|name| found.iter().find(|note| note.name == name).cloned());
        if let Some(note) = imported.filter(|_| !stack.status.is_in_progress()) {
            self.mend(stack, &note).await?;
        }
        if let Some(note) = paused.filter(|_| !stack.status.is_in_progress()) {
            let resumed = paused_schedules::resume(&self.cloud, &stack.name, &stack.arn, &note).await?;
            for name in resumed {
                self.note(format!(
                    "turned on the schedule {name} again, which a `destroy` that did not finish had turned off"
                ));
            }
        }
        let Some(journal) = journal else {
            return Ok(());
        };
        if journal::is_for_what_comes(&self.cloud, stack, &journal).await? {
            return Ok(());
        }
        if let Some(restored) = journal::settle(&self.cloud, stack, &journal).await? {
            restored.notes().for_each(|note| self.note(note));
        }
        Ok(())
    }

    /// Sets imported log groups to what the deployed template says.
    async fn mend(&self, stack: &Stack, note: &Parameter) -> cloud::Result<()> {
        let text = self.cloud.cloudformation().get_template(&stack.arn).await?;
        if let Ok(deployed) = Template::parse(&text.unwrap_or_default()) {
            let whose = (&*stack.name, &*stack.arn);
            let done = log_group_note::settle(&self.cloud, whose, note, &deployed).await?;
            for done in done {
                self.note(done);
            }
        }
        Ok(())
    }

    /// The error for a stack with termination protection.
    pub(super) fn protected(&self, stack: &Stack) -> Option<Failure> {
        stack.termination_protection.then(|| Failure::Stuck {
            what: format!(
                "it is {} and can only be deleted, but it has termination protection",
                stack.status
            ),
            fix: format!(
                "run `sa-infra destroy {} --disable-termination-protection` to delete it",
                self.artifact.id
            ),
        })
    }

    /// The events of the last operation, without what their reasons repeat of secrets.
    pub(super) async fn last_events(&self, stack: &Stack) -> cloud::Result<Vec<StackEvent>> {
        events::last(&self.cloud, self.artifact, &stack.arn).await
    }

    /// Why the last operation failed.
    pub(super) async fn cause(&self, stack: &Stack) -> cloud::Result<Cause> {
        let events = self.last_events(stack).await?;
        Ok(root_cause::explained(&self.cloud, &events).await)
    }

    /// Reports the outcome of the stack, as `deploy` does.
    async fn conclude(&self, stack: &Stack) -> Result<Outcome, Failure> {
        if !stack.status.is_success() {
            return Err(self.failed(stack).await?);
        }
        Ok(self.done(outcome(stack), stack))
    }

    /// Reports that the last operation failed, and why.
    pub(super) async fn failed(&self, stack: &Stack) -> cloud::Result<Failure> {
        let (arn, status) = (stack.arn.clone(), stack.status.to_string());
        let cause = self.cause(stack).await?;
        self.tell(|stack| Event::Failed {
            stack,
            arn: arn.clone(),
            status: status.clone(),
            cause: cause.clone(),
        });
        Ok(Failure::Ended { arn, status, cause })
    }

    pub(super) fn done(&self, outcome: Outcome, stack: &Stack) -> Outcome {
        self.ended(outcome, stack, false)
    }

    /// Reports the outcome of an operation that had ended before.
    pub(super) fn ended_earlier(&self, outcome: Outcome, stack: &Stack) -> Outcome {
        self.ended(outcome, stack, true)
    }

    fn ended(&self, outcome: Outcome, stack: &Stack, is_earlier: bool) -> Outcome {
        let outputs = match outcome {
            Outcome::Deleted => Vec::new(),
            _ => stack.outputs.clone(),
        };
        self.tell(|id| Event::Done {
            stack: id,
            arn: Some(stack.arn.clone()),
            outcome,
            seconds: self.begin.elapsed().as_secs(),
            is_earlier,
            outputs,
        });
        outcome
    }
}

/// The outcome of an operation that succeeded.
fn outcome(stack: &Stack) -> Outcome {
    match stack.status {
        StackStatus::CreateComplete => Outcome::Created,
        StackStatus::DeleteComplete => Outcome::Deleted,
        _ => Outcome::Updated,
    }
}
