//! The state that a schedule inherits from the EventBridge rule it replaces: if the rule is disabled, the
//! schedule must not start the task either.

use super::exports::needs;
use crate::cloud::cloudformation::{CloudFormation, Stack};
use crate::cloud::events::{Events, RuleState};
use crate::cloud::{Cloud, Result};
use crate::model::json::{Call, Json};
use crate::model::template::{Resource, Template};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A template parameter, and the state that the user gave to the old rule.
pub(super) type State = (Arc<str>, &'static str);

/// The states of new schedules whose tasks were started by removed rules, if those are disabled. Makes no call when
/// no such rule is removed.
pub(super) async fn states(
    cloud: &impl Cloud,
    stack: &Stack,
    deployed: &Template,
    new: &Template,
) -> Result<Vec<State>> {
    let pairs = pairs(deployed, new);
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let resources = cloud.cloudformation().list_stack_resources(&stack.arn).await?;
    let mut states = Vec::new();
    for (rule, parameter) in pairs {
        let found = resources.iter().find(|resource| *resource.logical_id == *rule);
        let Some(name) = found.and_then(|found| found.physical_id.as_deref()) else {
            continue;
        };
        let rule = cloud.events().rule(name).await?;
        if rule.is_some_and(|rule| rule.state == RuleState::Disabled) {
            states.push((parameter, "DISABLED"));
        }
    }
    Ok(states)
}

/// Removed rules, each with the parameter for the state of a new schedule that starts the same task.
fn pairs(deployed: &Template, new: &Template) -> Vec<(Arc<str>, Arc<str>)> {
    let rules = only(deployed, new, "AWS::Events::Rule");
    let rules = rules.filter(|(_, rule)| rule.properties.get("ScheduleExpression").is_some());
    let rules = rules.collect::<Vec<_>>();
    let mut pairs = Vec::new();
    for (_, schedule) in only(new, deployed, "AWS::Scheduler::Schedule") {
        let Some(Call::Ref(state)) = schedule.properties.get("State").and_then(Json::as_call) else {
            continue;
        };
        let tasks = schedule.properties.get("Target").map(task).unwrap_or_default();
        for (id, rule) in &rules {
            let targets = rule.properties.get("Targets").and_then(Json::as_list);
            let started = targets.into_iter().flatten().flat_map(task);
            if started.into_iter().any(|id| tasks.contains(&id)) {
                pairs.push(((*id).clone(), state.id.clone()));
            }
        }
    }
    pairs
}

/// The resources of a type that the one template has and the other does not have.
fn only<'a>(
    of: &'a Template,
    without: &'a Template,
    kind: &'a str,
) -> impl Iterator<Item = (&'a Arc<str>, &'a Resource)> {
    let resources = of.resources.iter();
    resources.filter(move |(id, resource)| resource.kind == kind && !without.resources.contains_key(*id))
}

/// The logical IDs of the task definitions that a target starts.
fn task(target: &Json) -> BTreeSet<Arc<str>> {
    let parameters = target.get("EcsParameters");
    let definition = parameters.and_then(|parameters| parameters.get("TaskDefinitionArn"));
    definition.map(needs).into_iter().flatten().collect()
}
