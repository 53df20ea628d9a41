//! `schedule`: lists, pauses and resumes the schedules of services and instances. Pauses survive deployments.

mod history;
mod last;
mod switch;

use super::refusal::{Failure, Refusal};
use super::scheduled::{Timed, select};
use super::services::Service;
use crate::cloud::scheduler::{Schedule, ScheduleState, Scheduler};
use crate::cloud::{Cloud, Clouds};
use crate::model::schedule;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use last::{Ran, last_run};
use serde::Serialize;

pub use history::{History, PastResult, PastRun, history};
pub use last::{LastResult, LastRun};
pub use switch::{Switch, Switched, switch};

/// How many future runs are shown.
const RUNS: usize = 3;

/// The schedule of a service.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The service.
    pub service: String,
    /// Whether it runs.
    pub state: State,
    /// The schedule expression, such as `cron(..)`.
    pub expression: String,
    /// The time zone of the schedule.
    pub timezone: String,
    /// The time zone in the template, if the deployed schedule has another one.
    #[serde(rename = "template_timezone")]
    pub lost_timezone: Option<String>,
    /// When the schedule ends.
    pub end: Option<Timestamp>,
    /// Until when it is paused; `None` until you resume it.
    pub until: Option<Timestamp>,
    /// The next runs: the ones it would have, if it is paused without a date.
    pub next: Vec<Timestamp>,
    /// Its log group, and the region of the log group.
    #[serde(skip)]
    pub log: Option<(String, String)>,
    /// When the schedule was last changed.
    pub modified: Option<Timestamp>,
    /// The last run; `None` if it is not known.
    pub last: Option<LastRun>,
}

/// Whether a service runs on its schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It runs.
    Running,
    /// It is paused.
    Paused,
}

/// The schedules of services and instances and their last runs, in their order.
pub async fn overview<C: Clouds>(
    clouds: &C,
    found: &[(Timed<'_>, Schedule)],
    services: &[Service<'_>],
    now: Timestamp,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for (timed, found) in found {
        let cloud = clouds.at(timed.artifact.environment())?;
        let ran = Ran {
            service: services.iter().find(|service| service.name == timed.name),
            // The target of a schedule for Fargate is a cluster.
            cluster: &found.target_arn,
            log_group: timed.log_group.as_deref(),
            error_pattern: timed.error_pattern.as_deref(),
        };
        let last = last_run(&cloud, &ran).await?;
        let log = timed
            .log_group
            .clone()
            .map(|group| (group, cloud.region().to_owned()));
        rows.push(Row {
            log,
            last,
            ..row(timed, found, now)
        });
    }
    Ok(rows)
}

/// The deployed schedules of a command, and the names of those that are not deployed. Every named schedule must be
/// deployed. Without names, all are included except those of stacks that must be named; those count if no other
/// schedule is deployed.
pub async fn deployed<'a, C: Clouds>(
    clouds: &C,
    all: &[Timed<'a>],
    names: &[String],
) -> Result<(Vec<(Timed<'a>, Schedule)>, Vec<String>), Failure> {
    let chosen = select(all, names)?;
    if !names.is_empty() {
        return Ok((find_all(clouds, chosen).await?, Vec::new()));
    }
    let others = all.iter().filter(|timed| timed.artifact.on_request).cloned();
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for timed in chosen.iter().cloned() {
        match look_up(clouds, &timed).await? {
            Some(schedule) => found.push((timed, schedule)),
            None => missing.push(timed.name),
        }
    }
    if found.is_empty() {
        for timed in others {
            if let Some(schedule) = look_up(clouds, &timed).await? {
                found.push((timed, schedule));
            }
        }
    }
    match chosen.first() {
        Some(first) if found.is_empty() => Err(absent(clouds, first)?.into()),
        _ => Ok((found, missing)),
    }
}

/// The schedules of all of these.
pub async fn find_all<'a, C: Clouds>(
    clouds: &C,
    all: Vec<Timed<'a>>,
) -> Result<Vec<(Timed<'a>, Schedule)>, Failure> {
    let mut every = Vec::new();
    for timed in all {
        let schedule = found(clouds, &timed).await?;
        every.push((timed, schedule));
    }
    Ok(every)
}

/// The schedules of the services, in their order.
pub async fn list<C: Clouds>(
    clouds: &C,
    services: &[Timed<'_>],
    now: Timestamp,
) -> Result<Vec<Row>, Failure> {
    let found = find_all(clouds, services.to_vec()).await?;
    Ok(found
        .iter()
        .map(|(timed, found)| row(timed, found, now))
        .collect())
}

/// The schedule of a service; otherwise an error that names the command to run first.
async fn found<C: Clouds>(clouds: &C, service: &Timed<'_>) -> Result<Schedule, Failure> {
    match look_up(clouds, service).await? {
        Some(schedule) => Ok(schedule),
        None => Err(absent(clouds, service)?.into()),
    }
}

async fn look_up<C: Clouds>(clouds: &C, service: &Timed<'_>) -> Result<Option<Schedule>, Failure> {
    let cloud = clouds.at(service.artifact.environment())?;
    match service.schedule_name() {
        Some((group, name)) => Ok(cloud.scheduler().get_schedule(&group, &name).await?),
        None => Ok(None),
    }
}

fn absent<C: Clouds>(clouds: &C, service: &Timed<'_>) -> Result<Refusal, Failure> {
    let stack = &service.artifact.id;
    let cloud = clouds.at(service.artifact.environment())?;
    let reason = format!("{}: has no schedule in {}", service.name, cloud.region());
    let fix = format!("run `sa-infra deploy {stack}` first, or select another region with --region");
    Ok(Refusal::state(reason, fix))
}

/// A schedule, without its last run.
pub fn row(service: &Timed<'_>, found: &Schedule, now: Timestamp) -> Row {
    let timezone = found.timezone.clone().unwrap_or_else(|| "UTC".to_owned());
    Row {
        service: service.name.clone(),
        state: State::of(found, now),
        until: found.paused_until(now),
        lost_timezone: service.timezone().filter(|zone| *zone != timezone),
        end: found.end,
        next: next(found, &timezone, service.closed, now),
        expression: found.expression.clone(),
        timezone,
        log: None,
        modified: found.modified,
        last: None,
    }
}

/// The next runs, without those on closed days.
fn next(found: &Schedule, timezone: &str, closed: &[Date], now: Timestamp) -> Vec<Timestamp> {
    let schedule = schedule::Schedule::parse(&found.expression);
    let (Ok(schedule), Ok(zone)) = (schedule, TimeZone::get(timezone)) else {
        return Vec::new();
    };
    let is_open = |run: &Timestamp| !closed.contains(&run.to_zoned(zone.clone()).date());
    // A function with closed days runs once a day, so no more runs than days are skipped. A run at the exact end of a
    // pause counts.
    let until = found.paused_until(now);
    let after = until.map_or(now, |until| until - SignedDuration::from_secs(1));
    let runs = schedule.next(after, &zone, RUNS + closed.len()).into_iter();
    let is_left = |run: &Timestamp| found.end.is_none_or(|end| *run <= end);
    runs.filter(is_open).take(RUNS).filter(is_left).collect()
}

impl State {
    fn of(schedule: &Schedule, now: Timestamp) -> Self {
        let is_on = schedule.state == ScheduleState::Enabled;
        if is_on && schedule.paused_until(now).is_none() {
            Self::Running
        } else {
            Self::Paused
        }
    }
}
