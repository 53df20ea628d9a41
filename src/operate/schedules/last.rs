//! The last run of a service. ECS forgets a task after an hour; then its log shows the time, but not the result.

use crate::cloud::ecs::{Task, TaskStatus};
use crate::cloud::logs::Logs;
use crate::cloud::{Cloud, Kind};
use crate::operate::refusal::Failure;
use crate::operate::services::Service;
use crate::operate::tasks::{Row, of_family, row};
use jiff::Timestamp;
use serde::Serialize;

/// The last run of a service, as far as AWS remembers it.
#[derive(Clone, Debug, Serialize)]
pub struct LastRun {
    /// The task.
    pub task: String,
    /// What is known of its end.
    pub result: LastResult,
    /// When it ended, or was heard of last.
    pub at: Option<Timestamp>,
    /// What its program ended with.
    pub exit_code: Option<i32>,
    /// Why it did not end well.
    pub because: Option<String>,
}

/// What is known of the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastResult {
    /// It runs.
    Running,
    /// It did its work.
    Done,
    /// It did not.
    Failed,
    /// It is more than an hour ago: only its log is left.
    Forgotten,
}

/// The last run of a service in its cluster, or of whatever writes to this log; `None` when none is known, or nobody may
/// look.
pub(super) async fn last_run<C: Cloud>(
    cloud: &C,
    service: Option<(&Service<'_>, &str)>,
    log_group: Option<&str>,
) -> Result<Option<LastRun>, Failure> {
    match look(cloud, service, log_group).await {
        Err(Failure::Cloud(error)) if matches!(error.kind, Kind::AccessDenied { .. }) => Ok(None),
        found => found,
    }
}

async fn look<C: Cloud>(
    cloud: &C,
    service: Option<(&Service<'_>, &str)>,
    log_group: Option<&str>,
) -> Result<Option<LastRun>, Failure> {
    if let Some((service, cluster)) = service {
        let tasks = of_family(cloud, cluster, service).await?;
        if let Some(task) = tasks.first() {
            return Ok(Some(remembered(task, &row(service, task))));
        }
    }
    let Some(group) = log_group else {
        return Ok(None);
    };
    let written = cloud.logs().last_stream(group).await?;
    Ok(written.map(|(stream, at)| LastRun {
        task: stream.rsplit('/').next().unwrap_or(&stream).to_owned(),
        result: LastResult::Forgotten,
        at: Some(at),
        exit_code: None,
        because: None,
    }))
}

fn remembered(task: &Task, row: &Row) -> LastRun {
    let result = match (&task.status, row.exit_code) {
        (TaskStatus::Stopped, Some(0)) => LastResult::Done,
        (TaskStatus::Stopped, _) => LastResult::Failed,
        _ => LastResult::Running,
    };
    LastRun {
        task: row.task.clone(),
        result,
        at: row.stopped.or(row.created),
        exit_code: row.exit_code,
        because: row.explained.as_ref().map(|explained| explained.because.clone()),
    }
}
