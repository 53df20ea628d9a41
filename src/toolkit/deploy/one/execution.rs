//! The execution of an approved change set, to its end and with what people had set given back.

use super::target::Target;
use super::{Done, One};
use crate::cloud::cloudformation::{ChangeSet, CloudFormation, Stack};
use crate::cloud::{Cloud, Clouds};
use crate::toolkit::deploy::live::{self, Value as LiveValue};
use crate::toolkit::deploy::{Failure, journal};
use crate::toolkit::talk::{Event, Outcome};

impl<C: Clouds> One<'_, C> {
    pub(super) async fn execute(
        &self,
        ready: &ChangeSet,
        exists: Option<&Stack>,
        target: &Target,
        values: &[LiveValue],
    ) -> Result<Done, Failure> {
        let api = self.cloud.cloudformation();
        let mut events = self.events(&ready.stack_arn);
        if exists.is_some() {
            // What happened before is not news.
            events.poll().await?;
        }
        if !values.is_empty() {
            journal::write(&self.cloud, self.name(), values).await?;
        }
        let rollback = (!self.deployment.options.keep_on_failure).then_some(false);
        api.execute_change_set(&ready.arn, &ready.name, rollback).await?;
        let resources = ready.changes.len();
        self.tell(|stack| Event::Started { stack, resources });
        let watched = self.watch(&ready.stack_arn, events).await;
        if matches!(watched, Err(Failure::Left)) {
            return watched.map(|_| self.done(Outcome::Updated, target, Vec::new()));
        }
        let restored = live::restore(&self.cloud, values, None).await?;
        for live in restored {
            self.note(format!("gave back the value of {}", live.parameter));
        }
        if !values.is_empty() {
            journal::clear(&self.cloud, self.name()).await?;
        }
        let (stack, cause) = watched?;
        if !stack.status.is_success() {
            let status = stack.status.as_str().to_owned();
            let told = cause.clone();
            self.tell(|stack| Event::Failed {
                stack,
                status: status.clone(),
                cause: told,
            });
            return Err(Failure::Ended { status, cause });
        }
        self.protect(&stack).await?;
        let outcome = if exists.is_some() {
            Outcome::Updated
        } else {
            Outcome::Created
        };
        Ok(self.done(outcome, target, stack.outputs))
    }
}
