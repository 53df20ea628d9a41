//! EventBridge Scheduler: whether schedules are enabled.

use super::Result;
use super::words::words;
use jiff::Timestamp;

/// `EventBridge` Scheduler, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Scheduler {
    /// A schedule; `None` when there is none with this name.
    async fn get_schedule(&self, group: &str, name: &str) -> Result<Option<Schedule>>;

    /// Every schedule of a group; none when there is no such group.
    async fn list_schedules(&self, group: &str) -> Result<Vec<ListedSchedule>>;

    /// Turns a schedule on or off, and leaves everything else of it as it is, also when it starts.
    async fn set_schedule_state(&self, group: &str, name: &str, state: &ScheduleState) -> Result<()>;

    /// Turns a schedule on or off, and sets the date before which it invokes nothing; `None` removes the date.
    async fn set_schedule_start(
        &self,
        group: &str,
        name: &str,
        state: &ScheduleState,
        start: Option<Timestamp>,
    ) -> Result<()>;
}

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The group, `default` unless it was put elsewhere.
    pub group: String,
    /// The name.
    pub name: String,
    /// Whether it is on.
    pub state: ScheduleState,
    /// When it starts its target: `cron(..)`, `rate(..)` or `at(..)`.
    pub expression: String,
    /// The time zone of the expression; `None` is UTC.
    pub timezone: Option<String>,
    /// Before when it starts nothing.
    pub start: Option<Timestamp>,
    /// After when it starts nothing any more.
    pub end: Option<Timestamp>,
    /// What it starts.
    pub target_arn: String,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
}

impl Schedule {
    /// Until when it is paused: it is on, and does not begin before this time.
    pub fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        let is_on = self.state == ScheduleState::Enabled;
        self.start.filter(|start| is_on && *start > now)
    }
}

/// What a list says of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSchedule {
    /// The group.
    pub group: String,
    /// The name.
    pub name: String,
    /// Whether it is on.
    pub state: ScheduleState,
    /// What it starts.
    pub target_arn: String,
}

words! {
    /// Whether a schedule is on.
    ScheduleState {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}
