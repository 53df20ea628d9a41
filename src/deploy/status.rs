//! `status`: the state of every stack of the app.

mod alarms;

use super::adoption::{log_group_note, log_groups};
use super::deployed_stacks::{Deployed, look_up};
use super::deployment::not_exported;
use super::deployment::outgoing::outgoing;
use super::live_parameters::{self, Live, Place};
use super::nested::events::with_nested;
use super::nested::{self, Unreadable};
use super::outputs::{self, Output};
use super::{journal, last_operation, paused_schedules, secret_values, template_hash};
use crate::cloud::cloudformation::{CloudFormation, Stack, StackStatus};
use crate::cloud::scheduler::{ScheduleState, Scheduler};
use crate::cloud::ssm::{Parameter, Ssm};
use crate::cloud::{AccountRegion, Cloud, Clouds, Kind, Result, account_region};
use crate::diff::{Diff, Summary};
use crate::model::template::Template;
use crate::synth::Artifact;
use alarms::alarms;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

pub use alarms::Alarm;

/// A stack of the app, and how it is.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The id of the stack.
    pub stack: String,
    /// The name CloudFormation knows it by.
    pub name: String,
    /// Its account; `None` if it is not known.
    pub account: Option<String>,
    /// Its region.
    pub region: String,
    /// The deployed stack; `None` if it is not deployed.
    pub deployed: Option<State>,
}

/// A deployed stack.
#[derive(Debug, Serialize)]
pub struct State {
    /// The ARN.
    pub arn: String,
    /// The status, as CloudFormation names it.
    pub status: String,
    /// What the status means.
    pub condition: Condition,
    /// Whether the template of the app is deployed.
    pub code: Code,
    /// The reason for the status, from CloudFormation.
    pub reason: Option<String>,
    /// When the last operation on it started.
    pub since: Timestamp,
    /// Whether termination protection is on.
    pub termination_protection: bool,
    /// `IN_SYNC`, `DRIFTED`, `UNKNOWN` or `NOT_CHECKED`.
    pub drift: String,
    /// When drift was last detected.
    pub drift_checked: Option<Timestamp>,
    /// Exports that are kept only because other stacks import them; the template no longer has them.
    #[serde(rename = "retained_exports")]
    pub carried: Vec<String>,
    /// Whether an interrupted deployment left live parameters to restore.
    #[serde(rename = "values_to_restore")]
    pub to_give_back: bool,
    /// Alarms of the stack that are in the state `ALARM`.
    pub alarms: Vec<Alarm>,
    /// Schedules that are paused.
    pub paused: Vec<Paused>,
    /// Schedules that an unfinished `destroy` turned off; the next deployment turns them on.
    #[serde(rename = "schedules_to_resume")]
    pub turned_off: Vec<String>,
    /// The logical ids of log groups that were imported, and whose settings are not set yet.
    pub imported_log_groups: Vec<String>,
    /// The nested stacks, at any depth.
    pub nested: Vec<NestedState>,
    /// The outputs.
    pub outputs: Vec<Output>,
    /// What made the last operation fail.
    pub last_failure: Option<LastFailure>,
}

/// A nested stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NestedState {
    /// Its construct path, from the stack of the app on, such as `shop/storage`.
    pub stack: String,
    /// Its ARN.
    pub arn: String,
    /// Its status, as CloudFormation names it.
    pub status: String,
    /// What the status means.
    pub condition: Condition,
    /// The number of resources in it, without those of stacks nested in it.
    pub resources: usize,
}

/// A paused schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paused {
    /// Its name.
    pub schedule: String,
    /// Until when; `None` until you resume it.
    pub until: Option<Timestamp>,
}

/// The meaning of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The stack is as its template says.
    #[serde(rename = "ok")]
    Good,
    /// An operation is in progress.
    #[serde(rename = "in-progress")]
    Busy,
    /// Only a change set exists, which is not executed.
    Review,
    /// The last operation failed and was rolled back.
    RolledBack,
    /// CloudFormation accepts no update until the stack is recovered.
    Stuck,
    /// The stack is deleted.
    #[serde(rename = "deleted")]
    Gone,
    /// This version does not know the status.
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

