//! Recovery by deletion, for a stack that was never complete. Retained resources are listed.

use super::{Leave, Recovery, Remedy};
use crate::cloud::Cloud;
use crate::cloud::cloudformation::{CloudFormation, Deletion, ResourceStatus};
use crate::deploy::deployment::Failure;
use crate::deploy::destroy::{Because, Survivor};
use crate::deploy::ui::Event;
use crate::local::token;
use crate::model::template::SEPARATOR;
use std::collections::BTreeSet;

impl<C: Cloud> Recovery<'_, '_, C> {
    /// Deletes the stack. Resources that cannot be deleted are skipped only if the user agrees.
    pub(super) async fn delete(&mut self) -> Result<(), Failure> {
        if let Some(protected) = self.attach.protected(&self.stack) {
            return Err(protected);
        }
        let failing = self.explain_all().await?.deletion_fails();
        // AWS skips resources only after a deletion has failed because of them.
        let leave = if self.stack.status.as_str() == "DELETE_FAILED" {
            self.leave(&failing, Remedy::Delete)?
        } else {
            self.agree(Remedy::Delete(Leave::Nothing))?;
            self.tried = Some(self.stack.status.clone());
            Leave::Nothing
        };
        let retain = match &leave {
            // Only resources of the stack itself can be retained: a nested stack stays with what is in it.
            Leave::These(ids) => {
                let ids = ids.iter().map(|id| id.split(SEPARATOR).next().unwrap_or(id));
                let ids = ids.map(str::to_owned).collect::<BTreeSet<_>>();
                ids.into_iter().collect()
            }
            Leave::Nothing | Leave::Whatever => Vec::new(),
        };
        let deletion = Deletion {
            stack: self.stack.arn.clone(),
            retain,
            force: leave == Leave::Whatever,
            role_arn: None,
            token: token::fresh(),
        };
        let events = self.attach.news(&self.stack).await?;
        self.attach.cloud.cloudformation().delete_stack(&deletion).await?;
        self.finish(events).await
    }

    /// Lists the remaining resources: they belong to no stack any more, and may cost money.
    pub(super) async fn tell_orphans(&self) -> Result<(), Failure> {
        let events = self.attach.last_events(&self.stack).await?;
        let is_left = |status: &ResourceStatus| {
            matches!(
                status,
                ResourceStatus::DeleteSkipped | ResourceStatus::DeleteFailed
            )
        };
        let mut survivors = Vec::<Survivor>::new();
        for event in events.iter().filter(|event| !event.is_of_the_stack()) {
            let Some(name) = &event.physical_id else { continue };
            survivors.retain(|survivor| survivor.name != *name);
            if is_left(&event.status) {
                survivors.push(Survivor {
                    kind: event.resource_type.clone(),
                    name: name.clone(),
                    because: Because::Skipped,
                });
            }
        }
        if !survivors.is_empty() {
            self.attach.tell(|stack| Event::Survivors { stack, survivors });
        }
        Ok(())
    }
}
