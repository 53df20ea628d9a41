//! The running tasks of a stack: listed before the question, stopped before anything is deleted.

use crate::cloud::cloudformation::StackResource;
use crate::cloud::ecs::{DesiredStatus, Ecs, Task, TaskStatus, family};
use crate::cloud::scheduler::ListedSchedule;
use crate::cloud::{AccountRegion, Cloud, Result, account_region};
use jiff::Timestamp;
use serde::Serialize;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScheduleName {
    /// Its logical id.
    pub id: String,
    /// Its group.
    pub group: String,
    /// Its name.
    pub name: String,
}

/// How often a stopped task is polled, and the pause in between: containers have at most two minutes to end.
const LOOKS: u32 = 75;
const PAUSE: Duration = Duration::from_secs(2);

/// The reason that ECS shows for the stopped task.
const REASON: &str = "its stack is being destroyed";

/// A running task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunningTask {
    /// The cluster.
    pub cluster: String,
    /// The id of the task.
    pub id: String,
    /// The family of the task definition.
    pub family: String,
    /// When it started.
    pub since: Option<Timestamp>,
}

/// The running tasks of the clusters that were read, by place and name: stacks share clusters.
#[derive(Debug, Default)]
pub(super) struct Known(RefCell<HashMap<(AccountRegion, String), Vec<Task>>>);

impl Known {
    /// The running tasks on this cluster.
    async fn on(&self, cloud: &impl Cloud, cluster: &str) -> Result<Vec<Task>> {
        let key = (account_region(cloud), cluster.to_owned());
        if let Some(tasks) = self.0.borrow().get(&key) {
            return Ok(tasks.clone());
        }
        let running = DesiredStatus::Running;
        let arns = cloud.ecs().list_tasks(cluster, None, running).await?;
        let tasks = if arns.is_empty() {
            Vec::new()
        } else {
            cloud.ecs().describe_tasks(cluster, &arns).await?
        };
        self.0.borrow_mut().insert(key, tasks.clone());
        Ok(tasks)
    }
}

/// The tasks on the stack's own clusters, and the tasks of its definitions on the clusters of its schedules.
pub(super) async fn running(
    cloud: &impl Cloud,
    resources: &[StackResource],
    schedules: &[ListedSchedule],
    known: &Known,
) -> Result<Vec<RunningTask>> {
    let names = |kind: &'static str| {
        let of_kind = resources
            .iter()
            .filter(move |resource| resource.resource_type == kind);
        of_kind.filter_map(|resource| resource.physical_id.as_deref())
    };
    let own = names("AWS::ECS::Cluster").map(str::to_owned).collect::<Vec<_>>();
    let families = names("AWS::ECS::TaskDefinition").map(family).collect::<Vec<_>>();
    let mut clusters = own
        .iter()
        .map(|name| (name.clone(), true))
        .collect::<BTreeMap<_, _>>();
    for schedule in schedules {
        if let Some((_, cluster)) = schedule.target_arn.split_once(":cluster/") {
            clusters.entry(cluster.to_owned()).or_insert(false);
        }
    }
    let mut running = Vec::new();
    for (cluster, is_own) in clusters {
        let tasks = known.on(cloud, &cluster).await?;
        let ours = tasks
            .iter()
            .filter(|task| is_own || families.contains(&task.family()));
        running.extend(ours.map(|task| RunningTask {
            cluster: cluster.clone(),
            id: task.id().to_owned(),
            family: task.family().to_owned(),
            since: task.started.or(task.created),
        }));
    }
    Ok(running)
}

/// Stops the tasks and waits until they have stopped: a cluster with tasks cannot be deleted.
pub(super) async fn stop(cloud: &impl Cloud, tasks: &[RunningTask]) -> Result<()> {
    for task in tasks {
        cloud.ecs().stop_task(&task.cluster, &task.id, REASON).await?;
    }
    for task in tasks {
        for _ in 0..LOOKS {
            let found = cloud
                .ecs()
                .describe_tasks(&task.cluster, std::slice::from_ref(&task.id))
                .await?;
            if found.iter().all(|task| task.status == TaskStatus::Stopped) {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}
