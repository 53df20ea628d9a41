//! The tasks that a deployment would disturb: running ones, and those that are about to start.
//!
//! A change disturbs a task if the task's schedule leads to the changed resource: its definition, roles and their
//! policies, log group, parameters. Other changes, such as a new build project, do not matter. Neither do added
//! resources, because the task started without them.

use super::exports::needs;
use crate::cloud::cloudformation::{Change, ChangeAction};
use crate::cloud::ecs::{DesiredStatus, Ecs, Task};
use crate::cloud::scheduler::Scheduler;
use crate::cloud::{Cloud, Result, Secret};
use crate::deploy::live_parameters::{Place, Value, literal};
use crate::model::json::Json;
use crate::model::schedule::Schedule;
use crate::model::template::{Resource, Template};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A deployment should wait for a run that starts within this time.
const SOON: SignedDuration = SignedDuration::from_mins(10);

/// The running tasks and those about to start, in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Busy {
    pub(super) running: Vec<String>,
    pub(super) due: Vec<String>,
}

/// A schedule whose tasks would be disturbed.
struct Job<'a> {
    group: String,
    name: String,
    family: Option<&'a str>,
    resource: &'a Resource,
}

/// Finds such tasks. That takes one or two calls for each cluster, and none when no task is affected.
pub(super) async fn find(
    cloud: &impl Cloud,
    deployed: &Template,
    changes: &[Change],
    values: &[Value],
    now: Timestamp,
) -> Result<Busy> {
    let jobs = touched(deployed, changes);
    let mut busy = Busy::default();
    let mut seen = Vec::new();
    for job in &jobs {
        busy.due.extend(due(job, values, now));
        // Equal properties in the template mean the same cluster.
        let place = job.resource.properties.get("Target").and_then(|it| it.get("Arn"));
        if seen.contains(&place) {
            continue;
        }
        seen.push(place);
        let known = values.iter().find(|value| {
            let place = Place::Schedule(job.group.clone(), job.name.clone());
            value.live.place == place
        });
        let mut cluster = known.and_then(|value| value.target.clone());
        if cluster.is_none() {
            let schedule = cloud.scheduler().get_schedule(&job.group, &job.name).await?;
            cluster = schedule.map(|schedule| schedule.target_arn);
        }
        let Some(cluster) = cluster.filter(|arn| arn.contains(":cluster/")) else {
            continue;
        };
        let tasks = cloud
            .ecs()
            .list_tasks(&cluster, None, DesiredStatus::Running)
            .await?;
        if tasks.is_empty() {
            continue;
        }
        let tasks = cloud.ecs().describe_tasks(&cluster, &tasks).await?;
        busy.running
            .extend(tasks.iter().filter_map(|task| running(task, &jobs)));
    }
    Ok(busy)
}

/// The schedules that lead to a changed resource.
fn touched<'a>(deployed: &'a Template, changes: &[Change]) -> Vec<Job<'a>> {
    let disturbs = |change: &&Change| matches!(change.action, ChangeAction::Modify | ChangeAction::Remove);
    let disturbing = changes.iter().filter(disturbs);
    let ids = disturbing
        .map(|change| &*change.logical_id)
        .collect::<BTreeSet<_>>();
    let schedules = deployed
        .resources
        .iter()
        .filter(|(_, resource)| resource.kind == "AWS::Scheduler::Schedule");
    let jobs = schedules.filter_map(|(id, resource)| {
        let needed = uses(deployed, id);
        let family = needed.iter().find_map(|id| {
            let used = deployed.resources.get(id)?;
            let is_task = used.kind == "AWS::ECS::TaskDefinition";
            used.properties.get("Family").filter(|_| is_task)?.as_text()
        });
        needed.iter().any(|id| ids.contains(&**id)).then_some(())?;
        let group = literal(deployed, resource, "GroupName");
        Some(Job {
            group: group.unwrap_or_else(|| "default".to_owned()),
            name: literal(deployed, resource, "Name")?,
            family,
            resource,
        })
    });
    jobs.collect()
}

/// All resources that a resource leads to, with the policies of its roles.
fn uses(template: &Template, id: &Arc<str>) -> BTreeSet<Arc<str>> {
    let references = |resource: &Resource| {
        let values = resource.properties.iter().flat_map(|(_, value)| needs(value));
        values
            .chain(resource.depends_on.iter().cloned())
            .collect::<Vec<_>>()
    };
    let (mut used, mut open) = (BTreeSet::new(), vec![id.clone()]);
    while let Some(id) = open.pop() {
        if let Some(resource) = template.resources.get(&id)
            && used.insert(id.clone())
        {
            open.extend(references(resource));
        }
    }
    let policies = template.resources.iter().filter(|(_, resource)| {
        let is_policy = matches!(&*resource.kind, "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy");
        let roles = resource.properties.get("Roles").map(needs).unwrap_or_default();
        is_policy && roles.iter().any(|role| used.contains(role))
    });
    let policies = policies.map(|(id, _)| id.clone()).collect::<Vec<_>>();
    used.extend(policies);
    used
}

/// A running task of one of the schedules, in words.
fn running(task: &Task, jobs: &[Job<'_>]) -> Option<String> {
    let job = jobs.iter().find(|job| job.family == Some(task.family()))?;
    let since = task.started.or(task.created);
    let since = since.map(|since| format!(" since {}", since.strftime("%H:%M UTC")));
    Some(format!(
        "{} is running{} (task {})",
        job.name,
        since.unwrap_or_default(),
        task.id()
    ))
}

/// The next run of an enabled schedule that is about to start, in words. `None` for a rate, whose next run is
/// unknown.
fn due(job: &Job<'_>, values: &[Value], now: Timestamp) -> Option<String> {
    let text = |name| job.resource.properties.get(name).and_then(Json::as_text);
    let place = Place::Schedule(job.group.clone(), job.name.clone());
    let live = values.iter().find(|value| value.live.place == place);
    let state = live.and_then(|value| value.now.as_ref()).map(Secret::expose);
    if state.or_else(|| text("State")) == Some("DISABLED") {
        return None;
    }
    let schedule = Schedule::parse(text("ScheduleExpression")?).ok()?;
    let zone = text("ScheduleExpressionTimezone").unwrap_or("UTC");
    let next = schedule.next(now, &TimeZone::get(zone).ok()?, 1);
    let next = next.into_iter().find(|next| next.duration_since(now) <= SOON)?;
    Some(format!("{} starts at {}", job.name, next.strftime("%H:%M UTC")))
}
