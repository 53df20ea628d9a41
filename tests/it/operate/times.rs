//! The times of schedules: also in the zone of this machine, up to their end, and with a lost time zone.

use crate::support::endpoint::Answer;
use crate::support::home::{ABSENT, Home};
use serde_json::{Value, json};

/// The output of `schedule list` for a schedule with these properties, on a machine in India.
fn shown(more: &Value) -> String {
    let mut schedule = json!({
        "Name": "sa-portfolio-manager", "GroupName": "g", "State": "ENABLED", "ScheduleExpression": "cron(0 11 ? * MON-FRI *)",
        "Target": {"Arn": "arn:aws:ecs:us-east-1:111122223333:cluster/c", "RoleArn": "arn:aws:iam::111122223333:role/r"},
    });
    schedule
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let keys = "[default]\naws_access_key_id = AKID\naws_secret_access_key = planted-secret\n";
    let home = Home::answering("", keys, move |request| match &*request.action() {
        "GetCallerIdentity" => Answer::Result(String::new()),
        "ListStacks" => Answer::Result("<StackSummaries/>".to_owned()),
        "scheduler GET" => Answer::Body(schedule.to_string()),
        _ if request.header("x-amz-target").is_some() => Answer::Body("{}".to_owned()),
        _ => ABSENT,
    });
    home.run("schedule list portfolio-manager", &[("TZ", "Asia/Kolkata")])
        .exits(0)
        .stdout
}

#[test]
fn times_are_shown_in_the_zone_of_this_machine_too() {
    let text = shown(&json!({"ScheduleExpressionTimezone": "America/New_York"}));
    assert_eq!(text.matches(" IST").count(), 3, "{text}");
    assert!(text.contains(" 11:00 E") && !text.contains("note"), "{text}");
}

#[test]
fn a_zone_that_got_lost_is_said() {
    let text = shown(&json!({}));
    let note = "note: deployed in UTC, the template says America/New_York\n    the emulator loses time zones";
    assert!(text.contains(note), "{text}");
}

#[test]
fn an_end_date_counts() {
    let over = shown(&json!({"ScheduleExpressionTimezone": "America/New_York", "EndDate": 1_700_000_000}));
    assert!(
        over.contains("ended Wed 2023-11-15 03:43 IST: it does not run any more"),
        "{over}"
    );
    let ends =
        shown(&json!({"ScheduleExpressionTimezone": "America/New_York", "EndDate": 4_000_000_000_i64}));
    assert!(
        ends.contains("ends ") && ends.matches("11:00 E").count() == 3,
        "{ends}"
    );
}
