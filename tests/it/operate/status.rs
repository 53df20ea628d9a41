//! `status`, `outputs` and `events` against the emulator, and against an AWS that refuses.

use crate::support::endpoint::{Answer, Endpoint};
use crate::support::ministack::Account;
use crate::support::{cli::Sandbox, files, message};
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use serde_json::Value;

/// Two buckets with the same name: the second one fails.
const FAILS: &str = r#"{"Resources":{
    "First": {"Type":"AWS::S3::Bucket", "Properties":{"BucketName":"taken"}},
    "Second": {"Type":"AWS::S3::Bucket", "Properties":{"BucketName":"taken"}, "DependsOn":"First"}}}"#;

fn base() -> String {
    files::read("templates/app-infra-base.template.json")
}

/// The output of a run, without the times.
fn timeless(text: &str) -> String {
    const TIME: &str = "2026-11-20 12:00:00Z";
    let is_time = |part: &str| {
        let fits =
            |(sign, model): (char, char)| sign == model || sign.is_ascii_digit() && model.is_ascii_digit();
        part.chars().zip(TIME.chars()).all(fits)
    };
    let (mut result, mut rest) = (String::new(), text);
    while let Some(sign) = rest.chars().next() {
        let is_time = rest.get(..TIME.len()).is_some_and(is_time);
        result.push_str(if is_time {
            "[TIME]"
        } else {
            &rest[..sign.len_utf8()]
        });
        rest = &rest[if is_time { TIME.len() } else { sign.len_utf8() }..];
    }
    result
}

#[test]
fn nothing_deployed_is_said() {
    let account = Account::new();
    insta::assert_snapshot!("status_of_nothing", account.run(&["status"]).exits(0).to_string());
    insta::assert_snapshot!(
        "outputs_of_nothing",
        account.run(&["outputs"]).exits(0).to_string()
    );
    account.run(&["outputs", "app-infra-base"]).exits(1);
    let run = account.run(&["events", "app-infra-base"]).exits(1);
    assert!(
        run.stderr.contains("app-infra-base: not deployed in us-east-1"),
        "{run}"
    );
    message::helps(&run.stderr);
}

