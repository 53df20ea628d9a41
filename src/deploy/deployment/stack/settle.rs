//! Waits for running operations and removes the remains of failed ones, until the stack can be deployed.

use super::One;
use crate::cloud::cloudformation::{CloudFormation, Deletion, Stack};
use crate::cloud::{Cloud, Clouds};
use crate::deploy::deployment::Failure;
use crate::deploy::deployment::state::{Entry, entry};
use crate::deploy::nested;
use crate::deploy::right_account;
use crate::deploy::ui::{Event, Question};
use crate::local::token;

impl<C: Clouds> One<'_, C> {
    /// Waits for the operation in progress and removes the remains of a failed creation, until the stack can be
    /// deployed.
    pub(super) async fn settle(&self) -> Result<Option<Stack>, Failure> {
        loop {
            let found = self.cloud.cloudformation().describe_stack(self.name()).await?;
            if let Some(found) = &found {
                right_account::check(self.stack, &found.arn)?;
            }
            match (entry(found.as_ref().map(|found| &found.status)), found) {
                (Entry::Create | Entry::Update, found) => {
                    return Ok(found.filter(|found| !found.status.is_gone()));
                }
                (Entry::Stuck(what), _) => {
                    return Err(Failure::Stuck {
                        what: what.to_owned(),
                        fix: format!("run `sa-infra recover {}`", self.stack.id),
                    });
                }
                (Entry::Wait, Some(found)) => {
                    let status = found.status.as_str().to_owned();
                    self.tell(|stack| Event::Waiting { stack, status });
                    self.watch(&found.arn, self.events(&found.arn), &self.observer())
                        .await?;
                }
                (Entry::Recreate, Some(found)) => self.clear(&found).await?,
                (Entry::Wait | Entry::Recreate, None) => {}
            }
        }
    }

    /// Deletes a stack whose creation failed, after the user has seen which resources are retained.
    async fn clear(&self, found: &Stack) -> Result<(), Failure> {
        let resources = nested::resources(&self.cloud, &found.arn).await?;
        let stays = |status: &str| !status.starts_with("DELETE_COMPLETE");
        let survivors = resources
            .into_iter()
            .filter(|resource| stays(resource.status.as_str()));
        let survivors = survivors.map(|resource| resource.logical_id).collect();
        let stack = self.stack.id.to_string();
        if self.deployment.options.dry_run {
            return Err(Failure::Declined);
        }
        self.deployment.asks(&Question::Recreate { stack, survivors })?;
        let deletion = Deletion {
            stack: found.arn.clone(),
            retain: Vec::new(),
            force: false,
            role_arn: self.deployment.options.role_arn.clone(),
            token: token::fresh(),
        };
        self.cloud.cloudformation().delete_stack(&deletion).await?;
        let events = self.events(&found.arn).deleting(found, &deletion.token);
        self.watch(&found.arn, events, &self.observer()).await.map(|_| ())
    }
}
