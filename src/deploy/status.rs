//! `status`: the state of every stack of the app.

use super::deployed_stacks::{Deployed, look_up};
use super::deployment::not_exported;
use super::deployment::outgoing::outgoing;
use super::live_parameters::{self, Live, Place};
use super::outputs::{self, Output};
use super::{journal, last_operation, paused_schedules, template_hash};
use crate::cloud::cloudformation::{CloudFormation, Stack, StackStatus};
use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, Clouds, Kind, Result};
use crate::diff::{Diff, Summary};
use crate::model::template::Template;
use crate::synth::Artifact;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use serde::Serialize;

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
    /// Whether the template of the app is deployed.
    pub code: Code,
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

/// Whether the template of the app is deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Code {
    /// It is.
    UpToDate,
    /// Another one is.
    Differs {
        /// What a deployment would do to the resources.
        resources: Summary,
        /// How many differences there are outside resources.
        others: usize,
    },
    /// An operation is running, or the deployed template cannot be read.
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
    try_join_all(deployed.iter().map(one)).await
}

async fn one<C: Cloud>(deployed: &Deployed<'_, C>) -> Result<Status> {
    let state = match &deployed.stack {
        Some(stack) => Some(state(&deployed.cloud, deployed.artifact, stack).await?),
        None => None,
    };
    Ok(Status {
        stack: deployed.artifact.id.to_string(),
        name: deployed.artifact.name.to_string(),
        region: deployed.cloud.region().to_owned(),
        deployed: state,
    })
}

async fn state<C: Cloud>(cloud: &C, artifact: &Artifact, stack: &Stack) -> Result<State> {
    let lives = live_parameters::of(&artifact.template);
    let (notes, paused, code) = tokio::try_join!(
        optional(notes(cloud, stack, &lives)),
        optional(paused(cloud, &lives)),
        optional(code(cloud, artifact, stack)),
    )?;
    let exported = stack.outputs.iter().filter_map(|output| output.export.as_deref());
    let carried = not_exported(exported, &artifact.template);
    let (to_give_back, turned_off) = notes.unwrap_or_default();
    let mut paused = paused.unwrap_or_default();
    // What nobody paused, the next deployment turns on again.
    let turned_off = turned_off.into_iter().filter(|name| paused.contains(name));
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
        code: code.unwrap_or(Code::Unknown),
        reason: stack.reason.clone(),
        since: stack.since(),
        termination_protection: stack.termination_protection,
        drift: stack.drift.to_string(),
        drift_checked: stack.drift_checked,
        carried,
        to_give_back,
        paused,
        turned_off,
        outputs: outputs::sorted(stack.outputs.clone()),
        last_failure,
    })
}

/// Compares the template of the app with the deployed one: by the hash in the name of the change set, and property by
/// property only where that differs.
async fn code(cloud: &impl Cloud, artifact: &Artifact, stack: &Stack) -> Result<Code> {
    let condition = Condition::from(&stack.status);
    if matches!(condition, Condition::Busy | Condition::Review | Condition::Gone) {
        return Ok(Code::Unknown);
    }
    let deployed = stack.change_set.as_deref().and_then(template_hash::deployed);
    if condition == Condition::Good && deployed == Some(&*template_hash::of(artifact)) {
        return Ok(Code::UpToDate);
    }
    let text = cloud.cloudformation().get_template(&stack.arn).await?;
    let Some(Ok(before)) = text.map(|text| Template::parse(&text)) else {
        return Ok(Code::Unknown);
    };
    let after = outgoing(cloud, artifact, Some(&before), &[]).await?;
    let diff = Diff::between(&before, &after);
    if diff.is_empty() {
        return Ok(Code::UpToDate);
    }
    Ok(Code::Differs {
        resources: diff.summary(),
        others: diff.others.len(),
    })
}

/// What is good to know, but not worth failing for: `None` without the permission.
async fn optional<T>(known: impl Future<Output = Result<T>>) -> Result<Option<T>> {
    match known.await {
        Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => Ok(None),
        result => result.map(Some),
    }
}

/// Whether a deployment has to restore values, and the schedules that a destruction turned off.
async fn notes(cloud: &impl Cloud, stack: &Stack, lives: &[Live]) -> Result<(bool, Vec<String>)> {
    if lives.is_empty() {
        return Ok((false, Vec::new()));
    }
    let names = [journal::name(&stack.name), paused_schedules::name(&stack.name)];
    let found = cloud.ssm().get_parameters(&names).await?;
    let [journal, paused] = names.map(|name| found.iter().find(|note| note.name == name));
    let noted = paused.map(|note| paused_schedules::noted(note, &stack.arn));
    let schedules = noted.into_iter().flatten().map(|(_, name)| name);
    Ok((journal.is_some(), schedules.collect()))
}

/// The schedules that people paused.
async fn paused(cloud: &impl Cloud, lives: &[Live]) -> Result<Vec<String>> {
    let schedules = lives.iter().filter_map(|live| match &live.place {
        Place::Schedule(group, name) => Some(cloud.scheduler().get_schedule(group, name)),
        Place::Parameter(_) => None,
    });
    let found = try_join_all(schedules).await?.into_iter().flatten();
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