#[tokio::test]
async fn what_is_deployed_is_shown() {
    let account = Account::new();
    let cloud = account.cloud().await;
    account.deploy("app-infra-base", &base()).await;
    let cloudformation = cloud.cloudformation();
    cloudformation
        .update_termination_protection("app-infra-base", true)
        .await
        .unwrap();
    let end = account.deploy("app-infra-compute", FAILS).await;
    assert_eq!(end, StackStatus::RollbackComplete);

    let status = account.run(&["status"]).exits(0);
    let bucket = cloudformation
        .describe_stack("app-infra-base")
        .await
        .unwrap()
        .unwrap();
    let bucket = bucket.output("sadatabucketname").unwrap();
    let text = status.to_string().replace(bucket, "[BUCKET]");
    insta::assert_snapshot!("status_of_some", timeless(&text));
    let status = account.run(&["status", "--json"]).exits(0);
    let status = serde_json::from_str::<Value>(&status.stdout).unwrap();
    assert_eq!(status[0]["deployed"]["condition"], "ok");
    assert_eq!(status[0]["deployed"]["termination_protection"], true);
    assert_eq!(status[1]["deployed"]["condition"], "stuck");
    assert_eq!(status[1]["deployed"]["last_failure"]["logical_id"], "Second");
    assert_eq!(status[2]["deployed"], Value::Null);

    let stack = cloudformation
        .describe_stack("app-infra-base")
        .await
        .unwrap()
        .unwrap();
    let outputs = account.run(&["outputs", "--json", "app-infra-base"]).exits(0);
    let outputs = serde_json::from_str::<Value>(&outputs.stdout).unwrap();
    let outputs = outputs[0]["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), stack.outputs.len());
    for output in outputs {
        let value = stack.output(output["name"].as_str().unwrap()).unwrap();
        assert_eq!(output["value"], value.replace(&account.id, "[ACCOUNT]"));
    }
    let table = account.run(&["outputs", "app-infra-base"]).exits(0);
    assert!(table.stdout.contains("sa-data-bucket-name"), "{table}");

    let first = &cloudformation.list_exports().await.unwrap()[0];
    assert!(first.stack_arn.contains("stack/app-infra-base/"));
    assert_eq!(
        cloudformation.list_imports(&first.name).await.unwrap(),
        Vec::<String>::new()
    );
    let resources = cloudformation
        .list_stack_resources("app-infra-base")
        .await
        .unwrap();
    assert_eq!(resources.len(), base().matches("\"Type\": \"AWS::").count());
    let template = cloudformation
        .get_template("app-infra-base")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(template, base());
}

#[tokio::test]
async fn events_are_lines_or_json() {
    let account = Account::new();
    account.deploy("app-infra-compute", FAILS).await;
    let run = account.run(&["events", "app-infra-compute"]).exits(0);
    insta::assert_snapshot!("events_of_a_failure", timeless(&run.to_string()));
    let followed = account.run(&["events", "app-infra-compute", "--follow"]).exits(0);
    assert_eq!(followed.stdout, run.stdout);
    let none = account.run(&["outputs", "app-infra-compute"]).exits(0);
    assert_eq!(none.stderr, "no outputs: app-infra-compute\n");
    assert!(followed.stderr.contains("no operation is running"), "{followed}");

    let json = account.run(&["events", "app-infra-compute", "--json"]).exits(0);
    let events = json
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let events = events.collect::<Vec<_>>();
    assert_eq!(events.len(), run.stdout.lines().count());
    assert!(events.iter().any(|event| event["outcome"] == "failed"));
    let all = account.run(&["events", "app-infra-compute", "--all"]).exits(0);
    assert!(all.stdout.ends_with(&run.stdout), "{all}");
}

#[test]
fn without_credentials_it_says_how_to_get_some() {
    let run = Sandbox::new().run(&["status"]).exits(1);
    assert!(run.stderr.contains("no usable credentials"), "{run}");
    assert!(run.stderr.contains("--profile"), "{run}");
    message::helps(&run.stderr);
}

#[test]
fn without_a_network_it_ends_within_seconds() {
    let variables = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "B")];
    let arguments = ["status", "--endpoint-url", "http://127.0.0.1:1"];
    let run = Sandbox::new().run_in("", &arguments, &variables).exits(1);
    assert!(
        run.stderr.contains("AWS cannot be reached") && run.stderr.contains("--endpoint-url"),
        "{run}"
    );
    message::helps(&run.stderr);
}

#[test]
fn a_missing_permission_is_named_and_not_tried_again() {
    let denied = "User: arn:aws:iam::111122223333:user/jo is not authorized to perform: cloudformation:DescribeStacks \
                  on resource: arn:aws:cloudformation:us-east-1:111122223333:stack/app-infra-base/* because no \
                  identity-based policy allows the cloudformation:DescribeStacks action";
    let endpoint = Endpoint::new(move |_, _| Answer::Error(403, "AccessDenied", denied));
    let run = endpoint.run(&["status", "app-infra-base"]).exits(1);
    insta::assert_snapshot!("access_denied", run.to_string());
    assert_eq!(endpoint.called(), ["DescribeStacks"]);
}

#[test]
fn expired_credentials_end_it_at_once() {
    for code in ["ExpiredToken", "ExpiredTokenException", "RequestExpired"] {
        let endpoint = Endpoint::new(move |_, _| {
            Answer::Error(403, code, "The security token included in the request is expired")
        });
        let run = endpoint.run(&["outputs", "app-infra-base"]).exits(1);
        assert!(run.stderr.contains("credentials have expired"), "{run}");
        assert!(endpoint.called().is_empty(), "{:?}", endpoint.called());
        message::helps(&run.stderr);
    }
}

