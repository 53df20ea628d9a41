//! `notify` and `schedule` against the emulator, read back through the services. A proxy adds the behavior of AWS.

use crate::support::message;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::sns::{Sns, SubscriptionState};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;

const CONFIGURED: &str = "[stock_advisor]\nnotify = [\"owner@example.com\"]\n";

fn json(account: &Account, arguments: &[&str]) -> Value {
    serde_json::from_str(&account.run(arguments).exits(0).stdout).unwrap()
}

#[test]
fn before_anything_is_deployed_the_first_command_is_named() {
    let account = Account::new();
    let mut said = String::new();
    for arguments in [
        &["notify"][..],
        &["notify", "test"],
        &["notify", "add", "jo@example.com"],
        &["schedule"],
        &["schedule", "pause"],
    ] {
        let run = account.run(arguments).exits(1);
        message::helps(&run.stderr);
        said += &run.to_string();
    }
    for arguments in [
        &["notify", "add", "jo at example"][..],
        &["notify", "--stack", "app-infra-compute"],
        &["schedule", "pause", "portfolio-manger"],
        &["schedule", "resume", "x"],
    ] {
        let run = account.run(arguments).exits(2);
        message::helps(&run.stderr);
        said += &run.to_string();
    }
    insta::assert_snapshot!("operating_bad_input", said);
}

#[tokio::test]
async fn addresses_come_and_go() {
    let account = Account::new();
    account.configure(CONFIGURED);
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    let resources = cloud
        .cloudformation()
        .list_stack_resources("app-infra-base")
        .await
        .unwrap();
    let topic = resources
        .iter()
        .find(|resource| resource.resource_type == "AWS::SNS::Topic");
    let topic = topic.unwrap().physical_id.clone().unwrap();
    account
        .run(&["notify", "add", "https://example.com/hook"])
        .exits(0);
    let found = cloud.sns().list_subscriptions_by_topic(&topic).await.unwrap();
    let addresses = found.iter().map(|found| &*found.endpoint).collect::<Vec<_>>();
    assert_eq!(addresses, ["owner@example.com", "https://example.com/hook"]);

    let rows = json(&account, &["notify", "--json"]);
    assert_eq!(
        (&rows[0]["configured"], &rows[1]["configured"]),
        (&true.into(), &false.into())
    );
    message::helps(
        &account
            .run(&["notify", "remove", "nobody@example.com"])
            .exits(2)
            .stderr,
    );
}

#[tokio::test]
async fn who_has_not_confirmed_is_told_nothing_and_the_list_says_so() {
    let account = Account::new();
    account.configure(CONFIGURED);
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let member = |arn: &str, address: &str| {
        format!(
            "<member><SubscriptionArn>{arn}</SubscriptionArn><Protocol>email</Protocol><Endpoint>{address}</Endpoint></member>"
        )
    };
    let members = [
        member("PendingConfirmation", "late@example.com"),
        member("Deleted", "gone@example.com"),
    ];
    let answer = format!(
        "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>{}</Subscriptions>\
         </ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>",
        members.concat()
    );
    let busy =
        "<ErrorResponse><Error><Code>Throttling</Code><Message>slower</Message></Error></ErrorResponse>";
    let proxy = Proxy::answering(&account, move |asked| {
        let is_it =
            asked.call == "ListSubscriptionsByTopic" && asked.body.contains("sa-app-notifications-topic");
        let answer = || {
            if asked.before == 0 {
                (400, busy.to_owned())
            } else {
                (200, answer.clone())
            }
        };
        is_it.then(answer)
    });
    insta::assert_snapshot!(
        "notify_open",
        proxy.run(&account, &["notify"]).exits(0).to_string()
    );
    let run = proxy
        .run(&account, &["notify", "remove", "late@example.com"])
        .exits(1);
    assert!(run.stderr.contains("within two days"), "{run}");
    let run = proxy.run(&account, &["notify", "test"]).exits(1);
    assert!(
        run.stdout.contains("sent to 0 addresses") && run.stderr.contains("no subscriber is confirmed"),
        "{run}"
    );
    assert_eq!(
        proxy.count("ListSubscriptionsByTopic"),
        4,
        "one try again, and no message to unsubscribe"
    );
}

