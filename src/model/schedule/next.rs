//! The next runs of a schedule, as `EventBridge` Scheduler computes them: a local time that daylight saving time
//! skips is omitted, one that it repeats counts once.

use super::{Cron, DayOfMonth, DayOfWeek, Days, Schedule};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// How far to look ahead: enough for a leap day, even across a century without one.
const DAYS_AHEAD: i64 = 9 * 366;

impl Schedule {
    /// The next `count` runs after a moment, in the schedule's time zone. None for a rate: it counts from its
    /// creation, which the expression does not contain.
    pub fn next(&self, after: Timestamp, zone: &TimeZone, count: usize) -> Vec<Timestamp> {
        match self {
            Self::Rate(_) => Vec::new(),
            Self::At(time) => {
                let time = zone.to_ambiguous_zoned(*time).compatible();
                let time = time.into_iter().map(|time| time.timestamp());
                time.filter(|time| *time > after).take(count).collect()
            }
            Self::Cron(cron) => {
                let today = after.to_zoned(zone.clone()).date();
                let days = (0..DAYS_AHEAD).map_while(|days| today.checked_add(days.days()).ok());
                let runs = days
                    .filter(|day| cron.is_on(*day))
                    .flat_map(|day| cron.times(day, zone));
                runs.filter(|run| *run > after).take(count).collect()
            }
        }
    }
}

/// The year of this version: a schedule that ended before it never fires.
const FIRST_YEAR: i16 = 2026;

impl Cron {
    /// Whether it never fires: the 31st of February, a year in the past.
    pub fn never_fires(&self) -> bool {
        let years = FIRST_YEAR..=2199;
        let mut years = years.filter(|year| self.years.contains(year.unsigned_abs()));
        !years.any(|year| {
            let days = Date::new(year, 1, 1)
                .into_iter()
                .flat_map(|first| first.series(1.day()));
            let mut days = days.take_while(|day| day.year() == year);
            days.any(|day| self.is_on(day))
        })
    }

    fn is_on(&self, day: Date) -> bool {
        self.years.contains(day.year().unsigned_abs())
            && self.months.contains(day.month().unsigned_abs().into())
            && match &self.days {
                Days::OfMonth(days) => days.iter().any(|of| of.is(day)),
                Days::OfWeek(days) => days.iter().any(|of| of.is(day)),
            }
    }

