//! AWS's schedule expressions, parsed: `cron(..)` in AWS's own dialect, `rate(..)` and `at(..)`. Used by the offline
//! check, by the configuration, and to compute when a service runs next.
//!
//! Source: "Cron expressions reference" of the EventBridge user guide and "Schedule types" of EventBridge
//! Scheduler's.

mod cron;
mod days;
mod field;
mod next;
mod simple;
mod timezone;

use std::fmt;

pub use cron::Cron;
pub use days::{DayOfMonth, DayOfWeek, Days};
pub use field::{Field, Span};
pub use simple::{Rate, Unit};
pub use timezone::timezone;

/// When something runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// `cron(0 6 ? * MON-FRI *)`: whenever the calendar and the clock match.
    Cron(Cron),
    /// `rate(5 minutes)`: repeatedly, at this interval.
    Rate(Rate),
    /// `at(2026-01-31T09:30:00)`: once. `EventBridge` Scheduler only; rules do not support it.
    At(jiff::civil::DateTime),
}

/// Why a string is not a schedule, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}; {fix}")]
pub struct ScheduleError {
    /// What is wrong, a lowercase fragment.
    pub reason: String,
    /// What to do about it, a lowercase fragment.
    pub fix: String,
}

impl ScheduleError {
    pub(crate) fn new(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

impl Schedule {
    /// Reads an expression that `EventBridge` Scheduler accepts.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let Some((kind, inside)) = parts(text) else {
            return Err(bare(text));
        };
        match kind {
            "cron" => Cron::parse(inside).map(Self::Cron),
            "rate" => Rate::parse(inside).map(Self::Rate),
            "at" => simple::at(inside).map(Self::At),
            _ => Err(unknown(kind, inside)),
        }
    }

    /// Reads an expression that an `EventBridge` rule accepts: `cron` and `rate` only.
    pub fn parse_rule(text: &str) -> Result<Self, ScheduleError> {
        match Self::parse(text)? {
            Self::At(_) => Err(ScheduleError::new(
                "a rule takes cron(..) and rate(..), not at(..)",
                "use an AWS::Scheduler::Schedule for a single run",
            )),
            schedule => Ok(schedule),
        }
    }
}

/// `cron(0 6 * * ? *)` into `cron` and `0 6 * * ? *`.
fn parts(text: &str) -> Option<(&str, &str)> {
    text.strip_suffix(')')?.split_once('(')
}

/// The error for an expression without the word and the parentheses.
fn bare(text: &str) -> ScheduleError {
    let reason = "not of the form cron(..), rate(..) or at(..)";
    let inside = text.trim();
    let candidates = ["cron", "rate", "at"].map(|kind| format!("{kind}({inside})"));
    let meant = candidates
        .iter()
        .find(|candidate| Schedule::parse(candidate).is_ok());
    match meant {
        Some(candidate) => ScheduleError::new(reason, format!("write {candidate}")),
        None => match Cron::parse(inside) {
            Err(error) if inside.split_whitespace().count() == 5 => ScheduleError::new(reason, error.fix),
            _ => ScheduleError::new(
                reason,
                "write, for example, cron(0 6 ? * MON-FRI *) or rate(5 minutes)",
            ),
        },
    }
}

fn unknown(kind: &str, inside: &str) -> ScheduleError {
    let reason = format!("\"{kind}\" is not a kind of schedule");
    match crate::model::suggestion::nearest(kind.trim(), ["cron", "rate", "at"]) {
        Some(known) => ScheduleError::new(reason, format!("write {known}({inside})")),
        None => ScheduleError::new(reason, "use cron(..), rate(..) or at(..)"),
    }
}

/// In AWS's spelling.
impl fmt::Display for Schedule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cron(cron) => cron.fmt(formatter),
            Self::Rate(rate) => rate.fmt(formatter),
            Self::At(time) => write!(formatter, "at({time})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Schedule::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_schedule_is_written_as_it_was_read() {
        for text in [
            "cron(0 6 ? * MON-FRI *)",
            "cron(15 10 ? * 6L 2026-2030)",
            "cron(0/5 8-17 L JAN,APR ? *)",
            "cron(0 9 LW * ? *)",
            "cron(0 9 ? * 3#2 *)",
            "cron(0 8 15W,1 * ? 1970,2199)",
            "rate(1 minute)",
            "rate(12 hours)",
            "at(2026-01-31T09:30:00)",
        ] {
            assert_eq!(Schedule::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_schedule_says_what_would_be_one() {
        assert!(error("0 6 * * ? *").ends_with("; write cron(0 6 * * ? *)"));
        assert!(error("5 minutes").ends_with("; write rate(5 minutes)"));
        assert!(error("0 6 * * 1-5").ends_with("; write cron(0 6 ? * MON-FRI *)"));
        assert_eq!(
            error("Cron(0 6 * * ? *)"),
            "\"Cron\" is not a kind of schedule; write cron(0 6 * * ? *)"
        );
        assert!(error("every day").starts_with("not of the form"));
        assert!(error("").starts_with("not of the form"));
    }

    #[test]
    fn a_rule_takes_no_single_run() {
        assert!(Schedule::parse_rule("rate(1 day)").is_ok());
        let error = Schedule::parse_rule("at(2026-01-31T09:30:00)").unwrap_err();
        assert!(error.fix.contains("AWS::Scheduler::Schedule"));
    }
}
