//! Schedule expressions and time zones of rules and schedules.

use super::context::Context;
use super::place::Place;
use super::report::Report;
use super::value::each;
use crate::model::schedule::{Schedule, ScheduleError, timezone};

type Parse = fn(&str) -> Result<(), ScheduleError>;

/// The properties that contain schedule expressions and time zones.
const PROPERTIES: [(&str, &str, Parse); 3] = [
    ("AWS::Events::Rule", "ScheduleExpression", |text| {
        Schedule::parse_rule(text).map(|_| ())
    }),
    ("AWS::Scheduler::Schedule", "ScheduleExpression", |text| {
        Schedule::parse(text).map(|_| ())
    }),
    ("AWS::Scheduler::Schedule", "ScheduleExpressionTimezone", timezone),
];

/// Checks all of them.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for (kind, property, parse) in PROPERTIES {
        for entry in cx.of_type(kind) {
            let Some(value) = entry.property(property) else {
                continue;
            };
            let place = entry.place();
            let place = place.key("Properties");
            each(value, &place.key(property), &mut |value, place| {
                let Some(text) = cx.text(value) else {
                    return;
                };
                if let Err(error) = parse(&text) {
                    report.error(place, error.reason, error.fix);
                } else if property == "ScheduleExpression" {
                    fires(&text, place, report);
                }
            });
        }
    }
}

/// Days of the week as other programs count them, where Monday is 1: the string, its meaning in AWS, and the probable
/// intention.
const OTHERS_DAYS: [(&str, &str, &str); 5] = [
    ("1-5", "SUN-THU", "MON-FRI"),
    ("1,2,3,4,5", "SUN-THU", "MON-FRI"),
    ("6-7", "FRI and SAT", "SAT,SUN"),
    ("6,7", "FRI and SAT", "SAT,SUN"),
    ("1-6", "SUN-FRI", "MON-SAT"),
];

/// Warns of a valid expression that never fires, or that fires on other days than intended.
fn fires(text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    if let Ok(Schedule::Cron(cron)) = Schedule::parse(text)
        && cron.never_fires()
    {
        report.error(
            place,
            format!("{text} never fires: no day from this year on matches"),
            "correct the day, the month or the year",
        );
        return;
    }
    let inside = text.strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')'));
    let day = inside
        .and_then(|inside| inside.split_whitespace().nth(4))
        .unwrap_or_default();
    if let Some((written, means, meant)) = OTHERS_DAYS.iter().find(|(written, ..)| *written == day) {
        report.warning(
            place,
            format!("day-of-week {written} means {means} to AWS, where Sunday is 1"),
            format!("write the days by name, {meant} if that is meant"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::of;

    #[test]
    fn a_rule_has_a_schedule_that_aws_reads() {
        let rule = |text: &str| {
            of(
                "AWS::Events::Rule",
                &format!(r#"{{"ScheduleExpression": "{text}"}}"#),
            )
        };
        assert_eq!(rule("cron(0 10 ? * MON-FRI *)"), "");
        let found = rule("cron(0 10 * * MON-FRI *)");
        assert!(
            found
                .contains("error R/Properties/ScheduleExpression: day-of-month and day-of-week are both set"),
            "{found}"
        );
        assert!(rule("at(2026-01-31T09:30:00)").contains("use an AWS::Scheduler::Schedule"));
        assert!(rule("").contains("not of the form"));
    }

    #[test]
    fn what_never_fires_is_an_error() {
        let rule = |text: &str| {
            of(
                "AWS::Events::Rule",
                &format!(r#"{{"ScheduleExpression": "cron({text})"}}"#),
            )
        };
        for never in [
            "0 6 31 2 ? *",
            "0 6 ? * MON-FRI 2020",
            "0 6 29 2 ? 2027",
            "0 6 31 4,6,9,11 ? *",
            "0 6 30 2 ? 2028",
        ] {
            assert!(rule(never).contains("never fires"), "{never}: {}", rule(never));
        }
        for fires in [
            "0 6 29 2 ? *",
            "0 6 L 2 ? *",
            "0 6 ? * MON-FRI 2030",
            "0 6 31 1-2 ? *",
            "0 6 ? 2 6#5 *",
        ] {
            assert_eq!(rule(fires), "", "{fires}");
        }
    }

    #[test]
    fn days_as_others_count_them_are_a_warning() {
        let rule = |days: &str| {
            of(
                "AWS::Events::Rule",
                &format!(r#"{{"ScheduleExpression": "cron(0 6 ? * {days} *)"}}"#),
            )
        };
        let found = rule("1-5");
        assert!(found.contains("day-of-week 1-5 means SUN-THU to AWS"), "{found}");
        assert!(
            found.contains("MON-FRI if that is meant") && found.starts_with("warning"),
            "{found}"
        );
        for fine in ["MON-FRI", "2-6", "1", "7", "6L", "6#3"] {
            assert_eq!(rule(fine), "", "{fine}");
        }
    }

    #[test]
    fn a_schedule_has_a_zone_that_exists() {
        let zone = |name: &str| {
            let text = r#""ScheduleExpression": "at(2026-01-31T09:30:00)""#;
            of(
                "AWS::Scheduler::Schedule",
                &format!(r#"{{{text}, "ScheduleExpressionTimezone": "{name}"}}"#),
            )
        };
        assert!(!zone("America/New_York").contains("ScheduleExpression"));
        assert!(zone("America/NewYork").contains("did you mean America/New_York"));
    }
}
