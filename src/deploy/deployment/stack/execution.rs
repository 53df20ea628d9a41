//! Executes an approved change set, watches it until it ends, and restores the live parameters.

use super::target::Target;
use super::{Done, One};
use crate::cloud::cloudformation::{ChangeSet, CloudFormation, ExecutionStatus, Stack, StackEvent};
use crate::cloud::{self, Cloud, Clouds, Kind};
use crate::deploy::adoption::{self, log_group_note, log_groups};
use crate::deploy::deployment::Failure;
use crate::deploy::event_poller::Watch;
use crate::deploy::live_parameters::{self, Value as LiveValue, Work};
use crate::deploy::observer::Observer;
use crate::deploy::root_cause::{self, Cause};
use crate::deploy::ui::{Event, Outcome};
use crate::deploy::{display_name, journal, last_operation};
use std::time::Duration;

/// How often an execution is requested while the answers are lost, and the pause in between.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_secs(2);

/// How often, once a second, the stack is read to see whether an earlier request for a refused execution succeeded.
const LOOKS: u32 = 20;

/// The maximum number of unstable resources that are named.
const SHOWN: usize = 5;

type Events<'a, C> = Watch<'a, <<C as Clouds>::Cloud as Cloud>::CloudFormation>;

impl<C: Clouds> One<'_, C> {
    /// Writes the values to restore into the journal, then executes the change set. After an error it is unknown
    /// whether AWS received the request, so the journal stays for the next deployment.
    pub(super) async fn begin(
        &self,
        ready: &ChangeSet,
        exists: Option<&Stack>,
        target: &Target,
        values: &[LiveValue],
    ) -> Result<Events<'_, C>, Failure> {
        if !values.is_empty() {
            match journal::write(&self.cloud, ready, values).await {
                Err(error) if error.kind == Kind::AlreadyExists => {
                    return Err(Failure::Overtaken("someone else is deploying".to_owned()));
                }
                result => result?,
            }
        }
        let imported = log_groups::imported(ready, &target.template);
        if !imported.is_empty() {
            log_group_note::write(&self.cloud, ready, &imported).await?;
        }
        let begun = match self.deployment.goes_on() {
            Ok(()) => {
                // If the change set sets the behavior on failure, the execution must not.
                let rollback = self.says_nothing_of_failure(exists.is_none()).then_some(false);
                self.start(ready, rollback).await
            }
            interrupted => interrupted,
        };
        if let Err(Failure::Overtaken(_) | Failure::Interrupted) = begun {
            if !imported.is_empty() {
                log_group_note::clear(&self.cloud, self.name()).await?;
            }
            if !values.is_empty() {
                journal::clear(&self.cloud, ready, values).await?;
            }
        }
        begun?;
        let kept = self.kept.take();
        let resources = Some(self.changes.get().saturating_sub(kept.len()));
        let names = display_name::names(&self.whole(target));
        let updates = exists.is_some();
        self.tell(|stack| Event::Started {
            stack,
            account: self.cloud.account().map(str::to_owned),
            resources,
            updates,
            names,
            kept,
        });
        Ok(self.events(&ready.stack_arn).executing(ready))
    }

    /// Requests the execution. Repeats the request with the same token while the answer is lost.
    pub(super) async fn start(&self, ready: &ChangeSet, rollback: Option<bool>) -> Result<(), Failure> {
        let api = self.cloud.cloudformation();
        for tries in 1.. {
            match api.execute_change_set(&ready.arn, &ready.name, rollback).await {
                // A proxy that answers in place of AWS will do so again.
                Err(error) if error.kind == Kind::Intercepted && tries > 1 => return Err(error.into()),
                Err(error) if error.is_transient() && tries < TRIES => tokio::time::sleep(PAUSE).await,
                Err(error) if is_refused(&error) => return self.verify(ready, error).await,
                result => return Ok(result?),
            }
        }
        Ok(())
    }

    /// The change set does not exist any more or cannot be executed: either AWS received an earlier request to
    /// execute it, or another process was faster. The state of the stack decides.
    async fn verify(&self, ready: &ChangeSet, refusal: cloud::Error) -> Result<(), Failure> {
        let api = self.cloud.cloudformation();
        let mut ours = self.events(&ready.stack_arn).executing(ready);
        for _ in 0..LOOKS {
            let begun = ours.poll().await?;
            let stack = api.describe_stack(&ready.stack_arn).await?;
            if !begun.is_empty() || stack.is_some_and(|stack| ours.is_executed_in(&stack)) {
                return Ok(());
            }
            let last = last_operation::last(api, &ready.stack_arn).await?;
            let others = last.first().is_some_and(|first| Some(first.at) >= ready.created);
            let waits = api.describe_change_set(&ready.arn).await?;
            if waits
                .as_ref()
                .is_some_and(|set| set.execution == ExecutionStatus::Complete)
            {
                return Ok(());
            }
            let waits = waits.is_some_and(|set| set.execution != ExecutionStatus::InProgress);
            if others || waits {
                break;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err(Failure::Overtaken(format!(
            "AWS no longer executes the change set ({}): someone else was faster",
            refusal.message
        )))
    }

    /// Watches the execution until it ends, then restores the values that it overwrote.
    pub(super) async fn finish(
        &self,
        ready: &ChangeSet,
        exists: Option<&Stack>,
        target: &Target,
        values: &[LiveValue],
        events: Events<'_, C>,
    ) -> Result<Done, Failure> {
        if self.detaches {
            return self.leave(ready, target).await;
        }
        // If the end is not seen, the operation may still overwrite values: the journal stays for the next
        // deployment.
        let observer = Observer {
            is_ours: true,
            ..self.observer()
        };
        let (stack, events) = self.watch(&ready.stack_arn, events, &observer).await?;
        let cause = root_cause::explained(&self.cloud, &events).await;
        let restored = live_parameters::restore(&self.cloud, values, &Work::of(&events)).await?;
        restored.notes().for_each(|note| self.note(note));
        // Recovering a stuck stack may overwrite the values again.
        if !values.is_empty() && !stack.status.needs_recovery() {
            journal::clear(&self.cloud, ready, values).await?;
        }
        let imported = log_groups::imported(ready, &target.template);
        if stack.status.is_undone() {
            if !imported.is_empty() {
                log_group_note::clear(&self.cloud, self.name()).await?;
            }
            if observer.undone.get() {
                return Err(Failure::Undone);
            }
        }
        if !stack.status.is_success() || stack.status.is_gone() {
            return Err(self.ended(&stack, cause));
        }
        if let Some(deployed) = &target.deployed {
            adoption::verify(&self.cloud, deployed, &target.template).await?;
        }
        self.mend(&imported, &target.template).await?;
        self.protect(&stack).await?;
        if self.deployment.options.express {
            self.warn_of_unstable(&events);
        }
        let creates = exists.is_none() || self.agreed.get().is_some_and(|agreed| agreed.creates);
        let outcome = if creates {
            Outcome::Created
        } else {
            Outcome::Updated
        };
        Ok(self.done(outcome, Some(&stack.arn), target, stack.outputs))
    }

    /// The error for an operation that ended in a state from which the deployment cannot continue.
    pub(super) fn ended(&self, stack: &Stack, cause: Cause) -> Failure {
        let (arn, status) = (stack.arn.clone(), stack.status.to_string());
        self.tell(|stack| Event::Failed {
            stack,
            arn: arn.clone(),
            status: status.clone(),
            cause: cause.clone(),
        });
        Failure::Ended { arn, status, cause }
    }
}

/// Whether AWS says that this change set cannot be executed, or has been executed.
fn is_refused(error: &cloud::Error) -> bool {
    match &error.kind {
        Kind::NotFound | Kind::TokenReused => true,
        Kind::Other { code } => code.starts_with("InvalidChangeSetStatus"),
        _ => false,
    }
}

impl<C: Clouds> One<'_, C> {
    /// Leaves the operation in progress to AWS. The journal stays for the command that sees the end.
    async fn leave(&self, ready: &ChangeSet, target: &Target) -> Result<Done, Failure> {
        let stack = self
            .cloud
            .cloudformation()
            .describe_stack(&ready.stack_arn)
            .await?;
        if let Some(stack) = stack {
            self.protect(&stack).await?;
        }
        let done = self.done(Outcome::Begun, Some(&ready.stack_arn), target, Vec::new());
        self.note(format!("`sa-infra watch {}` shows the result", self.stack.id));
        Ok(done)
    }

    /// Warns of resources that were created but are not known to be stable.
    fn warn_of_unstable(&self, events: &[StackEvent]) {
        let mut unstable = Vec::new();
        for event in events.iter().filter(|event| !event.is_of_the_stack()) {
            unstable.retain(|id| *id != &*event.logical_id);
            if event.detail.as_deref() == Some("CONFIGURATION_COMPLETE") || event.status.is_in_progress() {
                unstable.push(&*event.logical_id);
            }
        }
        if unstable.is_empty() {
            return;
        }
        let more = unstable.len().saturating_sub(SHOWN);
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        unstable.truncate(SHOWN);
        self.note(format!(
            "express: not waiting until these are stable: {}{more}",
            unstable.join(", ")
        ));
    }
}
