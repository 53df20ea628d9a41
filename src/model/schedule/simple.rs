//! `rate(5 minutes)` and `at(2026-01-31T09:30:00)`.

use super::ScheduleError;
use std::fmt;

/// Runs at a fixed interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many units, at least 1.
    pub value: u32,
    /// The unit.
    pub unit: Unit,
}

/// The unit of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
}

impl Unit {
    const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    fn word(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

impl Rate {
    /// Reads the text between the parentheses.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let form = || {
            ScheduleError::new(
                format!("\"{text}\" is not a number and a unit"),
                "write, for example, rate(5 minutes) or rate(1 day)",
            )
        };
        let mut words = text.split_whitespace();
        let (Some(value), Some(word), None) = (words.next(), words.next(), words.next()) else {
            return Err(form());
        };
        if !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(form());
        }
        let value = value.parse().map_err(|_| form())?;
        let singular = word.strip_suffix('s').unwrap_or(word);
        let unit = Unit::ALL.into_iter().find(|unit| unit.word() == singular);
        let unit = unit.ok_or_else(|| unknown_unit(word))?;
        let rate = Self { value, unit };
        if value == 0 {
            let reason = "a rate of 0 never runs";
            return Err(ScheduleError::new(
                reason,
                format!("write rate(1 {})", unit.word()),
            ));
        }
        if (value == 1) == word.ends_with('s') {
            let number = if value == 1 {
                "singular after 1"
            } else {
                "plural after more than 1"
            };
            let reason = format!("the unit is {number}, found \"{word}\"");
            return Err(ScheduleError::new(reason, format!("write {rate}")));
        }
        Ok(rate)
    }
}

fn unknown_unit(word: &str) -> ScheduleError {
    let fix = "use minutes, hours or days; a minute is the shortest";
    ScheduleError::new(format!("\"{word}\" is not a unit of time here"), fix)
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.value == 1 { "" } else { "s" };
        write!(formatter, "rate({} {}{plural})", self.value, self.unit.word())
    }
}

/// Reads `yyyy-mm-ddThh:mm:ss`, a local time in the schedule's time zone.
pub(super) fn at(text: &str) -> Result<jiff::civil::DateTime, ScheduleError> {
    let error = || {
        ScheduleError::new(
            format!("\"{text}\" is not a date and time of the form yyyy-mm-ddThh:mm:ss"),
            "write, for example, at(2026-01-31T09:30:00); the time zone is a separate property",
        )
    };
    let shape = b"dddd-dd-ddTdd:dd:dd";
    let fits = text.len() == shape.len()
        && text.bytes().zip(shape).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            _ => byte == *form,
        });
    if fits {
        text.parse().map_err(|_| error())
    } else {
        Err(error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> String {
        Rate::parse(text).map_or_else(|error| error.to_string(), |rate| rate.to_string())
    }

    #[test]
    fn the_unit_follows_the_number() {
        assert_eq!(rate("1 hour"), "rate(1 hour)");
        assert!(rate("1 hours").ends_with("write rate(1 hour)"));
        assert!(rate("5 minute").ends_with("write rate(5 minutes)"));
        assert!(rate("0 days").ends_with("write rate(1 day)"));
        assert!(rate("30 seconds").contains("a minute is the shortest"));
        for text in [
            "",
            "5",
            "-5 minutes",
            "5 minutes long",
            "99999999999 days",
            "1.5 hours",
        ] {
            assert!(rate(text).contains("is not a number and a unit"), "{text}");
        }
    }

    #[test]
    fn a_single_run_has_a_full_date_and_no_zone() {
        assert!(at("2026-02-28T00:00:59").is_ok());
        for text in [
            "2026-02-29T00:00:00",
            "2026-02-28T00:00:00Z",
            "2026-2-28T00:00:00",
            "2026-02-28 00:00:00",
            "",
        ] {
            assert!(at(text).is_err(), "{text}");
        }
    }
}
