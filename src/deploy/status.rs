//! `status`: the state of every stack of the app.

use super::adoption::{log_group_note, log_groups};
use super::deployed_stacks::{Deployed, look_up};
use super::deployment::not_exported;
use super::live_parameters::{self, Live, Place};
use super::outputs::{self, Output};
use super::{journal, last_operation, paused_schedules, schedule_states};
use crate::cloud::cloudformation::{Stack, StackStatus};
use crate::cloud::scheduler::ScheduleState;
use crate::cloud::ssm::{Parameter, Ssm};
use crate::cloud::{Cloud, Clouds, Kind, Result};
use crate::synth::Artifact;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// A stack of the app, and how it is.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The id.
    pub stack: String,
    /// The name CloudFormation knows it by.
    pub name: String,
    /// Where it belongs.
    pub region: String,
    /// How it is; `None` when it is not deployed.
    pub deployed: Option<State>,
}

/// How a deployed stack is.
#[derive(Debug, Serialize)]
pub struct State {
    /// The ARN.
    pub arn: String,
    /// The status in CloudFormation's word.
    pub status: String,
    /// What that means.
    pub condition: Condition,
    /// Why it is so, in CloudFormation's words.
    pub reason: Option<String>,
    /// When something was last done to it.
    pub since: Timestamp,
    /// Whether deletion is refused.
    pub termination_protection: bool,
    /// `IN_SYNC`, `DRIFTED`, `UNKNOWN` or `NOT_CHECKED`.
    pub drift: String,
    /// When drift was last looked for.
    pub drift_checked: Option<Timestamp>,
    /// Exports that only stay because other stacks import them: the template has them no more.
    pub carried: Vec<String>,
    /// Whether values that people set wait to be given back, since a deployment was cut short.
    pub to_give_back: bool,
    /// Schedules that are paused.
    pub paused: Vec<String>,
    /// Schedules that a `destroy` that did not finish turned off.
    pub turned_off: Vec<String>,
    /// The logical ids of log groups that were imported, and whose settings are not set yet.
    pub imported_log_groups: Vec<String>,
    /// Its outputs.
    pub outputs: Vec<Output>,
    /// What made the last attempt fail.
    pub last_failure: Option<LastFailure>,
}

/// What the status of a stack means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// As its template says.
    Good,
    /// Something is under way.
    Busy,
    /// Only a change set exists, which waits for an answer.
    Review,
    /// As it was before the last attempt, which failed.
    RolledBack,
    /// Nothing goes on by itself, and an update is refused.
    Stuck,
    /// Deleted.
    Gone,
    /// CloudFormation has a word for it that is not known here.
    Unknown,
}

