//! `recover`: gets a stack out of any stuck state, with the least destructive step first, and only with the
//! user's approval.

mod deletion;
mod explain;
mod remedy;
mod rollback;
mod state;

use super::attach::{Attach, Events};
use super::change_set_cleanup::{discard_ours, discard_shell};
use super::deployment::Failure;
use super::ui::{Outcome, Question};
use crate::cloud::Cloud;
use crate::cloud::cloudformation::{CloudFormation, Stack, StackStatus};
use crate::local::token;
use state::{Way, way};

pub use remedy::{Explanation, Leave, Remains, Remedy};

/// The resources that may be abandoned.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Logical IDs of resources that may be skipped.
    pub skip: Vec<String>,
    /// Whether every resource that fails again may be skipped.
    pub force: bool,
}

/// The maximum number of operations: each may reveal another failure.
const ROUNDS: u32 = 10;

/// Brings a stack into a state in which it can be deployed.
pub async fn recover<C: Cloud>(attach: &Attach<'_, C>, options: &Options) -> Result<Outcome, Failure> {
    let Some(stack) = attach.look().await? else {
        attach.note("nothing to recover, it is not deployed");
        return Ok(Outcome::Absent);
    };
    let mut recovery = Recovery {
        attach,
        options,
        stack,
        tried: None,
        left: Vec::new(),
        acted: false,
    };
    for _ in 0..ROUNDS {
        if let Some(outcome) = recovery.step().await? {
            return Ok(outcome);
        }
    }
    Err(recovery.stuck(&[]))
}

struct Recovery<'a, 'b, C> {
    attach: &'a Attach<'b, C>,
    options: &'a Options,
    /// The current state.
    stack: Stack,
    /// The status at the last attempt.
    tried: Option<StackStatus>,
    /// The skipped resources.
    left: Vec<String>,
    /// Whether an operation was started.
    acted: bool,
}

impl<C: Cloud> Recovery<'_, '_, C> {
    /// Takes one step to recover from the current state. Returns the outcome once the stack is in a good state.
    async fn step(&mut self) -> Result<Option<Outcome>, Failure> {
        match way(&self.stack.status) {
            Way::Nothing => return self.recovered().await.map(Some),
            Way::Wait => self.stack = self.attach.follow(&self.stack).await?,
            Way::Review => return self.review().await.map(Some),
            Way::RollBack => self.roll_back().await?,
            Way::Continue => self.resume().await?,
            Way::Delete => self.delete().await?,
            Way::Unknown { fix } => {
                self.explain().await?;
                return Err(Failure::Stuck {
                    what: format!("it is in {}", self.stack.status),
                    fix: fix.to_owned(),
                });
            }
        }
        Ok(None)
    }

    async fn recovered(&self) -> Result<Outcome, Failure> {
        let stack = &self.stack;
        if self.tried.is_none() {
            // This process has not watched the end of the last operation.
            self.attach.settle(stack).await?;
            self.attach
                .note(format!("nothing to recover, it is {}", stack.status));
            return Ok(Outcome::Unchanged);
        }
        if stack.status.is_gone() {
            self.attach.done(Outcome::Deleted, stack);
            self.tell_orphans().await?;
            return Ok(Outcome::Deleted);
        }
        if !self.left.is_empty() {
            self.attach.note(format!(
                "skipped, so it may not match the template: {}; fix it before the next deployment, `sa-infra drift {}` \
                 shows the differences",
                self.left.join(", "),
                self.attach.artifact.id
            ));
        }
        Ok(self.attach.done(Outcome::Restored, stack))
    }

    /// Removes the change sets of an interrupted deployment, and the stack in review.
    async fn review(&self) -> Result<Outcome, Failure> {
        let api = self.attach.cloud.cloudformation();
        let sets = api.list_change_sets(&self.stack.arn).await?;
        let ours = sets.iter().filter(|set| token::is_ours(&set.name)).count();
        let is_shell = ours == sets.len();
        if ours == 0 && !is_shell {
            self.attach
                .note("nothing to recover, someone else's change set is waiting in it");
            return Ok(Outcome::Unchanged);
        }
        self.agree(Remedy::Discard { ours, is_shell })?;
        discard_ours(&self.attach.cloud, &self.stack.arn).await?;
        discard_shell(&self.attach.cloud, &self.stack.arn).await?;
        let outcome = if is_shell {
            Outcome::Deleted
        } else {
            Outcome::Unchanged
        };
        Ok(self.attach.done(outcome, &self.stack))
    }

    fn agree(&self, remedy: Remedy) -> Result<(), Failure> {
        let stack = self.attach.artifact.id.to_string();
        match self.attach.asks(&Question::Mend { stack, remedy }) {
            Err(Failure::Declined) if self.acted => Err(self.stuck(&[])),
            result => result,
        }
    }

    /// Watches the operation until it ends.
    async fn finish(&mut self, events: Events<'_, C>) -> Result<(), Failure> {
        self.acted = true;
        self.attach.begun(None, way(&self.stack.status) != Way::Delete);
        self.stack = self.attach.to_the_end(&self.stack, events).await?;
        Ok(())
    }

    /// The resources to skip, now that these fail, with the user's approval.
    fn leave(&mut self, failing: &[String], remedy: fn(Leave) -> Remedy) -> Result<Leave, Failure> {
        let again = self.tried.replace(self.stack.status.clone()).as_ref() == Some(&self.stack.status);
        let skip = self.options.skip.iter().filter(|id| failing.contains(id));
        let skip = skip.cloned().collect::<Vec<_>>();
        let leave = if self.options.force && !again {
            Leave::Whatever
        } else if !skip.is_empty() {
            Leave::These(skip)
        } else if !again && self.options.skip.is_empty() {
            Leave::Nothing
        } else if again && self.may_abandon(failing) {
            // The question named exactly these resources.
            return Ok(Leave::These(failing.to_vec()));
        } else {
            return Err(self.stuck(failing));
        };
        self.agree(remedy(leave.clone()))?;
        Ok(leave)
    }

    /// Whether the user agrees to abandon these resources.
    fn may_abandon(&self, failing: &[String]) -> bool {
        let stack = self.attach.artifact.id.to_string();
        let ids = failing.to_vec();
        let deletes = way(&self.stack.status) == Way::Delete;
        let question = Question::Abandon { stack, ids, deletes };
        !failing.is_empty() && self.attach.ui.ask(&question).unwrap_or_default()
    }

    fn stuck(&self, failing: &[String]) -> Failure {
        let id = &self.attach.artifact.id;
        let skip = failing.iter().map(|id| format!("--skip {id}"));
        let skip = skip.collect::<Vec<_>>().join(" ");
        let whole = "or skip whatever fails again with --force";
        let fix = if skip.is_empty() {
            format!("correct what fails, then run `sa-infra recover {id}` again; {whole}")
        } else {
            format!(
                "correct what fails, then run `sa-infra recover {id}` again; or skip it with {skip}, {whole}"
            )
        };
        Failure::Stuck {
            what: format!("it is still {}", self.stack.status),
            fix,
        }
    }
}
