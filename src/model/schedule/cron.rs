//! `cron(minutes hours day-of-month month day-of-week year)` in AWS's dialect: six fields, and exactly one of the
//! two day fields is `?`.

use super::ScheduleError;
use super::days::Days;
use super::field::{DAYS_OF_WEEK, Field, HOURS, MINUTES, MONTHS, Written, YEARS, decimal};
use std::fmt;

/// A cron expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    /// 0 to 59.
    pub minutes: Field,
    /// 0 to 23.
    pub hours: Field,
    /// On which days.
    pub days: Days,
    /// 1 to 12.
    pub months: Field,
    /// 1970 to 2199.
    pub years: Field,
}

impl Cron {
    /// Reads the text between the parentheses.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let fields = text.split_whitespace().collect::<Vec<_>>();
        let [minutes, hours, day_of_month, month, day_of_week, year] = *fields.as_slice() else {
            return Err(wrong_count(&fields));
        };
        let days = Days::parse(day_of_month, day_of_week).unwrap_or_else(|| Err(not_one_day(&fields)))?;
        Ok(Self {
            minutes: Field::parse(minutes, &MINUTES)?,
            hours: Field::parse(hours, &HOURS)?,
            days,
            months: Field::parse(month, &MONTHS)?,
            years: Field::parse(year, &YEARS)?,
        })
    }
}

/// Both day fields are set. Suggests `?` for the one that says "every day", or for the day of the month if neither
/// does.
fn not_one_day(fields: &[&str]) -> ScheduleError {
    let mut fields = fields.to_vec();
    let (changes, to, problem) = match (fields[2], fields[4]) {
        ("?", "?") => (2, "*", "are both ?: one of them must be set"),
        (_, "*") => (4, "?", "are both set: one of them must be ?"),
        _ => (2, "?", "are both set: one of them must be ?"),
    };
    fields[changes] = to;
    ScheduleError::new(
        format!("day-of-month and day-of-week {problem}"),
        format!("write cron({})", fields.join(" ")),
    )
}

fn wrong_count(fields: &[&str]) -> ScheduleError {
    let count = fields.len();
    let reason = format!("cron has six fields, the last is the year, and this has {count}");
    let fix = match *fields {
        [minutes, hours, day_of_month, month, day_of_week] => {
            let day_of_week = from_unix(day_of_week);
            let (day_of_month, day_of_week) = match (day_of_month, &*day_of_week) {
                (day, "*" | "?") if day != "?" => (day, "?"),
                (_, day) => ("?", day),
            };
            format!("write cron({minutes} {hours} {day_of_month} {month} {day_of_week} *)")
        }
        _ => "write cron(minutes hours day-of-month month day-of-week year)".to_owned(),
    };
    ScheduleError::new(reason, fix)
}

/// A unix day of the week, where 0 and 7 are Sunday, by name: AWS numbers the days differently.
fn from_unix(text: &str) -> String {
    let name = |part: &str| match decimal(part) {
        Some(day) => DAYS_OF_WEEK.word(day % 7 + 1),
        None => part.to_owned(),
    };
    let range = |part: &str| part.split('-').map(name).collect::<Vec<_>>().join("-");
    text.split(',').map(range).collect::<Vec<_>>().join(",")
}

impl fmt::Display for Cron {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day_of_month, day_of_week) = self.days.written();
        write!(
            formatter,
            "cron({} {} {day_of_month} {} {day_of_week} {})",
            Written(&self.minutes, &MINUTES),
            Written(&self.hours, &HOURS),
            Written(&self.months, &MONTHS),
            Written(&self.years, &YEARS)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Cron::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn exactly_one_of_the_day_fields_is_a_question_mark() {
        assert_eq!(
            error("0 10 * * MON-FRI *"),
            "day-of-month and day-of-week are both set: one of them must be ?; write cron(0 10 ? * MON-FRI *)"
        );
        assert!(error("0 10 1 * * *").ends_with("write cron(0 10 1 * ? *)"));
        assert!(error("0 10 ? * ? *").contains("both ?"));
        assert!(Cron::parse("0 10 * * ? *").is_ok());
    }

    #[test]
    fn five_fields_are_taken_for_unix_cron() {
        let error = error("0 10 * * 1-5");
        assert!(
            error.starts_with("cron has six fields, the last is the year"),
            "{error}"
        );
        assert!(error.ends_with("write cron(0 10 ? * MON-FRI *)"), "{error}");
        assert!(Cron::parse("").is_err());
    }

    #[test]
    fn a_value_outside_its_field_says_what_the_field_takes() {
        assert!(error("60 10 * * ? *").ends_with("write a number from 0 to 59"));
        assert!(error("0 10 ? * 0 *").contains("1 is Sunday"));
        assert!(error("0 10 * ? ? *").ends_with("only day-of-month and day-of-week take ?"));
        assert!(error("0 10 * JUX ? *").contains("a name from JAN to DEC"));
        assert!(error("0 10 * * ? 2200").contains("1970 to 2199"));
        assert!(error("0/0 10 * * ? *").contains("is not a step"));
        assert!(error("0 10 32W * ? *").contains("1 to 31"));
        assert!(error("+5 10 * * ? *").contains("is not one of its values"));
    }

    #[test]
    fn days_of_the_week_have_rules_of_their_own() {
        assert!(error("0 10 ? * 3#6 *").contains("1 to 5"));
        assert!(error("0 10 ? * 3#1,6#3 *").contains("more than one expression"));
        assert!(error("0 10 ? * MON-FRI/2 *").contains("does not accept steps"));
        assert!(error("0 10 ? * SAT-SUN *").ends_with("write SAT,SUN"));
        assert!(error("0 22-2 * * ? *").ends_with("write 22-23,0-2"));
    }

    #[test]
    fn the_numbers_of_a_field_can_be_asked_for() {
        let cron = Cron::parse("0/20 8-17/3 * JAN,12 ? *").unwrap();
        let minutes = (0..60)
            .filter(|minute| cron.minutes.contains(*minute))
            .collect::<Vec<_>>();
        assert_eq!(minutes, [0, 20, 40]);
        let hours = (0..24)
            .filter(|hour| cron.hours.contains(*hour))
            .collect::<Vec<_>>();
        assert_eq!(hours, [8, 11, 14, 17]);
        assert!(cron.months.contains(12) && !cron.months.contains(2) && cron.years.is_all());
    }
}
