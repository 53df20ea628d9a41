//! The owner of an account: the original stacks, the values that the owner has set since, and whether they all still
//! exist.

use super::files;
use super::ministack::Account;
use sa_infra::cloud::cloudformation::{CloudFormation, Stack, StackStatus};
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::ssm::{NewParameter, ParameterKind, Ssm};
use sa_infra::cloud::{Cloud, SdkCloud, Secret};

/// The stacks, in deployment order.
pub const STACKS: [&str; 3] = ["app-infra-base", "app-infra-compute", "app-infra-develop"];
/// The account id, a parameter in a stack, whose value users set.
pub const ACCOUNT_ID: &str = "SA_TDAMERITRADE_ACCOUNT_ID";
/// A secret, which belongs to no stack.
pub const KEY: &str = "/sa/INTRINIO_API_KEY";
/// The schedule that the owner pauses.
pub const PAUSED: &str = "sa-portfolio-manager";
/// A configuration that changes a task.
pub const FASTER: &str = "[stock_advisor.services.portfolio-manager]\ncpu = 1024\nmemory = 2048\n";

/// Each plain parameter of the original with the owner's value, and its place after a migration.
pub const VALUES: [(&str, &str, &str); 4] = [
    ("SA_INTRINIO_API_KEY", "owners-intrinio", KEY),
    (ACCOUNT_ID, "owners-account", ACCOUNT_ID),
    (
        "SA_TDAMERITRADE_CLIENT_ID",
        "owners-client",
        "/sa/TDAMERITRADE_CLIENT_ID",
    ),
    (
        "SA_TDAMERITRADE_REFRESH_TOKEN",
        "owners-token",
        "/sa/TDAMERITRADE_REFRESH_TOKEN",
    ),
];

/// Log groups that CodeBuild creates automatically when a project has none.
pub const LOG_GROUPS: [&str; 2] = [
    "/aws/codebuild/sa-portfolio-manager-project",
    "/aws/codebuild/sa-recommendation-service-project",
];

/// The value of a parameter.
pub async fn value(cloud: &SdkCloud, name: &str) -> Option<String> {
    let found = cloud.ssm().get_parameters(&[name.to_owned()]).await.unwrap();
    found.first().map(|parameter| parameter.value.expose().to_owned())
}

/// The name of the base stack's bucket.
pub async fn bucket(cloud: &SdkCloud) -> String {
    let resources = cloud.cloudformation().list_stack_resources(STACKS[0]);
    let resources = resources.await.unwrap();
    let bucket = resources
        .iter()
        .find(|one| one.resource_type == "AWS::S3::Bucket");
    bucket.unwrap().physical_id.clone().unwrap()
}

/// Writes a parameter, as a user.
pub async fn set(cloud: &SdkCloud, name: &str, kind: ParameterKind, value: &str) {
    let parameter = NewParameter {
        name: name.to_owned(),
        kind,
        value: Secret::new(value),
        description: None,
        tags: Vec::new(),
        overwrite: true,
    };
    cloud.ssm().put_parameter(&parameter).await.unwrap();
}

/// An existing stack.
pub async fn stack(cloud: &SdkCloud, name: &str) -> Stack {
    let found = cloud.cloudformation().describe_stack(name).await.unwrap();
    found.unwrap_or_else(|| panic!("there is no {name}"))
}

/// The state of a schedule of ours.
pub async fn schedule(cloud: &SdkCloud, name: &str) -> Option<ScheduleState> {
    let schedule = cloud.scheduler().get_schedule("sa", name).await.unwrap();
    schedule.map(|schedule| schedule.state)
}

/// The owner's changes after the first deployment: an account id, a key, a paused schedule.
pub async fn sets_things(cloud: &SdkCloud) {
    set(cloud, ACCOUNT_ID, ParameterKind::String, "owners-account").await;
    set(cloud, KEY, ParameterKind::SecureString, "owners-key").await;
    let paused = cloud
        .scheduler()
        .set_schedule_state("sa", PAUSED, &ScheduleState::Disabled);
    paused.await.unwrap();
}

/// Whether all of them still exist, and no deployment left a note of them.
pub async fn kept_everything(cloud: &SdkCloud) {
    assert_eq!(value(cloud, ACCOUNT_ID).await.as_deref(), Some("owners-account"));
    assert_eq!(value(cloud, KEY).await.as_deref(), Some("owners-key"));
    assert_eq!(schedule(cloud, PAUSED).await, Some(ScheduleState::Disabled));
    sets_nothing_aside(cloud).await;
}

/// Whether no deployment left a note of values to restore.
pub async fn sets_nothing_aside(cloud: &SdkCloud) {
    let journal = value(cloud, "/sa-infra/app-infra-compute/live-values").await;
    assert_eq!(journal, None, "a journal is left");
}

/// An account in which everything is deployed and the owner has set values.
pub async fn deployed() -> (Account, SdkCloud) {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    sets_things(&cloud).await;
    (account, cloud)
}

/// An account with the original stacks, as they are, with the owner's values, and what CodeBuild created
/// automatically.
pub async fn original() -> (Account, SdkCloud) {
    let account = Account::new();
    for stack in STACKS {
        let template = files::read(format!("tests/it/reference/{stack}.original.json"));
        let end = account.deploy(stack, &template).await;
        assert_eq!(end, StackStatus::CreateComplete, "{stack}");
    }
    let cloud = uses(&account).await;
    (account, cloud)
}

/// How an account with the original stacks changes in use: the owner's values, and what CodeBuild creates
/// automatically.
pub async fn uses(account: &Account) -> SdkCloud {
    for group in LOG_GROUPS {
        let body = format!(r#"{{"logGroupName": "{group}", "tags": {{"team": "blue"}}}}"#);
        account.json("logs", "Logs_20140328.CreateLogGroup", &body);
        let stream = format!(r#"{{"logGroupName": "{group}", "logStreamName": "old"}}"#);
        account.json("logs", "Logs_20140328.CreateLogStream", &stream);
    }
    let cloud = account.cloud().await;
    for (name, value, _) in VALUES {
        set(&cloud, name, ParameterKind::String, value).await;
    }
    cloud
}

/// Whether every value of the original is in its new place.
pub async fn finds_every_value(cloud: &SdkCloud) {
    for (_, expected, place) in VALUES {
        assert_eq!(value(cloud, place).await.as_deref(), Some(expected), "{place}");
    }
}
