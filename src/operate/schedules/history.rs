//! The last runs of a scheduled item: the tasks that ECS still lists, before them the streams of the log, and the
//! times at which the schedule should have started a run but did not.

use super::last::{is_denied, search, task_of};
use super::{Schedule, State};
use crate::cloud::ecs::TaskStatus;
use crate::cloud::logs::{LogQuery, LogStream, Logs};
use crate::cloud::{Cloud, Clouds, Error};
use crate::model::schedule;
use crate::operate::refusal::Failure;
use crate::operate::scheduled::Timed;
use crate::operate::tasks::Row;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::HashSet;

/// The maximum number of runs in the result.
const RUNS: usize = 30;
/// How many streams of a log are requested: those of the runs, and some that were started by hand.
const STREAMS: u8 = 50;
/// How far back missing runs are searched.
const WINDOW: SignedDuration = SignedDuration::from_hours(90 * 24);
/// The maximum number of missing runs.
const MISSING: usize = 5000;
/// How late a run may start: Fargate starts a task within minutes.
const LATE: SignedDuration = SignedDuration::from_mins(15);
/// How early a run may be recorded, because clocks differ.
const EARLY: SignedDuration = SignedDuration::from_mins(1);

/// A run in the past, or one that did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastRun {
    /// When it started, or should have started.
    pub at: Timestamp,
    /// The result.
    pub result: PastResult,
    /// The task.
    pub task: Option<String>,
    /// The exit code.
    pub exit_code: Option<i32>,
    /// Why it failed, or did not start.
    #[serde(rename = "reason")]
    pub because: Option<String>,
}

/// The result of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PastResult {
    /// It is running.
    Running,
    /// It ended with exit code 0, or its log has no error.
    Done,
    /// It ended with another exit code, or logged an error.
    Failed,
    /// The schedule was enabled, but no run started.
    Dropped,
    /// The schedule was paused.
    Paused,
}

/// The last runs of an item.
#[derive(Clone, Debug)]
pub struct History {
    /// The runs, oldest first.
    pub runs: Vec<PastRun>,
    /// Why the log could not be read: a permission is missing. The runs that only the log knows are then missing too.
    pub denied: Option<Error>,
}

/// The last runs of this scheduled item. `tasks` are those that ECS lists.
pub async fn history<C: Clouds>(
    clouds: &C,
    timed: &Timed<'_>,
    schedule: &Schedule,
    tasks: &[Row],
    now: Timestamp,
) -> Result<History, Failure> {
    let cloud = clouds.at(timed.artifact.environment())?;
    let mut runs = tasks.iter().filter_map(of_task).collect::<Vec<_>>();
    let mut denied = None;
    if let Some(group) = timed.log_group.as_deref() {
        let streams = match cloud.logs().last_streams(group, STREAMS).await {
            Err(error) if is_denied(&error) => {
                denied = Some(error);
                Vec::new()
            }
            streams => streams?,
        };
        let (failed, refused) = failed(&cloud, timed, group, &streams).await?;
        denied = denied.or(refused);
        for stream in &streams {
            let task = task_of(&stream.name);
            match runs.iter_mut().find(|run| run.task.as_deref() == Some(task)) {
                Some(known) if failed.contains(&stream.name) => logged(known, timed),
                Some(_) => {}
                None => {
                    let mut run = of_stream(stream);
                    if failed.contains(&stream.name) {
                        logged(&mut run, timed);
                    }
                    runs.push(run);
                }
            }
        }
    }
    // What the log would say about a time is unknown without it.
    if denied.is_none() {
        runs.extend(missing(timed.closed, schedule, &runs, now));
    }
    runs.sort_by_key(|run| run.at);
    let surplus = runs.len().saturating_sub(RUNS);
    runs.drain(..surplus);
    Ok(History { runs, denied })
}

/// The streams with a line that matches the error pattern.
async fn failed<C: Cloud>(
    cloud: &C,
    timed: &Timed<'_>,
    group: &str,
    streams: &[LogStream],
) -> Result<(HashSet<String>, Option<Error>), Failure> {
    let mut failed = HashSet::new();
    let (Some(pattern), Some(since)) = (
        &timed.error_pattern,
        streams.iter().map(|stream| stream.first).min(),
    ) else {
        return Ok((failed, None));
    };
    let query = LogQuery {
        group: group.to_owned(),
        streams: Vec::new(),
        since: Some(since),
        filter: Some(pattern.clone()),
    };
    let denied = search(cloud, &query, |events| {
        failed.extend(events.into_iter().map(|event| event.stream));
        false
    })
    .await?;
    Ok((failed, denied))
}

