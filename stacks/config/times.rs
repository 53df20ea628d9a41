//! Schedules, times of day, and days.

use super::text::{Written, must, printable};
use jiff::civil::Date;
use sa_infra::schedule::{self, Schedule};
use sa_infra::settings::Invalid;
use serde::Deserialize;
use std::fmt;

checked_text! {
    /// The six fields of a cron expression of EventBridge: `0 11 ? * MON-FRI *`.
    Cron, cron
}

fn cron(text: &str) -> Result<(), Invalid> {
    must(
        text.len() <= 256,
        "is longer than any schedule",
        "use at most 256 characters",
    )?;
    if let Some(inner) = text.trim().strip_prefix("cron(") {
        let inner = inner.trim_end_matches(')');
        return Err(Invalid::new(
            "contains the word cron",
            format!("write only the fields: \"{inner}\""),
        ));
    }
    must(
        !text.starts_with("rate(") && !text.starts_with("at("),
        "is a schedule of another kind",
        "write the fields of a cron expression: \"0 11 ? * MON-FRI *\"",
    )?;
    let fields: Vec<&str> = text.split_whitespace().collect();
    let plain = fields.join(" ");
    must(plain == text, "has extra spaces", &format!("write \"{plain}\""))?;
    let parsed = Schedule::parse(&format!("cron({text})"));
    parsed.map(|_| ()).map_err(|error| {
        let fix = error.fix.replace("cron(", "\"").replace(')', "\"");
        let fix = if error.fix.contains("cron(") {
            fix
        } else {
            error.fix
        };
        Invalid::new(format!("is not a schedule: {}", error.reason), fix)
    })
}

impl Cron {
    /// The expression for EventBridge.
    pub(crate) fn expression(&self) -> String {
        format!("cron({self})")
    }
}

checked_text! {
    /// A time zone of the IANA database.
    Timezone, |text| schedule::timezone(text).map_err(|error| {
        let is_short = text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let fix = if is_short { "use a city instead, such as America/New_York or Asia/Kolkata".to_owned() } else { error.fix };
        Invalid::new("is not a time zone of the IANA database", fix)
    })
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
            let part =
                part.filter(|part| part.len() == 2 && super::text::only(part, |byte| byte.is_ascii_digit()))?;
            part.parse().ok().filter(|number| *number <= most)
        };
        let mut parts = text.split(':');
        let (hour, minute) = (number(parts.next(), 23), number(parts.next(), 59));
        match (hour, minute, parts.next(), parts.next()) {
            (Some(hour), Some(minute), None | Some("00"), None) => Ok(Self { hour, minute }),
            _ => Err(Invalid::new(
                "is not a time of the day",
                "write hours and minutes from 00:00 to 23:59: \"08:45\"",
            )),
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
        let fix = "write an existing date as year, month and day: \"2027-01-26\"";
        day.map(Self).ok_or_else(|| Invalid::new("is not a date", fix))
    }
}

impl fmt::Display for Holiday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
