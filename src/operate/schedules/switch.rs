//! Pausing and resuming schedules, also until a date that AWS keeps.

use super::State;
use crate::cloud::scheduler::{Schedule, ScheduleState, Scheduler};
use crate::cloud::{Cloud, Clouds};
use crate::operate::refusal::{Failure, Refusal};
use crate::operate::scheduled::Timed;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Serialize;

/// A schedule that was paused or resumed.
#[derive(Clone, Debug, Serialize)]
pub struct Switched {
    /// The service.
    pub service: String,
    /// The state now.
    pub state: State,
    /// Until when it is paused.
    pub until: Option<Timestamp>,
    /// Whether the command changed it.
    pub changed: bool,
}

/// The wanted state of schedules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Enabled.
    Resume,
    /// Disabled until you resume them.
    Pause,
    /// Disabled until this time, in the time zone of each.
    PauseUntil(DateTime),
}

/// Pauses or resumes schedules. Checks all of them before it changes any.
pub async fn switch<C: Clouds>(
    clouds: &C,
    found: &[(Timed<'_>, Schedule)],
    switch: Switch,
    now: Timestamp,
) -> Result<Vec<Switched>, Failure> {
    let mut wanted = Vec::new();
    for (timed, schedule) in found {
        let until = match switch {
            Switch::PauseUntil(until) => Some(begins(timed, schedule, until, now)?),
            Switch::Resume | Switch::Pause => None,
        };
        wanted.push((timed, schedule, until));
    }
    let mut switched = Vec::new();
    for (timed, schedule, until) in wanted {
        let state = match switch {
            Switch::Resume => State::Running,
            Switch::Pause | Switch::PauseUntil(_) => State::Paused,
        };
        let paused_until = schedule.paused_until(now);
        let changed = State::of(schedule, now) != state || paused_until != until;
        if changed {
            let cloud = clouds.at(timed.artifact.environment())?;
            let word = match switch {
                Switch::Pause => ScheduleState::Disabled,
                // AWS starts the schedule again at that time.
                Switch::Resume | Switch::PauseUntil(_) => ScheduleState::Enabled,
            };
            let Schedule { group, name, .. } = schedule;
            cloud
                .scheduler()
                .set_schedule_start(group, name, &word, until)
                .await?;
        }
        switched.push(Switched {
            service: timed.name.clone(),
            state,
            until,
            changed,
        });
    }
    Ok(switched)
}

/// When a schedule resumes: the time in its time zone.
fn begins(
    timed: &Timed<'_>,
    schedule: &Schedule,
    until: DateTime,
    now: Timestamp,
) -> Result<Timestamp, Refusal> {
    let name = &timed.name;
    let zone = schedule.timezone.as_deref().unwrap_or("UTC");
    let at = TimeZone::get(zone).and_then(|zone| until.to_zoned(zone));
    let at = at.map(|at| at.timestamp()).map_err(|_| {
        let reason = format!("{name}: {until} is not a time in {zone}");
        Refusal::usage(reason, "pass another date with --until")
    })?;
    if at <= now {
        let reason = format!("{name}: --until {until} is in the past in {zone}");
        return Err(Refusal::usage(reason, "pass a date in the future"));
    }
    if schedule.end.is_some_and(|end| at >= end) {
        let reason = format!("{name}: --until {until} is after the end of its schedule");
        return Err(Refusal::usage(
            reason,
            "pass an earlier date, or pause it without --until",
        ));
    }
    if schedule.expression.starts_with("at(") {
        let reason = format!("{name}: runs only once, so it has no start date that `--until` could set");
        return Err(Refusal::usage(reason, "pause it without --until"));
    }
    Ok(at)
}
