//! Every relevant command shows a failed last run: by its exit code, by its log after hours, by its alarm.

use crate::operate::run::ready;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use serde_json::{Value, json};

const SERVICE: &str = "recommendation-service";

/// The log of a run that ended hours ago.
fn logged(account: &Account, task: &str, hours: i64, lines: &[&str]) {
    let group = "sa/ecs/recommendation-service";
    let stream = format!("sa/sa-recommendation-service-container/{task}");
    let target = |call: &str| format!("Logs_20140328.{call}");
    let body = json!({"logGroupName": group, "logStreamName": stream});
    account.json("logs", &target("CreateLogStream"), &body.to_string());
    let at = jiff::Timestamp::now().as_millisecond() - hours * 3_600_000;
    let events = lines
        .iter()
        .map(|line| json!({"timestamp": at, "message": line}))
        .collect::<Vec<_>>();
    let body = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events});
    account.json("logs", &target("PutLogEvents"), &body.to_string());
}

fn last(account: &Account) -> Value {
    let rows = account.run(&["schedule", "list", SERVICE, "--json"]).exits(0);
    serde_json::from_str::<Value>(&rows.stdout).unwrap()[0]["last"].clone()
}

#[test]
fn an_error_in_the_log_of_the_last_run_is_seen_hours_later() {
    let account = ready();
    logged(&account, "0123", 8, &["started"]);
    assert_eq!(last(&account)["result"], "unknown");
    let pattern = error_pattern(&account);
    logged(
        &account,
        "4567",
        7,
        &["started", &format!("12:00 {pattern}: planted-line")],
    );
    assert_eq!(last(&account)["result"], "failed");
    let schedule = account.run(&["schedule"]).exits(0);
    assert!(
        schedule.stdout.contains("its log matches the error pattern"),
        "{schedule}"
    );
    let doctor = account.run(&["doctor"]).exits(1);
    assert!(
        doctor
            .stdout
            .contains("error  runs: the last run of recommendation-service failed at"),
        "{doctor}"
    );
    assert!(
        doctor
            .stdout
            .contains("fix: run `sa-infra logs recommendation-service`"),
        "{doctor}"
    );
    assert!(!format!("{schedule}{doctor}").contains("planted-line"));
}

/// The error pattern of the template.
fn error_pattern(account: &Account) -> String {
    let template = account
        .run(&["synth", "app-infra-compute", "--stdout"])
        .exits(0)
        .stdout;
    let template = serde_json::from_str::<Value>(&template).unwrap();
    let mut resources = template["Resources"].as_object().unwrap().values();
    let filter = resources
        .find(|one| one["Type"] == "AWS::Logs::MetricFilter")
        .unwrap();
    filter["Properties"]["FilterPattern"]
        .as_str()
        .unwrap()
        .trim_matches('"')
        .to_owned()
}

#[test]
fn a_task_that_ended_with_an_error_is_seen_by_the_doctor() {
    let account = ready();
    account.run(&["run", SERVICE, "--detach"]).exits(0);
    let proxy = Proxy::answering(&account, |asked| {
        let arn = || serde_json::from_str::<Value>(asked.body).unwrap()["tasks"][0].clone();
        let family = "appinfracomputesarecommendationservicetaskdefinition97DB4D0A";
        let over = || {
            json!({"tasks": [{"taskArn": arn(), "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited",
            "taskDefinitionArn": format!("arn:aws:ecs:us-east-1:1:task-definition/{family}:1"),
            "containers": [{"name": "sa-recommendation-service-container", "exitCode": 3}]}]})
        };
        (asked.call == "DescribeTasks").then(|| (200, over().to_string()))
    });
    let doctor = proxy.run(&account, &["doctor"]).exits(1);
    assert!(
        doctor
            .stdout
            .contains("the last run of recommendation-service failed: exit code 3"),
        "{doctor}"
    );
}

/// An alarm as AWS describes it, and one in state OK.
const ALARM: &str = "<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms>\
    <member><AlarmName>sa-recommendation-service-errors</AlarmName><StateValue>ALARM</StateValue>\
    <AlarmDescription>The service wrote ERROR</AlarmDescription>\
    <StateUpdatedTimestamp>2026-11-20T12:00:05.000Z</StateUpdatedTimestamp>\
    <StateTransitionedTimestamp>2026-11-20T12:00:00.000Z</StateTransitionedTimestamp></member>\
    <member><AlarmName>failed-runs</AlarmName><StateValue>OK</StateValue></member>\
    </MetricAlarms></DescribeAlarmsResult></DescribeAlarmsResponse>";

#[test]
fn an_alarm_is_seen_in_status_and_by_the_doctor() {
    let account = ready();
    assert!(!account.run(&["status"]).exits(0).stdout.contains("alarm: "));
    account.form(
        "monitoring",
        "SetAlarmState&Version=2010-08-01&AlarmName=sa-recommendation-service-errors\
                                &StateValue=ALARM&StateReason=one+error",
    );
    let status = account.run(&["status", "app-infra-compute"]).exits(0);
    assert!(
        status
            .stdout
            .contains("  alarm: sa-recommendation-service-errors"),
        "{status}"
    );
    let doctor = account.run(&["doctor"]).exits(1);
    assert!(
        doctor
            .stdout
            .contains("error  alarms: sa-recommendation-service-errors is in ALARM"),
        "{doctor}"
    );
    // The emulator returns neither the reason nor the time.
    let aws = Proxy::answering(&account, |asked| {
        (asked.call == "DescribeAlarms").then(|| (200, ALARM.to_owned()))
    });
    let status = aws.run(&account, &["status", "app-infra-compute"]).exits(0);
    let line =
        "  alarm: sa-recommendation-service-errors since 2026-11-20 12:00:00Z: The service wrote ERROR\n";
    assert!(status.stdout.contains(line), "{status}");
    let state = aws
        .run(&account, &["status", "app-infra-compute", "--json"])
        .exits(0)
        .stdout;
    let state = serde_json::from_str::<Value>(&state).unwrap();
    assert_eq!(
        state[0]["deployed"]["alarms"],
        json!([{"name": "sa-recommendation-service-errors", "description": "The service wrote ERROR",
            "since": "2026-11-20T12:00:00Z"}])
    );
    // Without the permission, everything else is shown.
    let denied = Proxy::answering(&account, |asked| {
        let error =
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
        (asked.call == "DescribeAlarms").then(|| (403, error.to_owned()))
    });
    assert!(
        !denied
            .run(&account, &["status"])
            .exits(0)
            .stdout
            .contains("alarm: ")
    );
}
