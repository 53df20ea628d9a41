//! CloudWatch: the states of alarms.

use super::Result;
use super::words::words;
use jiff::Timestamp;

/// The `CloudWatch` calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait CloudWatch {
    /// The metric alarms with these names. Alarms that do not exist are omitted.
    async fn describe_alarms(&self, names: &[String]) -> Result<Vec<Alarm>>;
}

/// A metric alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The name.
    pub name: String,
    /// The description.
    pub description: Option<String>,
    /// The state.
    pub state: AlarmState,
    /// When the state last changed.
    pub since: Option<Timestamp>,
}

words! {
    /// The state of an alarm.
    AlarmState {
        Ok = "OK",
        Alarm = "ALARM",
        InsufficientData = "INSUFFICIENT_DATA",
    }
}
