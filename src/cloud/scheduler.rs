//! EventBridge Scheduler: whether schedules are enabled.

use super::Result;
use super::words::words;
use jiff::Timestamp;

/// The `EventBridge` Scheduler calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Scheduler {
    /// A schedule; `None` when it does not exist.
    async fn get_schedule(&self, group: &str, name: &str) -> Result<Option<Schedule>>;

    /// Every schedule of a group; none when the group does not exist.
    async fn list_schedules(&self, group: &str) -> Result<Vec<ListedSchedule>>;

    /// Enables or disables a schedule, and changes nothing else, not even its start date.
    async fn set_schedule_state(&self, group: &str, name: &str, state: &ScheduleState) -> Result<()>;

    /// Enables or disables a schedule, and sets its start date; `None` removes the date.
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
    /// The group, `default` by default.
    pub group: String,
    /// The name.
    pub name: String,
    /// Whether it is enabled.
    pub state: ScheduleState,
    /// When it invokes its target: `cron(..)`, `rate(..)` or `at(..)`.
    pub expression: String,
    /// The time zone of the expression; `None` is UTC.
    pub timezone: Option<String>,
    /// Its start date.
    pub start: Option<Timestamp>,
    /// Its end date.
    pub end: Option<Timestamp>,
    /// The ARN of its target.
    pub target_arn: String,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
}

impl Schedule {
    /// Until when it is paused: it is enabled, with a start date in the future.
    pub fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        let is_on = self.state == ScheduleState::Enabled;
        self.start.filter(|start| is_on && *start > now)
    }
}

/// A schedule in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSchedule {
    /// The group.
    pub group: String,
    /// The name.
    pub name: String,
    /// Whether it is enabled.
    pub state: ScheduleState,
    /// The ARN of its target.
    pub target_arn: String,
}

words! {
    /// Whether a schedule is enabled.
    ScheduleState {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}
