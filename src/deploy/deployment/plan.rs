//! The changes of a deployment of several stacks, shown and approved before the first stack is changed.
//!
//! The plan is computed from the templates. Each stack's change set later adds what only CloudFormation knows (its
//! replacements, early validation). Only changes beyond the plan need another approval.

use super::outgoing::outgoing;
use super::{Deployment, Failure};
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::{Cloud, Clouds};
use crate::deploy::adoption;
use crate::deploy::compared::Compared;
use crate::deploy::nested;
use crate::deploy::ui::{Event, Question};
use crate::diff::Diff;
use crate::model::template::{Malformed, Template};
use crate::synth::Artifact;
use futures_util::future::join_all;
use std::collections::HashMap;
use std::sync::Arc;

/// The approved changes, by the id of the stack.
pub(super) type Plan = HashMap<Arc<str>, Compared>;

impl<C: Clouds> Deployment<'_, C> {
    /// Shows the changes, in the order of the stacks, and asks once.
    pub(super) async fn plan(&self, stacks: &[&Artifact]) -> Result<Plan, (Arc<str>, Failure)> {
        let compared = join_all(stacks.iter().map(|stack| self.compared(stack))).await;
        let mut plan = Plan::new();
        for (stack, compared) in stacks.iter().zip(compared) {
            let compared = compared.map_err(|failure| (stack.id.clone(), failure))?;
            if compared.is_empty() {
                continue;
            }
            self.ui.tell(Event::Plan {
                stack: stack.id.to_string(),
                compared: Box::new(compared.clone()),
            });
            plan.insert(stack.id.clone(), compared);
        }
        let approval = self.options.approval;
        if plan.values().any(|compared| approval.asks(compared)) {
            let changed = stacks.iter().filter_map(|stack| plan.get(&stack.id));
            let question = Question::Approve {
                stacks: changed
                    .map(|compared| (compared.stack.to_string(), compared.is_new))
                    .collect(),
                opens: plan.values().any(|compared| compared.diff.broadens_existing()),
            };
            let first = stacks.first().map(|stack| stack.id.clone()).unwrap_or_default();
            self.asks(&question).map_err(|failure| (first, failure))?;
        }
        Ok(plan)
    }

    async fn compared(&self, stack: &Artifact) -> Result<Compared, Failure> {
        let cloud = self.clouds.at(stack.environment())?;
        let text = cloud.cloudformation().get_template(&stack.name).await?;
        let before = text.map(|text| Template::parse(&text)).transpose();
        let before = before.map_err(|parts| Failure::Template(Malformed::line(&parts)))?;
        let after = outgoing(&cloud, stack, before.as_ref(), &self.options.allow_replace).await?;
        let adopts = adoption::find(&cloud, &after, before.as_ref()).await?;
        let old = adoption::bare(before.as_ref(), &after, &adopts);
        let nested = nested::read(&cloud, &stack.name, before.as_ref()).await?;
        let (old, after) = (nested::whole(old, &nested), nested::whole(after, &stack.nested));
        Ok(Compared {
            stack: stack.id.clone(),
            name: stack.name.clone(),
            is_new: before.is_none(),
            diff: Diff::between(&old, &after),
            adopts,
            ..Compared::default()
        })
    }
}
