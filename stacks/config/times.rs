//! Schedules, times of the day, days.

use super::text::{Written, checked_text, must, printable};
use jiff::civil::Date;
use sa_infra::nearest::nearest;
use sa_infra::settings::Invalid;
use serde::Deserialize;
use std::fmt;

checked_text! {
    /// The six fields of a cron expression of EventBridge: `0 11 ? * MON-FRI *`.
    Cron, cron
}

fn cron(text: &str) -> Result<(), Invalid> {
    if let Some(inner) = text.strip_prefix("cron(") {
        let inner = inner.trim_end_matches(')');
        return Err(Invalid::new("has the word cron in it", format!("write only the fields: \"{inner}\"")));
    }
    // Until the calendar of EventBridge is read in full: the form alone.
    let fields: Vec<&str> = text.split(' ').collect();
    let is_sign = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() || b"*?/,-#".contains(&byte);
    let is_form = fields.len() == 6 && fields.iter().all(|field| super::text::only(field, is_sign));
    let fix = "write minute hour day-of-month month day-of-week year, one of the days a ?: 0 11 ? * MON-FRI *";
    must(is_form && (fields[2] == "?") != (fields[4] == "?"), "is not a schedule", fix)
}

impl Cron {
    /// The expression as EventBridge wants it.
    pub(crate) fn expression(&self) -> String {
        format!("cron({self})")
    }
}

checked_text! {
    /// A time zone of the IANA database.
    Timezone, |text| {
        if jiff::tz::TimeZone::get(text).is_ok() && text.contains('/') || text == "UTC" {
            return Ok(());
        }
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let hint = nearest(text, names.iter().map(String::as_str));
        let hint = hint.map(|name| format!("did you mean {name:?}? ")).unwrap_or_default();
        let fix = format!("{hint}write a place of the IANA database, such as America/New_York");
        Err(Invalid::new("is not a time zone", fix))
    }
}

/// A time of the day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Clock {
    /// 0 to 23.
    pub(crate) hour: u8,
    /// 0 to 59.
    pub(crate) minute: u8,
}

impl TryFrom<Written> for Clock {
    type Error = Invalid;

    fn try_from(Written(text): Written) -> Result<Self, Invalid> {
        printable(&text)?;
        let number = |part: Option<&str>, most: u8| {
            let part = part.filter(|part| part.len() == 2 && super::text::only(part, |byte| byte.is_ascii_digit()))?;
            part.parse().ok().filter(|number| *number <= most)
        };
        let mut parts = text.split(':');
        let (hour, minute) = (number(parts.next(), 23), number(parts.next(), 59));
        match (hour, minute, parts.next(), parts.next()) {
            (Some(hour), Some(minute), None | Some("00"), None) => Ok(Self { hour, minute }),
            _ => Err(Invalid::new("is not a time of the day", "write hours and minutes from 00:00 to 23:59: \"08:45\"")),
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// A day on which the exchange is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Holiday(pub(crate) Date);

impl TryFrom<Written> for Holiday {
    type Error = Invalid;

    fn try_from(Written(text): Written) -> Result<Self, Invalid> {
        printable(&text)?;
        let day = text.parse().ok().filter(|day: &Date| day.to_string() == text);
        let fix = "write a day of the calendar as year, month and day: \"2027-01-26\"";
        day.map(Self).ok_or_else(|| Invalid::new("is not a date", fix))
    }
}

impl fmt::Display for Holiday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