fn logged(run: &mut PastRun, timed: &Timed<'_>) {
    if run.result == PastResult::Done {
        run.result = PastResult::Failed;
        let pattern = timed.error_pattern.as_deref().unwrap_or_default();
        run.because = Some(format!("its log matches the error pattern {pattern}"));
    }
}

fn of_task(task: &Row) -> Option<PastRun> {
    let result = match (&task.status, task.exit_code) {
        (TaskStatus::Stopped, Some(0)) => PastResult::Done,
        (TaskStatus::Stopped, _) => PastResult::Failed,
        _ => PastResult::Running,
    };
    Some(PastRun {
        at: task.created?,
        result,
        task: Some(task.task.clone()),
        exit_code: task.exit_code,
        because: task.explained.as_ref().map(|explained| explained.because.clone()),
    })
}

fn of_stream(stream: &LogStream) -> PastRun {
    PastRun {
        at: stream.first,
        result: PastResult::Done,
        task: Some(task_of(&stream.name).to_owned()),
        exit_code: None,
        because: None,
    }
}

/// The times since the last change of the schedule at which no run started. Its earlier state is unknown.
fn missing(closed: &[Date], schedule: &Schedule, runs: &[PastRun], now: Timestamp) -> Vec<PastRun> {
    let zone = schedule.timezone.as_deref().unwrap_or("UTC");
    let expression = schedule::Schedule::parse(&schedule.expression);
    let (Ok(expression), Ok(zone), Some(changed)) = (expression, TimeZone::get(zone), schedule.modified)
    else {
        return Vec::new();
    };
    let (result, because) = match State::of(schedule, now) {
        State::Running => (PastResult::Dropped, "the schedule was on, and no run began"),
        State::Paused => (PastResult::Paused, "the schedule was paused"),
    };
    let begin = (now - WINDOW).max(changed);
    let is_over = |at: &Timestamp| *at + LATE <= now;
    let is_open = |at: &Timestamp| !closed.contains(&at.to_zoned(zone.clone()).date());
    let ran = |at: Timestamp| runs.iter().any(|run| at - EARLY <= run.at && run.at < at + LATE);
    let expected = expression.next(begin, &zone, MISSING).into_iter();
    let missing = expected
        .take_while(is_over)
        .filter(is_open)
        .filter(|at| !ran(*at));
    let missing = missing.map(|at| PastRun {
        at,
        result,
        task: None,
        exit_code: None,
        because: Some(because.to_owned()),
    });
    missing.collect()
}

#[cfg(test)]
mod tests {
    use super::{PastResult, PastRun, missing};
    use crate::cloud::scheduler::{Schedule, ScheduleState};
    use jiff::Timestamp;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn schedule(state: ScheduleState) -> Schedule {
        Schedule {
            group: "default".to_owned(),
            name: "reports".to_owned(),
            state,
            expression: "cron(0 6 ? * MON-FRI *)".to_owned(),
            timezone: Some("America/New_York".to_owned()),
            start: None,
            end: None,
            target_arn: String::new(),
            modified: Some(at("2026-11-17T12:00:00Z")),
        }
    }

    #[test]
    fn a_time_without_a_run_is_dropped_or_paused_since_the_last_change() {
        let ran = PastRun {
            at: at("2026-11-19T11:00:40Z"),
            result: PastResult::Done,
            task: None,
            exit_code: None,
            because: None,
        };
        // Tuesday's was before the change, Thursday's ran, Friday is closed, Monday's may still begin.
        let now = at("2026-11-23T11:10:00Z");
        let closed = ["2026-11-20".parse().unwrap()];
        let found = |state| missing(&closed, &schedule(state), std::slice::from_ref(&ran), now);
        let dropped = found(ScheduleState::Enabled);
        assert_eq!(dropped.len(), 1);
        assert_eq!(
            (dropped[0].at, dropped[0].result),
            (at("2026-11-18T11:00:00Z"), PastResult::Dropped)
        );
        assert_eq!(found(ScheduleState::Disabled)[0].result, PastResult::Paused);
    }
}
