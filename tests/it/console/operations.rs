//! Builds, drift and notifications from the page, read back through the services.

use crate::operate::run::ready;
use crate::support::browser::Tab;
use crate::support::console::Console;
use crate::support::ministack::Account;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::codebuild::CodeBuild;
use sa_infra::cloud::sns::Sns;
use serde_json::json;

fn open(console: &Console, path: &str) -> Tab {
    let tab = Tab::new();
    tab.open(&console.url);
    tab.shows("live");
    tab.open(&console.page(path));
    tab
}

#[tokio::test]
async fn an_image_is_built_and_its_log_is_live() {
    let account = ready();
    let console = Console::start(&account);
    let tab = open(&console, "/services");
    tab.click("form[data-verb=build]:has([value=recommendation-service]) button");
    tab.until("location.pathname === '/logs' && location.search.includes('build=1')");
    let cloud = account.cloud().await;
    let builds = cloud
        .codebuild()
        .list_builds_for_project("sa-recommendation-service-project");
    let id = builds.await.unwrap().remove(0);
    let (group, stream) = (
        "/aws/codebuild/sa-recommendation-service-project",
        id.rsplit(':').next().unwrap(),
    );
    for (call, more) in [
        ("CreateLogStream", json!({})),
        (
            "PutLogEvents",
            json!([{"timestamp": jiff::Timestamp::now().as_millisecond(), "message": "Step 1/9 <b>"}]),
        ),
    ] {
        let body = json!({"logGroupName": group, "logStreamName": stream, "logEvents": more});
        account.json("logs", &format!("Logs_20140328.{call}"), &body.to_string());
    }
    tab.shows("Step 1/9 <b>");
    assert_eq!(tab.faults(), json!([]));
}

/// The topic of a stack is changed behind its back: the emulator detects it.
fn change_the_topic(account: &Account) {
    let arn = format!("arn:aws:sns:us-east-1:{}:sa-app-notifications-topic", account.id);
    for call in [
        "SetTopicAttributes&AttributeName=DisplayName&AttributeValue=%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE",
        "TagResource&Tags.member.1.Key=app&Tags.member.1.Value=%3Cimg src=x onerror=alert(2)%3E",
    ] {
        account.form("sns", &format!("{call}&ResourceArn={arn}&TopicArn={arn}"));
    }
}

#[test]
fn the_drift_of_a_resource_is_shown_property_by_property() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let console = Console::start(&account);
    let tab = open(
        &console,
        "/resource?stack=app-infra-base&id=saappnotificationstopic2A54CC86",
    );
    tab.shows("not detected yet");
    change_the_topic(&account);
    tab.click("form[data-verb=drift] button");
    let text = tab.until("document.querySelector('dialog').open");
    assert!(text.contains("differs from its template"), "{text}");
    tab.press("Escape");
    let text = tab.shows("MODIFIED");
    assert!(
        text.contains("DisplayName: <script>alert(1)</script>\\u202e instead of"),
        "{text}"
    );
    assert!(text.contains("<img src=x onerror=alert(2)>"), "{text}");
    tab.open(&console.page("/resource?stack=app-infra-base&id=sadatabucketCC1B0CFA"));
    tab.shows("no drift");
    tab.open(&console.page("/stacks"));
    tab.shows("drifted");
    assert_eq!(tab.faults(), json!([]));
}

#[tokio::test]
async fn a_subscriber_is_added_and_receives_a_test_message() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let console = Console::start(&account);
    let tab = open(&console, "/notifications");
    tab.shows("No one is notified of failures");
    tab.click("form[data-verb=test] button");
    tab.shows("no subscriber is confirmed");
    tab.press("Escape");
    for (address, shown) in [
        ("javascript:alert(1)", "Not done"),
        ("jo at example", "Not done"),
        ("+15551234567", "confirmed"),
    ] {
        tab.type_into("input[name=address]", address);
        tab.press("Enter");
        tab.shows(shown);
        tab.value("document.querySelector('dialog').close(); document.querySelector('form[data-verb=subscribe]').reset()");
    }
    let cloud = account.cloud().await;
    let arn = format!("arn:aws:sns:us-east-1:{}:sa-app-notifications-topic", account.id);
    let found = cloud.sns().list_subscriptions_by_topic(&arn).await.unwrap();
    let addresses = found.iter().map(|found| &*found.endpoint).collect::<Vec<_>>();
    assert_eq!(addresses, ["+15551234567"]);
    tab.click("form[data-verb=test] button");
    tab.until("document.querySelector('#notice').textContent.includes('sent to 1')");
    assert_eq!(tab.faults(), json!([]));
}
