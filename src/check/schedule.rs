//! Schedule expressions and time zones of rules and schedules.

use super::context::Context;
use super::report::Report;
use super::value::each;
use crate::model::schedule::{Schedule, ScheduleError, timezone};

type Parse = fn(&str) -> Result<(), ScheduleError>;

/// Which property of which type holds what.
const PROPERTIES: [(&str, &str, Parse); 3] = [
    ("AWS::Events::Rule", "ScheduleExpression", |text| {
        Schedule::parse_rule(text).map(|_| ())
    }),
    ("AWS::Scheduler::Schedule", "ScheduleExpression", |text| {
        Schedule::parse(text).map(|_| ())
    }),
    ("AWS::Scheduler::Schedule", "ScheduleExpressionTimezone", timezone),
];

/// Reads all of them.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for (kind, property, parse) in PROPERTIES {
        for entry in cx.of_type(kind) {
            let Some(value) = entry.property(property) else {
                continue;
            };
            let place = entry.place();
            let place = place.key("Properties");
            each(value, &place.key(property), &mut |value, place| {
                if let Some(Err(error)) = cx.text(value).map(|text| parse(&text)) {
                    report.error(place, error.reason, error.fix);
                }
            });
        }
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
