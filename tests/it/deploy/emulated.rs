//! `deploy` against the emulator, verified through the services themselves: what is created, kept and refused.

use crate::support::message;
use crate::support::ministack::Account;
use crate::support::owner::{self, ACCOUNT_ID, FASTER, KEY, STACKS, deployed, set, value};
use sa_infra::cloud::cloudformation::{CloudFormation, StackStatus};
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::ssm::ParameterKind;
use sa_infra::cloud::{Cloud, SdkCloud};

async fn nothing_is_there(cloud: &SdkCloud) {
    for stack in STACKS {
        assert_eq!(
            cloud.cloudformation().describe_stack(stack).await.unwrap(),
            None,
            "{stack}"
        );
    }
    assert_eq!(value(cloud, KEY).await, None);
}

async fn change_sets(cloud: &SdkCloud) -> usize {
    let mut count = 0;
    for stack in STACKS {
        count += cloud
            .cloudformation()
            .list_change_sets(stack)
            .await
            .unwrap()
            .len();
    }
    count
}

#[tokio::test]
async fn the_first_deployment_makes_the_stacks_and_their_secrets() {
    let account = Account::new();
    let run = account.run(&["deploy", "--all", "--yes"]).exits(0);
    assert!(run.stdout.contains("app-infra-base.sadatabucketname = "), "{run}");
    let cloud = account.cloud().await;
    for stack in STACKS {
        let found = cloud
            .cloudformation()
            .describe_stack(stack)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.status, StackStatus::CreateComplete);
    }
    assert_eq!(value(&cloud, KEY).await.as_deref(), Some("put_api_key_here"));
    assert_eq!(
        value(&cloud, ACCOUNT_ID).await.as_deref(),
        Some("put_account_id_here")
    );
    let schedule = cloud
        .scheduler()
        .get_schedule("sa", "sa-recommendation-service")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (schedule.state, &*schedule.expression),
        (ScheduleState::Enabled, "cron(0 6 ? * MON-FRI *)")
    );
}

/// The service of a resource type.
const SERVICES: [(&str, &str); 14] = [
    ("AWS::CloudWatch::Alarm", "monitoring"),
    ("AWS::CodeBuild::Project", "codebuild"),
    ("AWS::EC2::InternetGateway", "ec2"),
    ("AWS::EC2::RouteTable", "ec2"),
    ("AWS::EC2::SecurityGroup", "ec2"),
    ("AWS::EC2::Subnet", "ec2"),
    ("AWS::EC2::VPC", "ec2"),
    ("AWS::ECR::Repository", "ecr"),
    ("AWS::Events::Rule", "events"),
    ("AWS::IAM::Role", "iam"),
    ("AWS::Logs::LogGroup", "logs"),
    ("AWS::S3::Bucket", "s3"),
    ("AWS::SNS::Topic", "sns"),
    ("AWS::SSM::Parameter", "ssm"),
];

#[tokio::test]
async fn each_service_has_what_the_stacks_say_they_made() {
    let (account, cloud) = deployed().await;
    let holdings = account.holdings();
    let mut seen = 0;
    for stack in STACKS {
        let resources = cloud.cloudformation().list_stack_resources(stack).await.unwrap();
        for resource in resources {
            let service = SERVICES.iter().find(|(kind, _)| *kind == resource.resource_type);
            let (Some((_, service)), Some(id)) = (service, resource.physical_id) else {
                continue;
            };
            assert!(
                holdings.contains(&format!("{service} {id}")),
                "{id}: {holdings:#?}"
            );
            seen += 1;
        }
    }
    assert!(seen >= 24, "{seen}");
}

#[tokio::test]
async fn a_second_deployment_makes_no_change_set() {
    let (account, cloud) = deployed().await;
    let before = change_sets(&cloud).await;
    let run = account.run(&["deploy", "--all"]).exits(0);
    assert_eq!(run.stderr.matches(": unchanged").count(), 3, "{run}");
    assert_eq!(change_sets(&cloud).await, before);
    owner::kept_everything(&cloud).await;
}

