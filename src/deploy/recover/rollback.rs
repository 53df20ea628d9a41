//! Recovery by rollback: undoes a failed update and keeps the live parameters.

use super::{Leave, Recovery, Remedy};
use crate::cloud::Cloud;
use crate::cloud::cloudformation::{CloudFormation, Continuation};
use crate::deploy::deployment::Failure;
use crate::deploy::{journal, live_parameters};
use crate::local::token;

impl<C: Cloud> Recovery<'_, '_, C> {
    /// Undoes an update that failed and was left as it was. What the update made goes, even where the template wants to
    /// keep it: an update that failed has put nothing there yet.
    pub(super) async fn roll_back(&mut self) -> Result<(), Failure> {
        self.explain().await?;
        if self.tried.replace(self.stack.status.clone()).is_some() {
            return Err(self.stuck(&[]));
        }
        self.agree(Remedy::RollBack)?;
        self.keep().await?;
        let events = self.attach.news(&self.stack).await?;
        let api = self.attach.cloud.cloudformation();
        api.rollback_stack(&self.stack.arn, true, &token::fresh()).await?;
        self.finish(events).await
    }

    /// Continues the rollback of an update.
    pub(super) async fn go_on(&mut self) -> Result<(), Failure> {
        let failing = self.explain().await?.undoing_fails();
        let leave = self.leave(&failing, Remedy::Continue)?;
        self.keep().await?;
        let events = self.attach.news(&self.stack).await?;
        let how = match &leave {
            Leave::Nothing => Continuation::Retry,
            Leave::These(ids) => Continuation::Skip(ids.clone()),
            Leave::Whatever => Continuation::Force,
        };
        let api = self.attach.cloud.cloudformation();
        api.continue_update_rollback(&self.stack.arn, &how, &token::fresh())
            .await?;
        self.finish(events).await?;
        match leave {
            Leave::Nothing => {}
            Leave::These(ids) => self.left.extend(ids),
            Leave::Whatever => self.left.extend(failing),
        }
        Ok(())
    }

    /// Takes note of what people have set, since undoing an update writes the values from before over it.
    async fn keep(&self) -> Result<(), Failure> {
        let lives = live_parameters::of(&self.attach.artifact.template);
        if !lives.is_empty() {
            journal::keep(&self.attach.cloud, &self.stack, &lives).await?;
        }
        Ok(())
    }
}