    fn times(&self, day: Date, zone: &TimeZone) -> Vec<Timestamp> {
        let hours = (0..24_i8).filter(|hour| self.hours.contains(hour.unsigned_abs().into()));
        let minutes = || (0..60_i8).filter(|minute| self.minutes.contains(minute.unsigned_abs().into()));
        let times = hours.flat_map(|hour| minutes().map(move |minute| day.at(hour, minute, 0, 0)));
        let run = |time| {
            let time = zone.to_ambiguous_zoned(time);
            let is_skipped = matches!(time.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
            (!is_skipped).then(|| time.compatible().ok())?
        };
        times.filter_map(run).map(|time| time.timestamp()).collect()
    }
}

fn number(day: Date) -> u16 {
    day.day().unsigned_abs().into()
}

/// Sunday is 1, as AWS counts.
fn of_week(day: Date) -> u16 {
    day.weekday().to_sunday_one_offset().unsigned_abs().into()
}

fn is_workday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn last(day: Date) -> u16 {
    day.days_in_month().unsigned_abs().into()
}

/// The Monday to Friday nearest to a day of the month, within the month.
fn nearest_workday(day: Date, wanted: u16) -> Option<Date> {
    let wanted = i64::from(wanted.min(last(day)));
    let wanted = day.first_of_month().checked_add((wanted - 1).days()).ok()?;
    let by_distance = [0, -1, 1, -2, 2].into_iter();
    let mut near = by_distance.filter_map(|days: i64| wanted.checked_add(days.days()).ok());
    near.find(|near| is_workday(*near) && near.month() == day.month())
}

impl DayOfMonth {
    fn is(self, day: Date) -> bool {
        match self {
            Self::Span(span) => span.contains(number(day)),
            Self::Last => number(day) == last(day),
            Self::LastWeekday => nearest_workday(day, 31) == Some(day),
            Self::NearestWeekday(wanted) => wanted <= last(day) && nearest_workday(day, wanted) == Some(day),
        }
    }
}

impl DayOfWeek {
    fn is(self, day: Date) -> bool {
        match self {
            Self::Span(span) => span.contains(of_week(day)),
            Self::Last => of_week(day) == 7,
            Self::LastOfMonth(wanted) => of_week(day) == wanted && number(day) + 7 > last(day),
            Self::Nth(wanted, nth) => of_week(day) == wanted && (number(day) - 1) / 7 + 1 == nth,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(expression: &str, zone: &str, after: &str) -> Vec<String> {
        let schedule = Schedule::parse(expression).unwrap();
        let zone = TimeZone::get(zone).unwrap();
        let runs = schedule.next(after.parse().unwrap(), &zone, 3);
        let local = |run: Timestamp| run.to_zoned(zone.clone()).strftime("%a %F %H:%M %Z").to_string();
        runs.into_iter().map(local).collect()
    }

    #[test]
    fn weekdays_stay_at_the_exchanges_time_when_the_clocks_change() {
        let runs = next(
            "cron(0 6 ? * MON-FRI *)",
            "America/New_York",
            "2026-10-30T10:00:00Z",
        );
        let expected = [
            "Mon 2026-11-02 06:00 EST",
            "Tue 2026-11-03 06:00 EST",
            "Wed 2026-11-04 06:00 EST",
        ];
        assert_eq!(runs, expected);
    }

    #[test]
    fn a_skipped_time_is_left_out_and_a_repeated_one_counts_once() {
        let runs = next("cron(30 2 * * ? *)", "America/New_York", "2026-03-07T12:00:00Z");
        assert_eq!(runs[0], "Mon 2026-03-09 02:30 EDT");
        let runs = next("cron(30 1 * * ? *)", "America/New_York", "2026-11-01T00:00:00Z");
        assert_eq!(
            runs[..2],
            ["Sun 2026-11-01 01:30 EDT", "Mon 2026-11-02 01:30 EST"]
        );
    }

    #[test]
    fn the_letters_mean_what_aws_says() {
        for (expression, expected) in [
            ("cron(0 9 L * ? *)", "Mon 2026-11-30 09:00 UTC"),
            ("cron(0 9 LW 2 ? *)", "Fri 2027-02-26 09:00 UTC"),
            ("cron(0 9 21W * ? *)", "Fri 2026-11-20 09:00 UTC"),
            ("cron(0 9 1W 5 ? *)", "Mon 2027-05-03 09:00 UTC"),
            ("cron(0 9 ? * 6L *)", "Fri 2026-11-27 09:00 UTC"),
            ("cron(0 9 ? * 3#1 *)", "Tue 2026-12-01 09:00 UTC"),
            ("cron(0 9 ? * L *)", "Sat 2026-11-21 09:00 UTC"),
            ("cron(0 9 29 2 ? *)", "Tue 2028-02-29 09:00 UTC"),
            ("cron(10/20 8-9 ? * * 2027)", "Fri 2027-01-01 08:10 UTC"),
            ("at(2027-01-31T09:30:00)", "Sun 2027-01-31 09:30 UTC"),
        ] {
            let runs = next(expression, "UTC", "2026-11-20T00:00:00Z");
            assert_eq!(runs.first().map(String::as_str), Some(expected), "{expression}");
        }
        assert!(next("cron(0 9 1 1 ? 2020)", "UTC", "2026-11-20T00:00:00Z").is_empty());
        assert!(next("at(2020-01-31T09:30:00)", "UTC", "2026-11-20T00:00:00Z").is_empty());
        assert!(next("rate(5 minutes)", "UTC", "2026-11-20T00:00:00Z").is_empty());
    }
}
