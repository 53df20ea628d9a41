//! Recovery by rollback: undoes a failed update and keeps the live parameters.

use super::{Leave, Recovery, Remedy};
use crate::cloud::Cloud;
use crate::cloud::cloudformation::{CloudFormation, Continuation};
use crate::deploy::deployment::Failure;
use crate::deploy::{journal, live_parameters, nested};
use crate::local::token;

impl<C: Cloud> Recovery<'_, '_, C> {
    /// Rolls back a failed update whose changes were kept. Deletes the new resources, also retained ones: after a
    /// failed update they contain no data yet.
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
    pub(super) async fn resume(&mut self) -> Result<(), Failure> {
        let failing = self.explain().await?.undoing_fails();
        let leave = self.leave(&failing, Remedy::Continue)?;
        self.keep().await?;
        let events = self.attach.news(&self.stack).await?;
        let how = match &leave {
            Leave::Nothing => Continuation::Retry,
            Leave::These(ids) => {
                let cloud = &self.attach.cloud;
                Continuation::Skip(nested::named_for_skipping(cloud, &self.stack.arn, ids).await?)
            }
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

    /// Writes the live values into the journal, because a rollback overwrites them with earlier ones.
    async fn keep(&self) -> Result<(), Failure> {
        let lives = live_parameters::of(&self.attach.artifact.whole());
        if !lives.is_empty() {
            journal::keep(&self.attach.cloud, &self.stack, &lives).await?;
        }
        Ok(())
    }
}
