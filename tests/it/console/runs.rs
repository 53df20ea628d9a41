//! The strip of the last thirty runs, the way from a run to its log, and the images with their scan.

use crate::operate::run::ready;
use crate::support::browser::Tab;
use crate::support::console::Console;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use serde_json::{Value, json};

const GROUP: &str = "sa/ecs/recommendation-service";

/// A schedule that was on for two months, one that was paused for as long, a task that failed yesterday, and images.
fn months(account: &Account) -> Proxy {
    let url = account.url.clone();
    let now = jiff::Timestamp::now().as_second();
    let arn = "arn:aws:ecs:us-east-1:111122223333:task/sa/89abcdef";
    let image = |tags: Value, counts: Value| {
        json!({"imageDigest": "sha256:2222222222222222", "imageTags": tags, "imageSizeInBytes": 41_000_001,
            "imagePushedAt": now - 86_400, "imageScanStatus": {"status": "COMPLETE"},
            "imageScanFindingsSummary": {"findingSeverityCounts": counts}})
    };
    let images = json!({"imageDetails": [
        image(json!(["latest", "<b>89abcde"]), json!({"CRITICAL": 2, "LOW": 1})),
    ]});
    Proxy::answering(account, move |asked| {
        match asked.call {
        "scheduler GET" => {
            let (status, body) = Account::answer(&url, asked.request);
            let mut schedule = serde_json::from_str::<Value>(&body).unwrap();
            if schedule["Name"] == "sa-portfolio-manager" {
                schedule["State"] = "DISABLED".into();
            }
            schedule["LastModificationDate"] = (now - 60 * 86_400).into();
            Some((status, schedule.to_string()))
        }
        "ListTasks" if asked.body.contains("STOPPED") => Some((200, json!({"taskArns": [arn]}).to_string())),
        "DescribeTasks" => Some((200, json!({"failures": [], "tasks": [{
            "taskArn": arn, "lastStatus": "STOPPED", "desiredStatus": "STOPPED", "stopCode": "EssentialContainerExited",
            "stoppedReason": "Essential container <i>exited</i>\u{202e}",
            "taskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/\
                appinfracomputesarecommendationservicetaskdefinition97DB4D0A:1",
            "createdAt": now - 3600, "startedAt": now - 3590, "stoppedAt": now - 3000,
            "containers": [{"name": "sa-recommendation-service-container", "lastStatus": "STOPPED", "exitCode": 3}],
        }]}).to_string())),
        "DescribeImages" => Some((200, images.to_string())),
        _ => None,
    }
    })
}

/// Writes a line into the log of a task.
fn logged(account: &Account, task: &str, seconds: i64, line: &str) {
    let stream = format!("sa/sa-recommendation-service-container/{task}");
    let at = jiff::Timestamp::now().as_millisecond() - seconds * 1000;
    let events = json!([{"timestamp": at, "message": line}]);
    for call in ["CreateLogStream", "PutLogEvents"] {
        let body = json!({"logGroupName": GROUP, "logStreamName": stream, "logEvents": events});
        account.json("logs", &format!("Logs_20140328.{call}"), &body.to_string());
    }
}

#[test]
fn thirty_runs_are_cells_and_each_that_ran_leads_to_its_log() {
    let account = ready();
    logged(&account, "0123", 2 * 86_400, "the other run");
    logged(&account, "89abcdef", 3500, "the run that failed");
    let proxy = months(&account);
    let (console, tab) = (Console::start_at(&account, &proxy.url(), &[]), Tab::new());
    tab.open(&console.url);
    tab.shows("live");
    tab.open(&console.page("/services"));
    tab.until("document.querySelectorAll('.strip').length === 2");
    let cells = |service: &str, class: &str| {
        let cells = format!("document.querySelectorAll('[aria-label*=\"{service}\"] .cell{class}').length");
        tab.value(&cells)
    };
    assert_eq!(cells("recommendation-service", ""), 30);
    assert_eq!(cells("recommendation-service", ".good"), 1);
    assert_eq!(cells("recommendation-service", ".bad"), 1);
    assert_eq!(cells("recommendation-service", ".open"), 28);
    assert_eq!(cells("portfolio-manager", ".off"), 30);
    let titles = "[...document.querySelectorAll('.cell > *')].map((cell) => cell.title).join('\\n')";
    let titles = tab.value(titles).as_str().unwrap().to_owned();
    for part in [
        " failed, exit code 3: ",
        " done",
        " dropped: the schedule was on, and no run began",
        " paused: the schedule was paused",
    ] {
        assert!(titles.contains(part), "{part}: {titles}");
    }
    // The reader finds the same by the keyboard and by a screen reader.
    tab.value("document.querySelector('.cell.bad a').focus()");
    tab.press("Enter");
    let text = tab.shows("the run that failed");
    assert!(!text.contains("the other run"), "{text}");
    tab.open(&console.page("/service?service=recommendation-service"));
    tab.shows("exit code 3");
    let text = tab.shows("2 critical");
    assert!(text.contains("<b>89abcde") && text.contains("42 MB"), "{text}");
    assert_eq!(tab.faults(), json!([]));
}