#[test]
fn throttling_failures_and_lost_answers_are_tried_again() {
    let absent = || {
        Answer::Error(
            400,
            "ValidationError",
            "Stack with id app-infra-base does not exist",
        )
    };
    let endpoint = Endpoint::new(move |_, before| match before {
        0 => Answer::Error(400, "Throttling", "Rate exceeded"),
        1 => Answer::Error(503, "ServiceUnavailable", "busy"),
        2 => Answer::Dropped,
        _ => absent(),
    });
    let run = endpoint.run(&["status", "app-infra-base"]).exits(0);
    assert!(run.stdout.contains("not deployed"), "{run}");
    assert_eq!(endpoint.called().len(), 4);
}

const STACK: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/app-infra-base/1";

/// An AWS in which an update of the base stack ends with `status` at the second read of its events.
fn ends_with_answers(status: &'static str) -> impl Fn(&str, usize) -> Answer {
    let event = |id: &str, status: &str| {
        format!(
            "<member><EventId>{id}</EventId><StackId>{STACK}</StackId><PhysicalResourceId>{STACK}</PhysicalResourceId>\
             <LogicalResourceId>app-infra-base</LogicalResourceId><ResourceStatus>{status}</ResourceStatus>\
             <ResourceType>AWS::CloudFormation::Stack</ResourceType><Timestamp>2026-11-20T12:00:00Z</Timestamp></member>"
        )
    };
    move |call, before| {
        let begun = event("1", "UPDATE_IN_PROGRESS");
        Answer::Result(match (call, before) {
            ("DescribeStacks", before) => {
                let status = if before == 0 { "UPDATE_IN_PROGRESS" } else { status };
                format!(
                    "<Stacks><member><StackId>{STACK}</StackId><StackName>app-infra-base</StackName>\
                     <StackStatus>{status}</StackStatus><CreationTime>2026-11-20T11:00:00Z</CreationTime></member></Stacks>"
                )
            }
            (_, 0) => format!("<StackEvents>{begun}</StackEvents>"),
            _ => format!("<StackEvents>{}{begun}</StackEvents>", event("2", status)),
        })
    }
}

fn ends_with(status: &'static str) -> Endpoint {
    Endpoint::new(ends_with_answers(status))
}

#[test]
fn credentials_that_expire_while_following_end_it_and_say_that_aws_continues() {
    let begun = ends_with_answers("UPDATE_COMPLETE");
    let endpoint = Endpoint::new(move |call, before| match (call, before) {
        ("DescribeStackEvents", 1..) => Answer::Error(403, "ExpiredToken", "it is expired"),
        _ => begun(call, before),
    });
    let run = endpoint.run(&["events", "app-infra-base", "--follow"]).exits(1);
    assert_eq!(run.stdout.lines().count(), 1, "{run}");
    assert!(
        run.stderr.contains("continues in AWS") && run.stderr.contains("sign in again"),
        "{run}"
    );
    assert_eq!(endpoint.called().len(), 3);
}

#[test]
fn following_ends_with_the_operation_and_as_it_does() {
    for (status, code) in [
        ("UPDATE_COMPLETE", 0),
        ("UPDATE_ROLLBACK_COMPLETE", 1),
        ("UPDATE_ROLLBACK_FAILED", 5),
        ("UPDATE_FAILED", 5),
    ] {
        let endpoint = ends_with(status);
        let run = endpoint
            .run(&["events", "app-infra-base", "--follow"])
            .exits(code);
        assert_eq!(run.stdout.lines().count(), 2, "{run}");
        assert!(run.stdout.contains(status), "{run}");
        assert_eq!(run.stderr.is_empty(), code == 0, "{run}");
        // One read of the stack, two of its events, and one more of each before the end is trusted.
        assert_eq!(endpoint.called().len(), 5, "{:?}", endpoint.called());
    }
}
