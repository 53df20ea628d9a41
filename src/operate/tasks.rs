//! `tasks`: running tasks and those of the last hour, with their results.

pub mod explain;

use super::deployed_stack::DeployedStack;
use super::launch::undefined;
use super::refusal::Failure;
use super::scheduled::schedule_name;
use super::services::Service;
use crate::cloud::ecs::{DesiredStatus, Ecs, Task, TaskStatus};
use crate::cloud::{Cloud, Clouds};
use crate::deploy::schedule_states;
use explain::{Explained, explain};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A task of a service.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The service.
    pub service: String,
    /// The task.
    pub task: String,
    /// The revision of the task definition.
    pub revision: String,
    /// The status, as ECS names it.
    pub status: TaskStatus,
    /// What started it.
    pub started_by: Option<String>,
    /// When it was started.
    pub created: Option<Timestamp>,
    /// When it stopped.
    pub stopped: Option<Timestamp>,
    /// How long it ran, in seconds.
    pub seconds: Option<i64>,
    /// The exit code.
    pub exit_code: Option<i32>,
    /// Why it did not end well.
    #[serde(flatten)]
    pub explained: Option<Explained>,
}

/// The tasks of each service, newest first.
pub async fn tasks<C: Clouds>(clouds: &C, services: &[Service<'_>]) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for services in services.chunk_by(|one, other| one.artifact.id == other.artifact.id) {
        let Some(first) = services.first() else { continue };
        let deployed = DeployedStack::of(clouds, first.artifact).await?;
        // The schedules contain the ARN of the cluster, which another stack may export.
        let names = services.iter().filter_map(schedule_name).collect::<Vec<_>>();
        let names = names.iter().map(|(group, name)| (&**group, &**name));
        let schedules = schedule_states::read(&deployed.cloud, names).await?;
        let mut clusters = HashMap::<String, Vec<Task>>::new();
        for service in services {
            let name = schedule_name(service).map(|(_, name)| name);
            let schedule = schedules
                .iter()
                .find(|schedule| Some(&schedule.name) == name.as_ref());
            let schedule = schedule.ok_or_else(|| undefined(service))?;
            let cluster = schedule.target_arn.clone();
            let tasks = match clusters.entry(cluster) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    let tasks = newest_first(&deployed.cloud, unknown.key(), None).await?;
                    unknown.insert(tasks)
                }
            };
            let family = service.family();
            let is_own = |task: &&Task| family.as_deref().is_none_or(|family| task.family() == family);
            rows.extend(tasks.iter().filter(is_own).map(|task| row(service, task)));
        }
    }
    Ok(rows)
}

/// The tasks of a service, newest first.
pub(super) async fn of_family<C: Cloud>(
    cloud: &C,
    cluster: &str,
    service: &Service<'_>,
) -> Result<Vec<Task>, Failure> {
    newest_first(cloud, cluster, service.family().as_deref()).await
}

async fn newest_first<C: Cloud>(
    cloud: &C,
    cluster: &str,
    family: Option<&str>,
) -> Result<Vec<Task>, Failure> {
    let mut arns = Vec::new();
    for desired in [DesiredStatus::Running, DesiredStatus::Stopped] {
        arns.extend(cloud.ecs().list_tasks(cluster, family, desired).await?);
    }
    let mut tasks = cloud.ecs().describe_tasks(cluster, &arns).await?;
    tasks.sort_by_key(|task| std::cmp::Reverse(task.created));
    Ok(tasks)
}

/// A task in the output.
pub fn row(service: &Service<'_>, task: &Task) -> Row {
    let seconds = task
        .started
        .zip(task.stopped)
        .map(|(started, stopped)| stopped.as_second() - started.as_second());
    Row {
        service: service.name.to_owned(),
        task: task.id().to_owned(),
        revision: task
            .definition_arn
            .rsplit(':')
            .next()
            .unwrap_or_default()
            .to_owned(),
        status: task.status.clone(),
        started_by: task.started_by.clone(),
        created: task.created,
        stopped: task.stopped,
        seconds,
        exit_code: exit_code(task, service),
        explained: explain(task, service.name),
    }
}

/// The exit code of a service's main container.
pub(super) fn exit_code(task: &Task, service: &Service<'_>) -> Option<i32> {
    let own = service.container();
    let container = task
        .containers
        .iter()
        .find(|container| own.as_ref() == Some(&container.name));
    container.or(task.containers.first())?.exit_code
}
