//! The two day fields of a cron expression, with the letters that only they allow: `L`, `W` and `#`.

use super::ScheduleError;
use super::field::{DAYS_OF_MONTH, DAYS_OF_WEEK, Field, Kind, Span, Written, decimal};
use std::fmt;

/// The days of a cron expression: of the month or of the week, never both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Days {
    /// Any of these days of the month; day-of-week is `?`.
    OfMonth(Vec<DayOfMonth>),
    /// Any of these days of the week; day-of-month is `?`.
    OfWeek(Vec<DayOfWeek>),
}

/// Days by their place in the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOfMonth {
    /// By number, 1 to 31.
    Span(Span),
    /// `L`: the last day.
    Last,
    /// `LW`: the last Monday to Friday.
    LastWeekday,
    /// `15W`: the Monday to Friday nearest to that day, within the month.
    NearestWeekday(u16),
}

/// Days by their place in the week; 1 is Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOfWeek {
    /// By number, 1 (Sunday) to 7.
    Span(Span),
    /// `L`: the last day of the week, Saturday.
    Last,
    /// `6L`: the last such day of the month.
    LastOfMonth(u16),
    /// `3#2`: the second such day of the month; the number is 1 to 5.
    Nth(u16, u16),
}

impl Days {
    /// Reads both fields, one of which must be `?`; `None` when that is not so.
    pub(super) fn parse(of_month: &str, of_week: &str) -> Option<Result<Self, ScheduleError>> {
        match (of_month, of_week) {
            ("?", "?") => None,
            (days, "?") => Some(list(days, day_of_the_month).map(Self::OfMonth)),
            ("?", days) => Some(days_of_the_week(days).map(Self::OfWeek)),
            _ => None,
        }
    }

    /// The two fields in AWS's spelling.
    pub(super) fn written(&self) -> (String, String) {
        match self {
            Self::OfMonth(days) => (written(days), "?".to_owned()),
            Self::OfWeek(days) => ("?".to_owned(), written(days)),
        }
    }
}

fn list<T>(text: &str, read: fn(&str) -> Result<T, ScheduleError>) -> Result<Vec<T>, ScheduleError> {
    text.split(',').map(read).collect()
}

fn day_of_the_month(text: &str) -> Result<DayOfMonth, ScheduleError> {
    match text {
        "L" => Ok(DayOfMonth::Last),
        "LW" => Ok(DayOfMonth::LastWeekday),
        _ => match text.strip_suffix('W') {
            Some(day) => DAYS_OF_MONTH.number(day).map(DayOfMonth::NearestWeekday),
            None => DAYS_OF_MONTH.span(text).map(DayOfMonth::Span),
        },
    }
}

fn days_of_the_week(text: &str) -> Result<Vec<DayOfWeek>, ScheduleError> {
    if text.contains('#') && text.contains(',') {
        return Err(ScheduleError::new(
            format!("day-of-week: \"{text}\" has more than one expression, one of them with #"),
            "make one schedule for each of them",
        ));
    }
    list(text, day_of_the_week)
}

fn day_of_the_week(text: &str) -> Result<DayOfWeek, ScheduleError> {
    if text == "L" {
        return Ok(DayOfWeek::Last);
    }
    if let Some((day, nth)) = text.split_once('#') {
        let nth = decimal(nth).filter(|nth| (1..=5).contains(nth)).ok_or_else(|| {
            ScheduleError::new(
                format!("day-of-week: \"{nth}\" in \"{text}\" is not a week of the month"),
                "write a number from 1 to 5 after #",
            )
        })?;
        return Ok(DayOfWeek::Nth(DAYS_OF_WEEK.number(day)?, nth));
    }
    match text.strip_suffix('L') {
        Some(day) => DAYS_OF_WEEK.number(day).map(DayOfWeek::LastOfMonth),
        None => DAYS_OF_WEEK.span(text).map(DayOfWeek::Span),
    }
}

fn written<T: fmt::Display>(days: &[T]) -> String {
    days.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn write_span(formatter: &mut fmt::Formatter<'_>, span: Span, kind: &Kind) -> fmt::Result {
    write!(formatter, "{}", Written(&Field { spans: vec![span] }, kind))
}

impl fmt::Display for DayOfMonth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Span(span) => write_span(formatter, *span, &DAYS_OF_MONTH),
            Self::Last => formatter.write_str("L"),
            Self::LastWeekday => formatter.write_str("LW"),
            Self::NearestWeekday(day) => write!(formatter, "{day}W"),
        }
    }
}

impl fmt::Display for DayOfWeek {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Span(span) => write_span(formatter, *span, &DAYS_OF_WEEK),
            Self::Last => formatter.write_str("L"),
            Self::LastOfMonth(day) => write!(formatter, "{day}L"),
            Self::Nth(day, nth) => write!(formatter, "{day}#{nth}"),
        }
    }
}
