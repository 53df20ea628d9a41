//! One field of a cron expression: the numbers it names, as lists, ranges and steps.

use super::ScheduleError;
use std::fmt;

/// Some numbers of a field: minutes, hours, months or years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The items between the commas, in order; never empty.
    pub spans: Vec<Span>,
}

/// Numbers at equal intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: u16,
    /// The upper limit, at least `from`.
    pub to: u16,
    /// The interval, at least 1.
    pub step: u16,
    /// The notation; it carries no further meaning.
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    All,
    One,
    Range,
    From,
}

/// What a field of a cron expression may contain.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) least: u16,
    pub(super) most: u16,
    /// Three-letter names of the numbers from `least` on; empty when the field has none.
    pub(super) names: &'static [&'static str],
    pub(super) steps: bool,
}

pub(super) const MINUTES: Kind = Kind::numbers("minutes", 0, 59);
pub(super) const HOURS: Kind = Kind::numbers("hours", 0, 23);
pub(super) const DAYS_OF_MONTH: Kind = Kind::numbers("day-of-month", 1, 31);
pub(super) const YEARS: Kind = Kind::numbers("year", 1970, 2199);
pub(super) const MONTHS: Kind = Kind {
    names: &[
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ],
    ..Kind::numbers("month", 1, 12)
};
pub(super) const DAYS_OF_WEEK: Kind = Kind {
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    steps: false,
    ..Kind::numbers("day-of-week", 1, 7)
};

impl Field {
    /// Whether it includes `value`.
    pub fn contains(&self, value: u16) -> bool {
        self.spans.iter().any(|span| span.contains(value))
    }

    /// Whether it includes every value (`*`).
    pub fn is_all(&self) -> bool {
        self.spans
            .iter()
            .any(|span| span.form == Form::All && span.step == 1)
    }

    pub(super) fn parse(text: &str, kind: &Kind) -> Result<Self, ScheduleError> {
        let spans = text
            .split(',')
            .map(|part| kind.span(part))
            .collect::<Result<_, _>>()?;
        Ok(Self { spans })
    }
}

impl Span {
    /// Whether it includes `value`.
    pub fn contains(self, value: u16) -> bool {
        (self.from..=self.to).contains(&value) && (value - self.from).is_multiple_of(self.step)
    }
}

impl Kind {
    const fn numbers(name: &'static str, least: u16, most: u16) -> Self {
        Self {
            name,
            least,
            most,
            names: &[],
            steps: true,
        }
    }

    /// `*`, `5`, `MON`, `1-5`, and each of them with `/step`.
    pub(super) fn span(&self, text: &str) -> Result<Span, ScheduleError> {
        let (range, step) = match text.split_once('/') {
            None => (text, None),
            Some(_) if !self.steps => {
                return Err(ScheduleError::new(
                    format!("{} does not accept steps, but \"{text}\" has one", self.name),
                    "list the days, for example MON,WED,FRI",
                ));
            }
            Some((range, step)) => (range, Some(self.step(step, text)?)),
        };
        let (from, to, form) = match range.split_once('-') {
            _ if range == "*" => (self.least, self.most, Form::All),
            Some((from, to)) => (self.number(from)?, self.number(to)?, Form::Range),
            None => {
                let from = self.number(range)?;
                let last = if step.is_some() { self.most } else { from };
                (from, last, if step.is_some() { Form::From } else { Form::One })
            }
        };
        if from > to {
            return Err(self.backwards(range, from, to));
        }
        Ok(Span {
            from,
            to,
            step: step.unwrap_or(1),
            form,
        })
    }

    /// A number of this field, or its name.
    pub(super) fn number(&self, text: &str) -> Result<u16, ScheduleError> {
        let named = (self.least..)
            .zip(self.names)
            .find(|(_, name)| name.eq_ignore_ascii_case(text));
        let number = match named {
            Some((number, _)) => Some(number),
            None => decimal(text).filter(|number| (self.least..=self.most).contains(number)),
        };
        number.ok_or_else(|| self.no_number(text))
    }

    fn step(&self, step: &str, text: &str) -> Result<u16, ScheduleError> {
        let number = decimal(step).filter(|step| (1..=self.most).contains(step));
        number.ok_or_else(|| {
            ScheduleError::new(
                format!("{}: \"{step}\" in \"{text}\" is not a step", self.name),
                format!("write a number from 1 to {} after the slash", self.most),
            )
        })
    }

    fn no_number(&self, text: &str) -> ScheduleError {
        let reason = format!("{}: \"{text}\" is not one of its values", self.name);
        if self.least == 1 && self.most == 7 && text == "0" {
            return ScheduleError::new(reason, "write SUN or 1: AWS counts days from 1, and 1 is Sunday");
        }
        if text == "?" {
            return ScheduleError::new(reason, "write *: only day-of-month and day-of-week take ?");
        }
        let range = format!("{} to {}", self.least, self.most);
        let fix = match self.names {
            [first, .., last] => format!("write a number from {range} or a name from {first} to {last}"),
            _ => format!("write a number from {range}"),
        };
        ScheduleError::new(reason, fix)
    }

    fn backwards(&self, text: &str, from: u16, to: u16) -> ScheduleError {
        ScheduleError::new(
            format!("{}: the range \"{text}\" is reversed", self.name),
            format!(
                "write {},{}",
                self.range(from, self.most),
                self.range(self.least, to)
            ),
        )
    }

    fn range(&self, from: u16, to: u16) -> String {
        if from == to {
            self.word(from)
        } else {
            format!("{}-{}", self.word(from), self.word(to))
        }
    }

    /// The name of a number, if it has one: names are easier to read than numbers.
    pub(super) fn word(&self, number: u16) -> String {
        let at = usize::from(number.saturating_sub(self.least));
        self.names
            .get(at)
            .map_or_else(|| number.to_string(), ToString::to_string)
    }
}

/// Decimal digits only: no sign, no space.
pub(super) fn decimal(text: &str) -> Option<u16> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// A field in AWS's spelling.
pub(super) struct Written<'a>(pub(super) &'a Field, pub(super) &'a Kind);

impl fmt::Display for Written<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(field, kind) = self;
        for (at, span) in field.spans.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            formatter.write_str(comma)?;
            match span.form {
                Form::All => formatter.write_str("*")?,
                Form::One | Form::From => formatter.write_str(&kind.word(span.from))?,
                Form::Range => write!(formatter, "{}-{}", kind.word(span.from), kind.word(span.to))?,
            }
            if span.step > 1 || span.form == Form::From {
                write!(formatter, "/{}", span.step)?;
            }
        }
        Ok(())
    }
}
