//! What panels say of what went wrong: a run that failed, a permission that is missing.

use super::readers::reads;
use crate::operate::run::ready;
use crate::support::console::Console;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use serde_json::json;

#[test]
fn the_strip_of_runs_tells_a_failed_one_and_its_reason() {
    let account = ready();
    let group = "sa/ecs/recommendation-service";
    for (task, hours, line) in [("0123", 30, "done"), ("4567", 6, "Could run script, because <b>")] {
        let stream = format!("sa/sa-recommendation-service-container/{task}");
        let body = json!({"logGroupName": group, "logStreamName": stream});
        account.json("logs", "Logs_20140328.CreateLogStream", &body.to_string());
        let at = jiff::Timestamp::now().as_millisecond() - hours * 3_600_000;
        let events = json!([{"timestamp": at, "message": line}]);
        let body = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events});
        account.json("logs", "Logs_20140328.PutLogEvents", &body.to_string());
    }
    let console = Console::start(&account);
    let (cookie, _) = console.sign_in();
    let page = reads(&mut console.events(&cookie, "/services"), "cell bad");
    let (done, failed) = (page.find("task=0123").unwrap(), page.find("task=4567").unwrap());
    assert!(done < failed, "the oldest run comes first");
    assert!(
        page.contains("failed: its log matches the error pattern"),
        "{page}"
    );
}

#[test]
fn a_missing_permission_is_shown_as_that() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let proxy = Proxy::answering(&account, |asked| {
        let denied = "<ErrorResponse><Error><Code>AuthorizationError</Code><Message>User: jo is not authorized to \
                      perform: SNS:ListSubscriptionsByTopic</Message></Error></ErrorResponse>";
        (asked.call == "ListSubscriptionsByTopic").then(|| (403, denied.to_owned()))
    });
    let console = Console::start_at(&account, &proxy.url(), &[]);
    let (cookie, _) = console.sign_in();
    let page = reads(
        &mut console.events(&cookie, "/notifications"),
        "This needs more rights",
    );
    assert!(
        page.contains("ListSubscriptionsByTopic to that identity"),
        "{page}"
    );
}