/// What made an operation fail.
#[derive(Debug, Serialize)]
pub struct LastFailure {
    /// The logical id of the resource.
    pub logical_id: String,
    /// The resource type.
    pub resource_type: String,
    /// Why it failed.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The status of each stack, in their order.
pub async fn status<C: Clouds>(clouds: &C, artifacts: &[&Artifact]) -> Result<Vec<Status>> {
    let deployed = look_up(clouds, artifacts).await?;
    let notes = optional(notes(&deployed)).await?.unwrap_or_default();
    try_join_all(deployed.iter().map(|one| self::one(one, &notes))).await
}

async fn one<C: Cloud>(
    deployed: &Deployed<'_, C>,
    notes: &BTreeMap<AccountRegion, Vec<Parameter>>,
) -> Result<Status> {
    let notes = notes
        .get(&account_region(&deployed.cloud))
        .map_or(&[] as &[_], Vec::as_slice);
    let state = match &deployed.stack {
        Some(stack) => Some(state(&deployed.cloud, deployed.artifact, stack, notes).await?),
        None => None,
    };
    Ok(Status {
        stack: deployed.artifact.id.to_string(),
        name: deployed.artifact.name.to_string(),
        account: deployed.cloud.account().map(str::to_owned),
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
    let lives = live_parameters::of(&artifact.whole());
    let (paused, alarms, code, nested) = tokio::try_join!(
        optional(paused(cloud, &lives)),
        optional(alarms(cloud, artifact)),
        optional(code(cloud, artifact, stack)),
        optional(nested::deployed(cloud, artifact, Some(&stack.arn))),
    )?;
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
    // The next deployment turns on a schedule that was not paused by a person.
    let turned_off = turned_off.filter(|name| paused.iter().any(|paused| paused.schedule == *name));
    let turned_off = turned_off.collect::<Vec<_>>();
    paused.retain(|paused| !turned_off.contains(&paused.schedule));
    let (mut last_failure, mut reason) = (None, stack.reason.clone());
    if stack.status.is_failed() {
        let secrets = secret_values::of(cloud, artifact).await;
        reason = reason.map(|reason| secret_values::redact(reason, &secrets));
        let events = last_operation::last(cloud.cloudformation(), &stack.arn).await?;
        let events = with_nested(cloud.cloudformation(), events).await;
        let events = events
            .iter()
            .map(|event| secret_values::redacted(event, &secrets));
        let events = events.collect::<Vec<_>>();
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
        reason,
        since: stack.since(),
        termination_protection: stack.termination_protection,
        drift: stack.drift.to_string(),
        drift_checked: stack.drift_checked,
        carried,
        to_give_back,
        alarms: alarms.unwrap_or_default(),
        paused,
        turned_off,
        imported_log_groups: imported.unwrap_or_default(),
        nested: nested.into_iter().flatten().map(NestedState::from).collect(),
        outputs: outputs::sorted(stack.outputs.clone()),
        last_failure,
    })
}

/// Compares the template of the app with the deployed one: by the hash in the name of the change set, and property by
/// property only if that differs.
async fn code(cloud: &impl Cloud, artifact: &Artifact, stack: &Stack) -> Result<Code> {
    let condition = Condition::from(&stack.status);
    if matches!(condition, Condition::Busy | Condition::Review | Condition::Gone) {
        return Ok(Code::Unknown);
    }
    let deployed = stack.change_set.as_deref().and_then(template_hash::deployed);
    // The hash does not include digests of images.
    let is_certain = condition == Condition::Good && artifact.pinned_images.is_empty();
    if is_certain && deployed == Some(&*template_hash::of(artifact)) {
        return Ok(Code::UpToDate);
    }
    let text = cloud.cloudformation().get_template(&stack.arn).await?;
    let Some(Ok(before)) = text.map(|text| Template::parse(&text)) else {
        return Ok(Code::Unknown);
    };
    let nested = match nested::read(cloud, &stack.arn, Some(&before)).await {
        Err(Unreadable::Call(error)) => return Err(error),
        Err(Unreadable::Template(_)) => return Ok(Code::Unknown),
        Ok(nested) => nested,
    };
    let after = outgoing(cloud, artifact, Some(&before), &[]).await?;
    let (before, after) = (
        nested::whole(before, &nested),
        nested::whole(after, &artifact.nested),
    );
    let diff = Diff::between(&before, &after);
    if diff.is_empty() {
        return Ok(Code::UpToDate);
    }
    Ok(Code::Differs {
        resources: diff.summary(),
        others: diff.others.len(),
    })
}

/// Optional information: `None` without the permission.
async fn optional<T>(known: impl Future<Output = Result<T>>) -> Result<Option<T>> {
    match known.await {
        Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => Ok(None),
        result => result.map(Some),
    }
}

/// The notes of earlier runs about the stacks: one call for each region of an account.
async fn notes<C: Cloud>(deployed: &[Deployed<'_, C>]) -> Result<BTreeMap<AccountRegion, Vec<Parameter>>> {
    let mut places = BTreeMap::<AccountRegion, (&C, Vec<String>)>::new();
    for Deployed {
        artifact,
        cloud,
        stack,
    } in deployed
    {
        let Some(stack) = stack else { continue };
        let (_, names) = places.entry(account_region(cloud)).or_insert((cloud, Vec::new()));
        if !live_parameters::of(&artifact.whole()).is_empty() {
            names.extend([journal::name(&stack.name), paused_schedules::name(&stack.name)]);
        }
        if log_groups::may_import(&artifact.template) {
            names.push(log_group_note::name(&stack.name));
        }
    }
    let mut found = BTreeMap::new();
    places.retain(|_, (_, names)| !names.is_empty());
    for (place, (cloud, names)) in places {
        found.insert(place, cloud.ssm().get_parameters(&names).await?);
    }
    Ok(found)
}

/// The schedules that users paused.
async fn paused(cloud: &impl Cloud, lives: &[Live]) -> Result<Vec<Paused>> {
    let now = Timestamp::now();
    let schedules = lives.iter().filter_map(|live| match &live.place {
        Place::Schedule(group, name) => Some(cloud.scheduler().get_schedule(group, name)),
        Place::Parameter(_) => None,
    });
    let found = try_join_all(schedules).await?.into_iter().flatten();
    let paused = found.filter_map(|schedule| {
        let until = schedule.paused_until(now);
        let is_paused = until.is_some() || schedule.state == ScheduleState::Disabled;
        let schedule = schedule.name;
        is_paused.then_some(Paused { schedule, until })
    });
    Ok(paused.collect())
}

impl From<nested::Deployed> for NestedState {
    fn from(nested: nested::Deployed) -> Self {
        let status = nested.status.to_string();
        Self {
            condition: Condition::from(&StackStatus::from(&*status)),
            stack: nested.stack,
            arn: nested.arn,
            status,
            resources: nested.resources,
        }
    }
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
