//! The last run of a service. ECS forgets a task after an hour; after that its log shows when it ran, and whether it
//! logged an error.

use crate::cloud::ecs::{Task, TaskStatus};
use crate::cloud::logs::{LogEvent, LogQuery, Logs};
use crate::cloud::{Cloud, Error, Kind};
use crate::operate::refusal::Failure;
use crate::operate::services::Service;
use crate::operate::tasks::{Row, of_family, row};
use jiff::Timestamp;
use serde::Serialize;

/// The last run of a service.
#[derive(Clone, Debug, Serialize)]
pub struct LastRun {
    /// The task, or the log stream.
    pub task: String,
    /// The result.
    pub result: LastResult,
    /// When it ended, or when its last log line was written.
    pub at: Option<Timestamp>,
    /// The exit code.
    pub exit_code: Option<i32>,
    /// Why it failed.
    #[serde(rename = "reason")]
    pub because: Option<String>,
}

impl LastRun {
    /// How it failed, in words.
    pub fn how(&self) -> String {
        match (self.exit_code, &self.because) {
            (Some(0) | None, Some(because)) => because.clone(),
            (Some(code), _) => format!("exit code {code}"),
            (None, None) => "the program did not end".to_owned(),
        }
    }
}

/// The result of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastResult {
    /// It is running.
    Running,
    /// It ended, with exit code 0 and without a logged error.
    Done,
    /// It ended with another exit code, or logged an error.
    Failed,
    /// It was more than an hour ago. Its log has no error, as far as that is known.
    #[serde(rename = "unknown")]
    Forgotten,
}

/// The scheduled item, and its known resources.
pub(super) struct Ran<'a> {
    /// The service, if it is one.
    pub(super) service: Option<&'a Service<'a>>,
    /// The cluster in which its tasks run.
    pub(super) cluster: &'a str,
    /// Its log.
    pub(super) log_group: Option<&'a str>,
    /// The filter pattern that matches its errors.
    pub(super) error_pattern: Option<&'a str>,
}

/// How many pages of a log are searched for an error: AWS searches a part of the log for each page.
const PAGES: usize = 20;

/// The last run of a service, or of a function; `None` if it is not known, or without the permission.
pub(super) async fn last_run<C: Cloud>(cloud: &C, ran: &Ran<'_>) -> Result<Option<LastRun>, Failure> {
    let found = match look(cloud, ran).await {
        Err(Failure::Cloud(error)) if is_denied(&error) => return Ok(None),
        found => found?,
    };
    let Some((mut last, stream)) = found else {
        return Ok(None);
    };
    let is_over = matches!(last.result, LastResult::Done | LastResult::Forgotten);
    if let Some((stream, pattern)) = stream.zip(ran.error_pattern).filter(|_| is_over)
        && logged_error(cloud, ran, stream, pattern).await?
    {
        last.result = LastResult::Failed;
        last.because = Some(format!("its log matches the error pattern {pattern}"));
    }
    Ok(Some(last))
}

pub(super) fn is_denied(error: &Error) -> bool {
    matches!(error.kind, Kind::AccessDenied { .. })
}

/// Whether a log stream has a line that matches the pattern.
async fn logged_error<C: Cloud>(
    cloud: &C,
    ran: &Ran<'_>,
    stream: String,
    pattern: &str,
) -> Result<bool, Failure> {
    let query = LogQuery {
        group: ran.log_group.unwrap_or_default().to_owned(),
        streams: vec![stream],
        since: None,
        filter: Some(pattern.to_owned()),
    };
    let mut found = false;
    search(cloud, &query, |events| {
        found = !events.is_empty();
        found
    })
    .await?;
    Ok(found)
}

/// Reads the lines of a query by page, until `take` has enough. Without the permission there are none, and the error is
/// the result.
pub(super) async fn search<C: Cloud>(
    cloud: &C,
    query: &LogQuery,
    mut take: impl FnMut(Vec<LogEvent>) -> bool,
) -> Result<Option<Error>, Failure> {
    let mut next = None;
    for _ in 0..PAGES {
        let page = match cloud.logs().filter_log_events(query, next.as_deref()).await {
            Err(error) if is_denied(&error) => return Ok(Some(error)),
            page => page?,
        };
        let Some(page) = page else { break };
        next = page.next;
        if take(page.events) || next.is_none() {
            break;
        }
    }
    Ok(None)
}

/// The last run, and its log stream.
async fn look<C: Cloud>(cloud: &C, ran: &Ran<'_>) -> Result<Option<(LastRun, Option<String>)>, Failure> {
    if let Some(service) = ran.service {
        let tasks = of_family(cloud, ran.cluster, service).await?;
        if let Some(task) = tasks.first() {
            let stream = service.log_stream(task.id());
            return Ok(Some((remembered(task, &row(service, task)), stream)));
        }
    }
    let Some(group) = ran.log_group else {
        return Ok(None);
    };
    let written = cloud.logs().last_streams(group, 1).await?.into_iter().next();
    Ok(written.map(|stream| {
        let last = LastRun {
            task: task_of(&stream.name).to_owned(),
            result: LastResult::Forgotten,
            at: Some(stream.last),
            exit_code: None,
            because: None,
        };
        (last, Some(stream.name))
    }))
}

/// The task of a stream: the last part of its name.
pub(super) fn task_of(stream: &str) -> &str {
    stream.rsplit('/').next().unwrap_or(stream)
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