#[tokio::test]
async fn a_test_reaches_the_confirmed_and_the_removed_are_told_no_more() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    account.run(&["notify", "add", "+15551234567"]).exits(0);
    let rows = json(&account, &["notify", "list", "--json"]);
    assert_eq!(rows[0]["state"], "confirmed", "{rows}");
    assert_eq!(json(&account, &["notify", "test", "--json"])["confirmed"], 1);
    account.run(&["notify", "remove", "+15551234567"]).exits(0);
    let rows = json(&account, &["notify", "list", "--json"]);
    assert_eq!(rows, serde_json::json!([]));
    let cloud = account.cloud().await;
    let arn = format!("arn:aws:sns:us-east-1:{}:sa-app-notifications-topic", account.id);
    let found = cloud.sns().list_subscriptions_by_topic(&arn).await.unwrap();
    assert!(
        found
            .iter()
            .all(|found| found.state == SubscriptionState::Deleted),
        "{found:?}"
    );
}

#[tokio::test]
async fn what_is_paused_stays_paused_and_says_when_it_would_run() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    let state = async |name| {
        let found = cloud.scheduler().get_schedule("sa", name).await.unwrap();
        found.unwrap().state
    };
    account.run(&["schedule", "pause", "portfolio-manager"]).exits(0);
    assert_eq!(state("sa-portfolio-manager").await, ScheduleState::Disabled);
    assert_eq!(state("sa-recommendation-service").await, ScheduleState::Enabled);
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let rows = json(&account, &["schedule", "--json"]);
    assert_eq!(
        (&rows[0]["state"], &rows[1]["state"]),
        (&"running".into(), &"paused".into())
    );
    assert_eq!(rows[1]["next"].as_array().unwrap().len(), 3);
    let shown = account.run(&["schedule", "list", "portfolio-manager"]).exits(0);
    assert_eq!(shown.stdout.matches("(paused)").count(), 3, "{shown}");
    let again = account.run(&["schedule", "pause"]).exits(0);
    assert_eq!(
        again.stdout,
        "paused recommendation-service\nalready paused portfolio-manager\n"
    );
    account.run(&["schedule", "resume"]).exits(0);
    assert_eq!(state("sa-portfolio-manager").await, ScheduleState::Enabled);
}

#[tokio::test]
async fn an_event_of_ours_goes_through_the_watchdog_to_its_topic() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let queue = account.json("sqs", "AmazonSQS.CreateQueue", r#"{"QueueName": "told"}"#);
    let queue = serde_json::from_str::<Value>(&queue).unwrap();
    let topic = format!("arn:aws:sns:us-east-1:{}:sa-app-notifications-topic", account.id);
    let cloud = account.cloud().await;
    let queue_arn = format!("arn:aws:sqs:us-east-1:{}:told", account.id);
    cloud
        .sns()
        .subscribe(&topic, &"sqs".into(), &queue_arn)
        .await
        .unwrap();

    let run = account.run(&["notify", "test", "--watchdog"]).exits(0);
    assert!(
        run.stdout.contains("1 address should receive 2 messages"),
        "{run}"
    );
    let sentences = [
        "Stop code: . Exit code",
        "Stop code: TaskFailedToStart. Exit code, if its container ran: . ",
    ];
    for sentence in sentences {
        let received = account.json("sqs", "AmazonSQS.ReceiveMessage", &queue.to_string());
        let received = serde_json::from_str::<Value>(&received).unwrap();
        let body = received["Messages"][0]["Body"].as_str().unwrap();
        let notification = serde_json::from_str::<Value>(body).unwrap();
        // The message is valid JSON, though the reason contains quotes and newlines.
        let told = serde_json::from_str::<Value>(notification["Message"].as_str().unwrap()).unwrap();
        let message = told["message"].as_str().unwrap();
        assert!(
            message.starts_with("Stock Advisor (sa): a task of (only a test"),
            "{message}"
        );
        assert!(message.contains(sentence), "{message}");
        assert!(
            told["reason"]
                .as_str()
                .unwrap()
                .contains("\"happened\"\nanywhere, C:\\"),
            "{told}"
        );
    }
}

