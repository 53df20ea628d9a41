//! Why a stack is stuck: the first failure, what prevents the rollback, and the existing resources.

use super::Recovery;
use super::remedy::{Explanation, Remains};
use crate::cloud::Cloud;
use crate::cloud::cloudformation::{CloudFormation, ResourceStatus, StackEvent};
use crate::deploy::deployment::Failure;
use crate::deploy::nested;
use crate::deploy::root_cause;
use crate::deploy::ui::Event;
use crate::model::template::Template;

impl<C: Cloud> Recovery<'_, '_, C> {
    /// Reports why the stack is stuck.
    pub(super) async fn explain(&self) -> Result<Explanation, Failure> {
        self.tell(Vec::new()).await
    }

    /// The same, with the state of the existing resources.
    pub(super) async fn explain_all(&self) -> Result<Explanation, Failure> {
        let api = self.attach.cloud.cloudformation();
        let template = api.get_template(&self.stack.arn).await?;
        let template = template.and_then(|text| Template::parse(&text).ok());
        let template = template.unwrap_or_default();
        let nested = nested::read(&self.attach.cloud, &self.stack.arn, Some(&template)).await;
        let template = nested::whole(template, &nested.unwrap_or_default());
        let stays = |id: &str| {
            let resource = template.resources.get(id);
            let policy = resource.and_then(|resource| resource.deletion_policy.as_ref());
            policy.is_some_and(|policy| policy.starts_with("Retain"))
        };
        let there = |status: &ResourceStatus| {
            !matches!(
                status,
                ResourceStatus::DeleteComplete | ResourceStatus::DeleteSkipped
            )
        };
        let resources = nested::resources(&self.attach.cloud, &self.stack.arn)
            .await?
            .into_iter();
        let remains = resources
            .filter(|resource| there(&resource.status) && resource.physical_id.is_some())
            .map(|resource| Remains {
                stays: stays(&resource.logical_id),
                id: resource.logical_id,
                kind: resource.resource_type,
                name: resource.physical_id,
            });
        self.tell(remains.collect()).await
    }

    async fn tell(&self, remains: Vec<Remains>) -> Result<Explanation, Failure> {
        let events = self.attach.last_events(&self.stack).await?;
        let undoing = |event: &StackEvent| {
            event.is_of_the_stack() && event.status.is_rollback() && event.status.is_in_progress()
        };
        let first = events.iter().position(undoing).unwrap_or(events.len());
        let last = events.iter().rposition(undoing).unwrap_or(events.len());
        let explanation = Explanation {
            began: root_cause::of(&events[..first]),
            undoing: root_cause::of(&events[last..]),
            remains,
        };
        let (status, why) = (self.stack.status.to_string(), Box::new(explanation.clone()));
        self.attach.tell(|stack| Event::Explained { stack, status, why });
        Ok(explanation)
    }
}
