//! Simple Trader next to the rest, once it is configured: every command for services includes it. Its functions are
//! real, on the emulator; the emulator does not support the instance itself.

use super::emulated::{MACHINE, hosted};
use crate::support::cli::Sandbox;
use crate::support::laptop::Laptop;
use crate::support::ministack::{Account, Ministack};
use crate::support::proxy::Proxy;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use serde_json::{Value, json};

const NAME: &str = "SimpleTraderCdkStack";

/// An account in which it is deployed, on a day without trading.
async fn deployed() -> Account {
    deployed_in(Account::new()).await
}

async fn deployed_in(account: Account) -> Account {
    let zone = jiff::tz::TimeZone::get("Asia/Kolkata").unwrap();
    let today = jiff::Timestamp::now().to_zoned(zone).date();
    let config = format!(
        "[simple_trader]\nregion = \"us-east-1\"\nbucket_suffix = \"-{}\"\nholidays = [\"{today}\"]\n",
        account.id
    );
    account.configure(&config);
    let status = account.deploy(NAME, &hosted(&config).to_string()).await;
    assert_eq!(status, StackStatus::CreateComplete);
    account
}

/// The account with an instance, which the proxy adds.
async fn with_machine(account: &Account) -> Proxy {
    let cloud = account.cloud().await;
    let found = cloud.cloudformation().list_stack_resources(NAME).await.unwrap();
    let member = |id: &str, name: &str, kind: &str| {
        format!(
            "<member><LogicalResourceId>{id}</LogicalResourceId><PhysicalResourceId>{name}</PhysicalResourceId>\
             <ResourceType>{kind}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>"
        )
    };
    let hosted = found.iter().map(|resource| {
        let name = resource.physical_id.as_deref().unwrap();
        member(&resource.logical_id, name, &resource.resource_type)
    });
    let members = hosted.collect::<String>()
        + &member("SimpleTraderInstance3F6E8D30", MACHINE, "AWS::EC2::Instance")
        + &member("SimpleTraderKeyPair", "SimpleTraderKeyPair", "AWS::EC2::KeyPair");
    let resources = format!(
        "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>{members}\
         </StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>"
    );
    let properties = json!({"InstanceId": MACHINE, "State": {"Code": "16", "Name": "running"}});
    let machine = json!({"TypeName": "AWS::EC2::Instance",
        "ResourceDescription": {"Identifier": MACHINE, "Properties": properties.to_string()}});
    let machine = machine.to_string();
    Proxy::answering(account, move |asked| match asked.call {
        "ListStackResources" => Some((200, resources.clone())),
        "GetResource" => Some((200, machine.clone())),
        _ => None,
    })
}

#[tokio::test]
async fn its_real_functions_are_followed_to_their_ends() {
    // A deployment of the same stack in another account would end the functions.
    let emulator = Ministack::start();
    let account = deployed_in(Account::at(emulator.url(), "100000000001")).await;
    let proxy = with_machine(&account).await;
    let run = proxy.run(&account, &["instance", "start"]).exits(1);
    assert!(run.stderr.contains("start is running"), "{run}");
    // Today is a holiday in the configuration; on a weekend it is not a trading day anyway.
    let why = ["is a holiday of the exchange", "is a Saturday", "is a Sunday"];
    let is_told = why.iter().any(|why| run.stdout.contains(why));
    assert!(run.stdout.contains("not started: ") && is_told, "{run}");
    assert!(run.stdout.contains("`sa-infra instance start --force`"), "{run}");
    let run = proxy.run(&account, &["instance", "stop", "--yes"]).exits(1);
    assert!(run.stdout.contains("InvalidInstanceID.NotFound"), "{run}");
    assert!(
        run.stdout.contains("the instance is running, and costs money"),
        "{run}"
    );

    let run = proxy.run(&account, &["instance"]).exits(0);
    assert!(
        run.stdout.contains("not started: ") && run.stdout.contains("failed: "),
        "{run}"
    );
    let run = proxy.run(&account, &["logs", "simple-trader-stop"]).exits(0);
    assert!(run.stdout.contains("RESULT {"), "{run}");
}

#[tokio::test]
async fn without_names_the_schedules_of_the_one_deployed_system_are_meant() {
    let account = deployed().await;
    let run = account.run(&["schedule"]).exits(0);
    assert!(run.stdout.starts_with("simple-trader-start  on"), "{run}");
    assert!(
        run.stderr
            .contains("not deployed: recommendation-service, portfolio-manager"),
        "{run}"
    );
    assert!(
        account
            .run(&["schedule", "list", "portfolio-manager"])
            .exits(1)
            .stderr
            .contains("has no schedule")
    );
}