/// The earlier message of our rule, which a quote in a reason broke.
#[test]
fn a_message_that_a_reason_can_break_is_found() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let deployed = account
        .run(&["synth", "app-infra-compute", "--stdout"])
        .exits(0)
        .stdout;
    let old = deployed.replace("\\\"reason\\\": <reason>", "\\\"reason\\\": \\\"<reason>\\\"");
    assert_ne!(old, deployed);
    let xml = old.replace('&', "&amp;").replace('<', "&lt;");
    let proxy = Proxy::answering(&account, move |asked| {
        let answer = format!(
            "<GetTemplateResponse><GetTemplateResult><TemplateBody>{xml}</TemplateBody></GetTemplateResult></GetTemplateResponse>"
        );
        (asked.call == "GetTemplate").then_some((200, answer))
    });
    let run = proxy.run(&account, &["notify", "test", "--watchdog"]).exits(1);
    assert!(
        run.stderr
            .contains("loses its message if a reason contains quotes"),
        "{run}"
    );
    assert_eq!(proxy.count("PutEvents"), 0);
    message::helps(&run.stderr);
}

#[test]
fn a_watchdog_that_cannot_be_tried_says_why() {
    let account = Account::new();
    let mut said = account
        .run(&["notify", "test", "--watchdog"])
        .exits(1)
        .to_string();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let old = r#"{"source": ["aws.ecs"], "detail-type": ["ECS Task State Change"]}"#;
    let rule = |state: &str, pattern: &str| {
        serde_json::json!({"Name": "r", "State": state, "EventPattern": pattern}).to_string()
    };
    let off = rule("DISABLED", old);
    let ours = rule(
        "ENABLED",
        r#"{"source": ["sa-infra.test"], "detail-type": [{"wildcard": "x*"}]}"#,
    );
    for (call, answer) in [
        ("DescribeRule", off),
        ("DescribeRule", rule("ENABLED", old)),
        ("DescribeRule", ours),
        (
            "PutEvents",
            r#"{"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure", "ErrorMessage": "something broke at AWS"}]}"#.to_owned(),
        ),
    ] {
        let proxy = Proxy::answering(&account, move |asked| {
            (asked.call == call).then(|| (200, answer.clone()))
        });
        let run = proxy.run(&account, &["notify", "test", "--watchdog"]).exits(1);
        message::helps(&run.stderr);
        said += &run.to_string();
    }
    let run = account.run(&["notify", "test", "--watchdog"]).exits(1);
    assert!(
        run.stdout.contains("sent event") && run.stderr.contains("no subscriber is confirmed"),
        "{run}"
    );
    let rule = said
        .split("the rule ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    insta::assert_snapshot!("watchdog_not_tried", said.replace(&rule, "[RULE]"));
}

#[tokio::test]
async fn an_address_of_the_configuration_is_taken_out_there() {
    let account = Account::new();
    let before = "# ours\n[stock_advisor]\nnotify = [\n  \"owner@example.com\", # told first\n  \"other@example.com\",\n]\n";
    account.configure(before);
    let file = account.write("sa-infra.toml", before);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    let run = account.run(&["notify", "remove", "owner@example.com"]).exits(0);
    insta::assert_snapshot!("notify_taken_out", run.to_string());
    let after = "# ours\n[stock_advisor]\nnotify = [\n  \"other@example.com\",\n]\n";
    assert_eq!(fs::read_to_string(&file).unwrap(), after);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let beside = fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    assert_eq!(
        beside
            .filter(|name| name.to_string_lossy().contains("sa-infra.toml"))
            .count(),
        1
    );
    let told = async || {
        let cloud = account.cloud().await;
        let arn = format!("arn:aws:sns:us-east-1:{}:sa-app-notifications-topic", account.id);
        let found = cloud.sns().list_subscriptions_by_topic(&arn).await.unwrap();
        let found = found
            .into_iter()
            .filter(|found| found.state != SubscriptionState::Deleted);
        found.map(|found| found.endpoint).collect::<Vec<_>>()
    };
    assert_eq!(told().await, ["other@example.com"]);
    let deploy = run
        .stderr
        .split("`sa-infra ")
        .nth(1)
        .unwrap()
        .split('`')
        .next()
        .unwrap();
    let deploy = deploy.split(' ').chain(["--yes"]).collect::<Vec<_>>();
    account.run(&deploy).exits(0);
    assert_eq!(told().await, ["other@example.com"]);

    // In every spelling.
    account.configure("stock_advisor.notify = [\"\\u006fther@example.com\"]\n");
    account
        .run(&["notify", "remove", "other@example.com", "--json"])
        .exits(0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "stock_advisor.notify = []\n");
}
