//! `schedule`: lists, pauses and resumes the schedules of services and instances. The state survives deployments.

mod last;

use super::refusal::{Failure, Refusal};
use super::scheduled::Timed;
use super::services::Service;
use crate::cloud::scheduler::{Schedule, ScheduleState, Scheduler};
use crate::cloud::{Cloud, Clouds};
use crate::model::schedule;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use last::last_run;
use serde::Serialize;

pub use last::{LastResult, LastRun};

/// How many runs are told beforehand.
const RUNS: usize = 3;

/// The schedule of a service as it is.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The service.
    pub service: String,
    /// Whether it runs.
    pub state: State,
    /// When: `cron(..)`.
    pub expression: String,
    /// The time zone of that.
    pub timezone: String,
    /// The time zone of the template, where the deployed schedule has lost it.
    pub lost_timezone: Option<String>,
    /// After when it does not run any more.
    pub end: Option<Timestamp>,
    /// The next runs, were it not paused.
    pub next: Vec<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// How the last run came out; of an overview only.
    pub last: Option<LastRun>,
}

/// Whether a service runs on its schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It runs.
    Running,
    /// It does not, until somebody resumes it.
    Paused,
}

/// A schedule that was paused or resumed.
#[derive(Clone, Debug, Serialize)]
pub struct Switched {
    /// The service.
    pub service: String,
    /// How it is now.
    pub state: State,
    /// Whether it was otherwise before.
    pub changed: bool,
}

/// The schedules of services and machines and their last runs, in their order.
pub async fn overview<C: Clouds>(
    clouds: &C,
    timed: &[Timed<'_>],
    services: &[Service<'_>],
    now: Timestamp,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for timed in timed {
        let found = found(clouds, timed).await?;
        let cloud = clouds.region(timed.artifact.region.as_deref())?;
        let service = services.iter().find(|service| service.name == timed.name);
        // What a schedule starts on Fargate it starts in a cluster.
        let ran = service.map(|service| (service, &*found.target_arn));
        let last = last_run(&cloud, ran, timed.log_group.as_deref()).await?;
        rows.push(Row {
            last,
            ..row(timed, &found, now)
        });
    }
    Ok(rows)
}

/// The schedules of the services, in their order.
pub async fn list<C: Clouds>(
    clouds: &C,
    services: &[Timed<'_>],
    now: Timestamp,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for service in services {
        rows.push(row(service, &found(clouds, service).await?, now));
    }
    Ok(rows)
}

/// The schedule of a service, or which command comes first.
async fn found<C: Clouds>(clouds: &C, service: &Timed<'_>) -> Result<Schedule, Failure> {
    let cloud = clouds.region(service.artifact.region.as_deref())?;
    let schedule = match service.schedule_name() {
        Some((group, name)) => cloud.scheduler().get_schedule(&group, &name).await?,
        None => None,
    };
    schedule.ok_or_else(|| {
        let stack = &service.artifact.id;
        let region = cloud.region();
        let reason = format!("{}: has no schedule in {region}", service.name);
        Refusal::state(
            reason,
            format!("run `sa-infra deploy {stack}` first, or select another region with --region"),
        )
        .into()
    })
}

fn row(service: &Timed<'_>, found: &Schedule, now: Timestamp) -> Row {
    let timezone = found.timezone.clone().unwrap_or_else(|| "UTC".to_owned());
    Row {
        service: service.name.clone(),
        state: State::from(&found.state),
        lost_timezone: service.timezone().filter(|zone| *zone != timezone),
        end: found.end,
        next: next(found, &timezone, service.closed, now),
        expression: found.expression.clone(),
        timezone,
        modified: found.modified,
        last: None,
    }
}

/// The next runs that do something: not those on closed days.
fn next(found: &Schedule, timezone: &str, closed: &[Date], now: Timestamp) -> Vec<Timestamp> {
    let schedule = schedule::Schedule::parse(&found.expression);
    let (Ok(schedule), Ok(zone)) = (schedule, TimeZone::get(timezone)) else {
        return Vec::new();
    };
    let is_open = |run: &Timestamp| !closed.contains(&run.to_zoned(zone.clone()).date());
    // What runs on closed days runs once a day: no more than so many are left out.
    let runs = schedule.next(now, &zone, RUNS + closed.len()).into_iter();
    let is_left = |run: &Timestamp| found.end.is_none_or(|end| *run <= end);
    runs.filter(is_open).take(RUNS).filter(is_left).collect()
}

impl From<&ScheduleState> for State {
    fn from(state: &ScheduleState) -> Self {
        if *state == ScheduleState::Enabled {
            Self::Running
        } else {
            Self::Paused
        }
    }
}

/// Pauses or resumes services. All of them have to be there before any is touched.
pub async fn switch<C: Clouds>(
    clouds: &C,
    services: &[Timed<'_>],
    state: State,
) -> Result<Vec<Switched>, Failure> {
    let mut schedules = Vec::new();
    for service in services {
        schedules.push((service, found(clouds, service).await?));
    }
    let word = match state {
        State::Running => ScheduleState::Enabled,
        State::Paused => ScheduleState::Disabled,
    };
    let mut switched = Vec::new();
    for (service, schedule) in schedules {
        let changed = State::from(&schedule.state) != state;
        if changed {
            let cloud = clouds.region(service.artifact.region.as_deref())?;
            let Schedule { group, name, .. } = &schedule;
            cloud.scheduler().set_schedule_state(group, name, &word).await?;
        }
        switched.push(Switched {
            service: service.name.clone(),
            state,
            changed,
        });
    }
    Ok(switched)
}