#[tokio::test]
async fn configured_it_is_looked_after_with_the_rest() {
    let account = deployed().await;
    let said = |arguments: &[&str]| {
        let run = account.run(arguments);
        run.stdout + &run.stderr
    };
    let text = said(&["schedule", "list", "simple-trader"]);
    assert!(
        text.contains("simple-trader-start  on") && text.contains("simple-trader-stop  on"),
        "{text}"
    );
    let text = said(&["schedule", "pause", "simple-trader"]);
    assert!(
        text.contains("paused simple-trader-start") && text.contains("keeps running, and costs money"),
        "{text}"
    );
    let text = said(&["status"]);
    assert!(text.contains("paused: start, stop"), "{text}");
    said(&["schedule", "resume", "simple-trader-stop"]);
    let text = said(&["doctor"]);
    for words in [
        "simple-trader is CREATE_COMPLETE",
        "simple-trader-start is paused",
        "simple-trader-stop is on, next at",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let text = said(&["notify", "add", "jo@example.com", "--stack", "simple-trader"]);
    assert!(text.contains("jo@example.com"), "{text}");
    let text = said(&["notify", "--stack", "simple-trader"]);
    assert!(text.contains("jo@example.com"), "{text}");
    let text = said(&["logs", "simple-trader-start"]);
    assert!(
        text.contains("simple-trader-start: no log lines in the last day"),
        "{text}"
    );
    let text = said(&["logs", "simple-trader"]);
    assert!(text.contains("did you mean simple-trader-st"), "{text}");
}

#[test]
fn unconfigured_only_its_own_name_means_it() {
    let account = Account::new();
    let run = account.run(&["schedule"]).exits(1);
    assert!(!run.to_string().contains("simple-trader"), "{run}");
    let run = account.run(&["schedule", "list", "simple-trader"]).exits(1);
    assert!(
        run.stderr
            .contains("simple-trader-start: has no schedule in ap-south-1"),
        "{run}"
    );
    assert!(!account.run(&["doctor"]).to_string().contains("simple-trader"));
}

#[test]
fn the_policies_allow_what_is_called_and_no_more() {
    let policy = |purpose: &str| {
        let run = Sandbox::new().run(&["policy", purpose, "simple-trader"]).exits(0);
        let policy = serde_json::from_str::<Value>(&run.stdout).unwrap();
        let documents = policy.as_array().cloned().unwrap_or(vec![policy]);
        let statements = documents
            .iter()
            .flat_map(|document| document["Statement"].as_array().unwrap());
        statements.cloned().collect::<Vec<_>>()
    };
    let on = |statements: &[Value], action: &str| {
        let found = statements
            .iter()
            .find(|statement| statement["Action"].to_string().contains(&format!("\"{action}\"")));
        found.unwrap_or_else(|| panic!("{action}: {statements:?}"))["Resource"].to_string()
    };
    let operate = policy("operate");
    let functions = on(&operate, "lambda:InvokeFunction");
    let all = functions.matches("arn:").count();
    let own = functions
        .matches("arn:aws:lambda:ap-south-1:*:function:SimpleTraderCdkStack-")
        .count();
    assert!(all == own && own > 0, "{functions}");
    assert!(on(&operate, "ssm:GetParameters").contains("parameter/ec2/keypair/*"));
    assert!(operate.iter().any(|statement| {
        statement["Action"].to_string().contains("ssm:StartSession")
            && statement["Resource"].to_string().contains("AWS-StartSSHSession")
    }));
    let deploy = policy("deploy");
    let published = "arn:aws:ssm:ap-south-1::parameter/aws/service/ami-amazon-linux-latest/";
    assert!(on(&deploy, "ssm:GetParameters").contains(published));
}

/// Cloud Control's reads for a caller who creates an instance are those in AWS's schema.
#[test]
fn the_handler_of_a_machine_needs_what_the_table_has() {
    use sa_infra::operate::permissions::CALLS;
    let calls = CALLS.iter().find(|calls| calls.command == "instance").unwrap();
    let machine = sa_infra::facts::resource_type("AWS::EC2::Instance").unwrap();
    for action in &machine.permissions().read {
        assert!(calls.actions().contains(action.as_str()), "{action}");
    }
}

#[test]
fn the_emulator_gets_the_rest_and_that_is_said() {
    let laptop = Laptop::new();
    let run = laptop.run("local").exits(0);
    let without = "simple-trader: note: omitted, because the emulator does not support it: ";
    assert!(run.stderr.contains(without), "{run}");
    // Its own name is sufficient; other names do not include it.
    let run = laptop.run("deploy simple-trader --local --dry-run").exits(0);
    assert_eq!(run.stderr.matches(without).count(), 1, "{run}");
    let instance = "SimpleTraderInstance3F6E8D30 (AWS::EC2::Instance)";
    assert!(run.stderr.contains(instance), "{run}");
    let run = laptop.run("deploy simple-trader --local --dry-run -q").exits(0);
    assert!(!run.stderr.contains("note"), "{run}");
    assert!(!laptop.run("status --local").to_string().contains("note"));
    let run = laptop.run("instance --local").exits(2);
    assert!(run.stderr.contains("does not support EC2 instances"), "{run}");

    laptop.sandbox.write("sa-infra.toml", "[simple_trader]\n");
    for other in [
        "status --local",
        "diff app-infra-base --local",
        "gc --local",
        "drift --local",
    ] {
        let run = laptop.run(other);
        assert!(!run.stderr.contains("omitted"), "{run}");
    }
    let run = laptop.run("up --yes --local");
    assert!(run.stderr.contains("=> sa-infra deploy --all --local\n"), "{run}");
    assert!(run.stderr.contains("simple-trader: created"), "{run}");
    assert!(run.stdout.contains("simple-trader-start is on"), "{run}");
}
