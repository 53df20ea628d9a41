//! Every resource of the stack that the emulator supports, deployed to it and inspected through each service; the
//! functions are invoked there. In place of the instance and the key pair, which it does not support, are literal
//! names.

use super::template;
use crate::support::ministack::Account;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use serde_json::Value;

pub(super) const MACHINE: &str = "i-0123456789abcdef0";

/// The template without unsupported resources.
pub(super) fn hosted(config: &str) -> Value {
    let mut template = template(config);
    let resources = template["Resources"].as_object_mut().unwrap();
    let is_hosted = |kind: &Value| kind != "AWS::EC2::Instance" && kind != "AWS::EC2::KeyPair";
    resources.retain(|_, resource| is_hosted(&resource["Type"]));
    let left = resources.keys().cloned().collect::<Vec<_>>();
    template["Parameters"].as_object_mut().unwrap().remove("ImageId");
    let stands = |id: &str| !id.starts_with("SimpleTraderInstance3") && id != "SimpleTraderKeyPair";
    assert!(left.iter().all(|id| stands(id)));
    replace(&mut template, &stands);
    template
}

/// Replaces references to removed resources by a literal.
fn replace(value: &mut Value, stands: &impl Fn(&str) -> bool) {
    let named = value["Ref"].as_str().or(value["Fn::GetAtt"][0].as_str());
    if named.is_some_and(|id| !stands(id)) {
        *value = MACHINE.into();
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, stands)),
        Value::Object(members) => members.values_mut().for_each(|member| replace(member, stands)),
        _ => {}
    }
}

#[tokio::test]
async fn it_is_deployed_and_its_functions_run() {
    let account = Account::new();
    let zone = jiff::tz::TimeZone::get("Asia/Kolkata").unwrap();
    let today = jiff::Timestamp::now().to_zoned(zone).date();
    let config = format!(
        "[simple_trader]\nbucket_suffix = \"-{}\"\nholidays = [\"{today}\"]\n",
        account.id
    );
    let template = hosted(&config).to_string();
    assert_eq!(
        account.deploy("Trader", &template).await,
        StackStatus::CreateComplete
    );

    let cloud = account.cloud().await;
    let stack = cloud
        .cloudformation()
        .describe_stack("Trader")
        .await
        .unwrap()
        .unwrap();
    let output = |name: &str| {
        let found = stack.outputs.iter().find(|output| output.name == name);
        found.unwrap().value.clone()
    };
    let bucket = output("BucketName");
    assert_eq!(bucket, format!("simpletrader-working-bucket-{}", account.id));
    for (what, part) in [
        ("versioning", "<Status>Enabled</Status>"),
        ("encryption", "AES256"),
        (
            "publicAccessBlock",
            "<RestrictPublicBuckets>true</RestrictPublicBuckets>",
        ),
        ("policy", "aws:SecureTransport"),
    ] {
        let answer = account.send("s3", "GET", &format!("/{bucket}?{what}"), &[], "");
        assert!(answer.contains(part), "{what}: {answer}");
    }
    let schedule = account.send(
        "scheduler",
        "GET",
        "/schedules/start?groupName=SimpleTraderCdkStack",
        &[],
        "",
    );
    assert!(schedule.contains("cron(45 8 ? * MON-FRI *)"), "{schedule}");

    // Today is not a trading day, whatever the day of the test: the instance is not started.
    let path = format!("/2015-03-31/functions/{}", output("StartFunction"));
    let function = account.send("lambda", "GET", &path, &[], "");
    assert!(
        function.contains("python3.13") && function.contains(MACHINE),
        "{function}"
    );
    let result = account.send("lambda", "POST", &format!("{path}/invocations"), &[], "{}");
    let result: Value = serde_json::from_str(&result).unwrap();
    assert_eq!(result["state"], "not started", "{result}");

    // The instance does not exist in this account: EC2 returns that to the stop function, which still runs.
    let path = format!("/2015-03-31/functions/{}/invocations", output("StopFunction"));
    let result = account.send("lambda", "POST", &path, &[], "{}");
    assert!(result.contains("InvalidInstanceID.NotFound"), "{result}");
}
