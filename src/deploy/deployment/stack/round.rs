//! One round of a deployment: create, review and execute a change set, or create it again if the stack changed in
//! the meantime.

use super::target::Target;
use super::{One, Round};
use crate::cloud::cloudformation::{
    ChangeAction, ChangeSet, CloudFormation, ExecutionStatus, NewChangeSet, Stack, StackStatus,
};
use crate::cloud::ssm::Parameter;
use crate::cloud::{Cloud, Clouds, Kind};
use crate::deploy::change_set_cleanup::{discard, discard_or_tell, discard_stale, left};
use crate::deploy::deployment::change_set::Made;
use crate::deploy::deployment::{Failure, secrets};
use crate::deploy::live_parameters;
use crate::deploy::right_account;
use crate::deploy::ui::Outcome;

/// What to do with a change set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Execute it.
    Execute,
    /// It is a dry run.
    Shown,
    /// The stack or its values changed since: create it again.
    Outdated(&'static str),
}

/// How often a deployment starts again because a live value changed in the meantime.
const ATTEMPTS: u32 = 3;

impl<C: Clouds> One<'_, C> {
    /// One attempt to bring the stack from its current state to the target. Returns early when another process
    /// changed it.
    pub(super) async fn round(&self, current: Option<Stack>) -> Result<Round, Failure> {
        let exists = current
            .as_ref()
            .filter(|stack| stack.status.as_str() != "REVIEW_IN_PROGRESS");
        let mut target = self.target(exists).await?;
        let lives = live_parameters::across(&self.whole(&target), target.whole().as_deref().zip(exists));
        let found = self.take_up(exists, &lives, &target).await?;
        if let Some(stack) = exists
            && self.is_unchanged(stack, &target)
        {
            return self.unchanged(stack, &target, &found).await.map(Round::Done);
        }
        if let Some(stack) = exists {
            self.inherit(stack, &mut target).await?;
        }
        if !self.has_nested_templates(&target).await? {
            let arn = exists.map(|stack| &*stack.arn);
            return Ok(Round::Done(self.done(Outcome::Shown, arn, &target, Vec::new())));
        }
        // Existing resources that belong to no stack of ours, and that this deployment imports.
        let mut adopted = Vec::new();
        for attempt in 0..ATTEMPTS {
            let asked = lives
                .iter()
                .filter(|live| target.has(&live.id) || adopted.contains(&live.id));
            let asked = asked.cloned().collect::<Vec<_>>();
            let known = (attempt == 0).then_some(&*found);
            let values = live_parameters::read(&self.cloud, &asked, known).await?;
            self.hesitated.set(false);
            let made = self
                .make(exists, self.change_set(exists, &target, &values))
                .await?;
            let Made::Ready(ready, waited) = made else {
                let done = match exists {
                    Some(stack) => self.unchanged(stack, &target, &found).await?,
                    None => self.done(Outcome::Unchanged, None, &target, Vec::new()),
                };
                return Ok(Round::Done(done));
            };
            let fresh = imported(&ready, &lives, &values);
            if !fresh.is_empty() {
                self.drop_change_set(&ready).await;
                for live in fresh {
                    self.note(format!("imports {}, which exists, with its value", live.place));
                    adopted.push(live.id.clone());
                }
                continue;
            }
            let begun = match self
                .may_execute(&ready, waited, &target, &values, &found, current.as_ref())
                .await
            {
                Ok(Verdict::Execute) if !target.adoptions.is_empty() => {
                    return self.adopt(&ready, exists, &target).await.map(|()| Round::Adopted);
                }
                Ok(Verdict::Execute) => self.begin(&ready, exists, &target, &values).await.map(Some),
                Ok(Verdict::Shown) => Ok(None),
                Ok(Verdict::Outdated(what)) => {
                    self.drop_change_set(&ready).await;
                    self.note(format!(
                        "{what} changed in the meantime: creating the change set again"
                    ));
                    continue;
                }
                Err(failure) => Err(failure),
            };
            if let Ok(Some(events)) = begun {
                let done = self.finish(&ready, exists, &target, &values, events).await;
                return done.map(Round::Done);
            }
            let discarded = if exists.is_some() {
                // An existing stack is not in review, so only the change set is deleted.
                self.cloud.cloudformation().delete_change_set(&ready.arn).await
            } else {
                discard(&self.cloud, &ready.arn, &ready.stack_arn).await
            };
            if let Err(error) = discarded {
                self.note(left(&ready.arn, &error));
            }
            begun?;
            let arn = exists.map(|stack| &*stack.arn);
            return Ok(Round::Done(self.done(Outcome::Shown, arn, &target, Vec::new())));
        }
        Err(Failure::Values(
            "the stack or its live parameters kept changing; nothing was deployed".to_owned(),
        ))
    }

    /// Deletes a change set that will not be executed. If that fails, a note names it.
    pub(super) async fn drop_change_set(&self, ready: &ChangeSet) {
        discard_or_tell(&self.cloud, &ready.arn, &ready.stack_arn, |text| self.note(text)).await;
    }

    /// Creates the change set. If AWS refuses because the stack has changed, another process was faster.
    pub(super) async fn make(&self, exists: Option<&Stack>, new: NewChangeSet) -> Result<Made, Failure> {
        let made = self.send(new).await;
        let Err(Failure::Call(error)) = &made else {
            return made;
        };
        if error.kind != Kind::Validation {
            return made;
        }
        let now = self.cloud.cloudformation().describe_stack(self.name()).await?;
        let is_busy = now.as_ref().is_some_and(|now| now.status.is_in_progress());
        // A stack in review is not a stack yet: any process may create change sets in it.
        let now = now.filter(|now| now.status != StackStatus::ReviewInProgress);
        let is_other = now.map(|now| now.arn) != exists.map(|stack| stack.arn.clone());
        if is_busy || is_other || error.message.contains("_IN_PROGRESS state") {
            return Err(Failure::Overtaken(
                "someone else is changing the stack".to_owned(),
            ));
        }
        made
    }

    /// Deletes abandoned change sets of our deployments, and reports other change sets of the stack.
    pub(super) async fn look_around(&self, ready: &ChangeSet) -> Result<(), Failure> {
        for other in discard_stale(&self.cloud, ready).await? {
            let since = other
                .created
                .map(|at| format!(" since {}", at.strftime("%F %T UTC")));
            self.note(format!(
                "another change set is waiting{}: {}; executing one of them invalidates the others",
                since.unwrap_or_default(),
                other.name
            ));
        }
        Ok(())
    }

    /// Everything between a change set and its execution. From the approval on, assets are uploaded and SecureStrings written.
    async fn may_execute(
        &self,
        ready: &ChangeSet,
        waited: bool,
        target: &Target,
        values: &[live_parameters::Value],
        found: &[Parameter],
        current: Option<&Stack>,
    ) -> Result<Verdict, Failure> {
        right_account::check(self.stack, &ready.stack_arn)?;
        if ready.execution == ExecutionStatus::Obsolete {
            return Ok(Verdict::Outdated("the stack"));
        }
        if !self.approve(ready, target, current).await? {
            return Ok(Verdict::Shown);
        }
        if !self.is_agreed(ready) {
            self.disturb(ready, target, values).await?;
        }
        if self.hesitated.get() {
            self.is_as_sent(ready).await?;
        }
        self.upload_assets().await?;
        secrets::apply(&self.cloud, &self.stack.secrets, &target.replaced, found).await?;
        let lives = values.iter().map(|value| value.live.clone()).collect::<Vec<_>>();
        // The values can only have changed if there was a question or if CloudFormation took its time.
        let may_differ = waited || self.hesitated.get();
        let outdated = may_differ
            && !live_parameters::same(&live_parameters::read(&self.cloud, &lives, None).await?, values);
        Ok(if outdated {
            Verdict::Outdated("a live parameter")
        } else {
            Verdict::Execute
        })
    }
}

/// The live values of resources that the change set imports, which it does not contain yet.
fn imported<'a>(
    ready: &ChangeSet,
    lives: &'a [live_parameters::Live],
    values: &[live_parameters::Value],
) -> Vec<&'a live_parameters::Live> {
    let is_import = |live: &live_parameters::Live| {
        let mut changes = ready.changes.iter();
        changes.any(|change| change.logical_id == live.id && change.action == ChangeAction::Import)
    };
    let is_known = |live: &live_parameters::Live| values.iter().any(|value| value.live.id == live.id);
    lives
        .iter()
        .filter(|live| is_import(live) && !is_known(live))
        .collect()
}