#[tokio::test]
async fn what_owners_set_survives_an_update() {
    let (account, cloud) = deployed().await;
    account.configure(FASTER);
    let run = account.run(&["deploy", "--all", "--yes"]).exits(0);
    assert!(run.stderr.contains("app-infra-compute: updated"), "{run}");
    owner::kept_everything(&cloud).await;
}

#[tokio::test]
async fn what_owners_set_survives_a_change_of_tags_in_plain_mode() {
    let account = Account::new();
    account.configure("[stock_advisor.parameters]\nstore = \"plain\"\n");
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    set(&cloud, "SA_INTRINIO_API_KEY", ParameterKind::String, "owners-key").await;
    let tagged = [
        "deploy",
        "app-infra-compute",
        "--only",
        "--yes",
        "--tag",
        "team=x",
    ];
    account.run(&tagged).exits(0);
    assert_eq!(
        value(&cloud, "SA_INTRINIO_API_KEY").await.as_deref(),
        Some("owners-key")
    );
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_before_anything_happens() {
    let (account, cloud) = deployed().await;
    // The name that the update needs is taken.
    set(&cloud, "SA_TAKEN", ParameterKind::String, "somebody's").await;
    let taken = "[stock_advisor.parameters.definitions.TAKEN]\nsecret = false\n";
    account.configure(&format!("{FASTER}{taken}"));
    let run = account.run(&["deploy", "--all", "--yes"]).exits(1);
    assert!(
        run.stderr.contains("already exist") && run.stderr.contains("SA_TAKEN"),
        "{run}"
    );
    let stack = cloud
        .cloudformation()
        .describe_stack("app-infra-compute")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stack.status, StackStatus::CreateComplete);
    assert_eq!(value(&cloud, "SA_TAKEN").await.as_deref(), Some("somebody's"));
    owner::kept_everything(&cloud).await;
}

#[tokio::test]
async fn without_an_answer_nothing_is_left_behind() {
    let account = Account::new();
    let run = account.run(&["deploy", "--all"]).exits(2);
    assert!(run.stderr.contains("--yes"), "{run}");
    message::helps(&run.stderr);
    nothing_is_there(&account.cloud().await).await;
}

#[tokio::test]
async fn a_dry_run_shows_the_changes_and_leaves_no_trace() {
    let account = Account::new();
    let run = account.run(&["deploy", "app-infra-base", "--dry-run"]).exits(0);
    assert!(run.stderr.contains("+ AWS::EC2::VPC"), "{run}");
    nothing_is_there(&account.cloud().await).await;
}

#[tokio::test]
async fn what_holds_data_or_a_name_is_not_replaced_in_passing() {
    let (account, cloud) = deployed().await;
    account.configure("[stock_advisor.network]\ncidr = \"10.1.0.0/16\"\n");
    let run = account.run(&["deploy", "app-infra-base", "--yes"]).exits(1);
    assert!(
        run.stderr
            .contains("AWS::EC2::VPC savpcD0345A2B would be replaced (CidrBlock)"),
        "{run}"
    );
    assert!(run.stderr.contains("--allow-replace savpcD0345A2B"), "{run}");
    let stack = cloud
        .cloudformation()
        .describe_stack("app-infra-base")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stack.status, StackStatus::CreateComplete);
}

#[tokio::test]
async fn a_secret_never_shows() {
    let (account, cloud) = deployed().await;
    set(&cloud, KEY, ParameterKind::SecureString, "planted-secret-1").await;
    set(&cloud, ACCOUNT_ID, ParameterKind::String, "planted-secret-2").await;
    account.configure(FASTER);
    for arguments in [
        vec!["deploy", "--all", "--yes", "--json"],
        vec!["events", "app-infra-compute", "--all"],
    ] {
        let run = account.run(&arguments).exits(0);
        assert!(!run.to_string().contains("planted-secret"), "{run}");
    }
}