/// What made an attempt fail.
#[derive(Debug, Serialize)]
pub struct LastFailure {
    /// The resource.
    pub logical_id: String,
    /// Its type.
    pub resource_type: String,
    /// Why it failed.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// How the stacks are, in their order.
pub async fn status<C: Clouds>(clouds: &C, artifacts: &[&Artifact]) -> Result<Vec<Status>> {
    let deployed = look_up(clouds, artifacts).await?;
    let notes = optional(notes(&deployed)).await?.unwrap_or_default();
    try_join_all(deployed.iter().map(|one| self::one(one, &notes))).await
}

async fn one<C: Cloud>(deployed: &Deployed<'_, C>, notes: &[Parameter]) -> Result<Status> {
    let state = match &deployed.stack {
        Some(stack) => Some(state(&deployed.cloud, deployed.artifact, stack, notes).await?),
        None => None,
    };
    Ok(Status {
        stack: deployed.artifact.id.to_string(),
        name: deployed.artifact.name.to_string(),
        region: deployed.cloud.region().to_owned(),
        deployed: state,
    })
}

async fn state<C: Cloud>(
    cloud: &C,
    artifact: &Artifact,
    stack: &Stack,
    notes: &[Parameter],
) -> Result<State> {
    let lives = live_parameters::of(&artifact.template);
    let paused = optional(paused(cloud, &lives)).await?;
    let find = |name: String| notes.iter().find(|note| note.name == name);
    let to_give_back = find(journal::name(&stack.name)).is_some();
    let turned_off = find(paused_schedules::name(&stack.name));
    let turned_off = turned_off.map(|note| paused_schedules::noted(note, &stack.arn));
    let turned_off = turned_off.into_iter().flatten().map(|(_, name)| name);
    let imported = find(log_group_note::name(&stack.name));
    let imported = imported.map(|note| log_group_note::noted(note, &stack.arn));
    let exported = stack.outputs.iter().filter_map(|output| output.export.as_deref());
    let carried = not_exported(exported, &artifact.template);
    let mut paused = paused.unwrap_or_default();
    // What nobody paused, the next deployment turns on again.
    let turned_off = turned_off.filter(|name| paused.contains(name));
    let turned_off = turned_off.collect::<Vec<_>>();
    paused.retain(|name| !turned_off.contains(name));
    let mut last_failure = None;
    if stack.status.is_failed() {
        let events = last_operation::last(cloud.cloudformation(), &stack.arn).await?;
        last_failure = last_operation::root_cause(&events).map(|event| LastFailure {
            logical_id: event.logical_id.clone(),
            resource_type: event.resource_type.clone(),
            reason: event.reason.clone(),
            at: event.at,
        });
    }
    Ok(State {
        arn: stack.arn.clone(),
        status: stack.status.to_string(),
        condition: Condition::from(&stack.status),
        reason: stack.reason.clone(),
        since: stack.since(),
        termination_protection: stack.termination_protection,
        drift: stack.drift.to_string(),
        drift_checked: stack.drift_checked,
        carried,
        to_give_back,
        paused,
        turned_off,
        imported_log_groups: imported.unwrap_or_default(),
        outputs: outputs::sorted(stack.outputs.clone()),
        last_failure,
    })
}

/// What is good to know, but not worth failing for: `None` without the permission.
async fn optional<T>(known: impl Future<Output = Result<T>>) -> Result<Option<T>> {
    match known.await {
        Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => Ok(None),
        result => result.map(Some),
    }
}

/// What earlier runs wrote down about the stacks: one call for each region.
async fn notes<C: Cloud>(deployed: &[Deployed<'_, C>]) -> Result<Vec<Parameter>> {
    let mut regions = BTreeMap::<&str, (&C, Vec<String>)>::new();
    for Deployed {
        artifact,
        cloud,
        stack,
    } in deployed
    {
        let Some(stack) = stack else { continue };
        let (_, names) = regions.entry(cloud.region()).or_insert((cloud, Vec::new()));
        if !live_parameters::of(&artifact.template).is_empty() {
            names.extend([journal::name(&stack.name), paused_schedules::name(&stack.name)]);
        }
        if log_groups::may_import(&artifact.template) {
            names.push(log_group_note::name(&stack.name));
        }
    }
    let mut found = Vec::new();
    for (cloud, names) in regions.into_values().filter(|(_, names)| !names.is_empty()) {
        found.extend(cloud.ssm().get_parameters(&names).await?);
    }
    Ok(found)
}

/// The schedules that people paused.
async fn paused(cloud: &impl Cloud, lives: &[Live]) -> Result<Vec<String>> {
    let names = lives.iter().filter_map(|live| match &live.place {
        Place::Schedule(group, name) => Some((&**group, &**name)),
        Place::Parameter(_) => None,
    });
    let found = schedule_states::read(cloud, names).await?.into_iter();
    let paused = found.filter(|schedule| schedule.state == ScheduleState::Disabled);
    Ok(paused.map(|schedule| schedule.name).collect())
}

impl From<&StackStatus> for Condition {
    fn from(status: &StackStatus) -> Self {
        match status {
            StackStatus::ReviewInProgress => Self::Review,
            StackStatus::DeleteComplete => Self::Gone,
            _ if status.is_in_progress() => Self::Busy,
            _ if status.is_success() => Self::Good,
            _ if status.needs_recovery() => Self::Stuck,
            _ if status.is_rollback() => Self::RolledBack,
            _ => Self::Unknown,
        }
    }
}
