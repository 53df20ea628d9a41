//! A second emulator, which puts no token into its events and reports no resources: stacks are deployed, changed,
//! compared, paused and destroyed there. Its gaps: tests/moto.md.

use crate::support::account::scene::stack;
use crate::support::account::ui::Person;
use crate::support::ministack::Account;
use crate::support::moto::Moto;
use sa_infra::cloud::SdkClouds;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::{Cloud, Clouds, Environment};
use sa_infra::deploy::deployment::{Approval, Deployment, Options};
use sa_infra::deploy::destroy::{self, Destruction};
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use serde_json::json;

const BASE: [&str; 3] = ["deploy", "app-infra-base", "--yes"];
const TOPIC: &str = "[stock_advisor]\nnotify = [\"a@example.com\"]\n";

#[test]
fn deploy_change_status_and_drift() {
    let account = Moto::shared().account();
    let run = account
        .run(&[&BASE[..], &["--tag", "CostCenter=42"]].concat())
        .exits(0);
    assert!(run.stderr.contains("app-infra-base: created"), "{run}");
    let run = account.run(&BASE).exits(0);
    assert!(run.stderr.contains("app-infra-base: unchanged"), "{run}");
    account.configure(TOPIC);
    let run = account.run(&["diff", "app-infra-base", "--exit-code"]).exits(3);
    assert!(run.stdout.contains("AWS::SNS::Subscription"), "{run}");
    let run = account.run(&BASE).exits(0);
    assert!(run.stderr.contains("app-infra-base: updated"), "{run}");
    let run = account.run(&["status", "app-infra-base"]).exits(0);
    assert!(run.stdout.contains("UPDATE_COMPLETE"), "{run}");
    let run = account.run(&["events", "app-infra-base"]).exits(0);
    assert!(run.stdout.contains("UPDATE_COMPLETE"), "{run}");
    // It has no drift detection, which is reported at once.
    let run = account.run(&["drift", "app-infra-base"]).exits(1);
    assert!(run.stderr.contains("cloudformation:DetectStackDrift"), "{run}");
    // It tries to delete a VPC before its subnets, and fails.
    let run = account
        .run(&["destroy", "app-infra-base", "--yes", "--delete-data"])
        .exits(1);
    assert!(run.stderr.contains("DependencyViolation"), "{run}");
}

/// The state of the schedule in the emulator.
fn state(account: &Account) -> String {
    let schedule = account.send(
        "scheduler",
        "GET",
        "/schedules/sa-portfolio-manager?groupName=sa",
        &[],
        "",
    );
    let schedule: serde_json::Value = serde_json::from_str(&schedule).unwrap();
    schedule["State"].as_str().unwrap().to_owned()
}

#[test]
fn schedules_are_paused_and_resumed() {
    let account = Moto::shared().account();
    let run = account.run(&["schedule", "pause", "portfolio-manager"]).exits(1);
    assert!(run.stderr.contains("has no schedule"), "{run}");
    account.send("scheduler", "POST", "/schedule-groups/sa", &[], r#"{"Tags": []}"#);
    let schedule = json!({
        "GroupName": "sa",
        "ScheduleExpression": "cron(0 9 * * ? *)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/c", "RoleArn": "arn:aws:iam::123456789012:role/r"},
        "State": "ENABLED",
    });
    let body = schedule.to_string();
    account.send("scheduler", "POST", "/schedules/sa-portfolio-manager", &[], &body);
    account.run(&["schedule", "pause", "portfolio-manager"]).exits(0);
    assert_eq!(state(&account), "DISABLED");
    account.run(&["schedule", "resume", "portfolio-manager"]).exits(0);
    assert_eq!(state(&account), "ENABLED");
}

/// A stack of resources that the emulator supports and can delete.
fn small(name: &str) -> Artifact {
    let template = json!({"Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": name}},
    }});
    Artifact {
        region: Some("us-east-1".into()),
        ..stack("small", &template)
    }
}

#[tokio::test]
async fn a_stack_is_deployed_changed_and_destroyed() {
    let account = Moto::shared().account();
    let clouds = SdkClouds::load(&account.access()).await.unwrap();
    let options = Options {
        approval: Approval::Never,
        concurrency: 1,
        ..Options::default()
    };
    for (name, expected) in [
        ("one", Outcome::Created),
        ("one", Outcome::Unchanged),
        ("two", Outcome::Updated),
    ] {
        let (all, person) = ([small(name)], Person::default());
        let deployment = Deployment {
            clouds: &clouds,
            all: &all,
            options: &options,
            ui: &person,
            interrupts: &person.interrupts,
        };
        let results = Box::pin(deployment.deploy(&[&all[0]])).await;
        assert_eq!(*results[0].1.as_ref().unwrap(), expected, "{name}");
    }
    let (all, person) = ([small("two")], Person::default());
    let destruction = Destruction {
        clouds: &clouds,
        all: &all,
        options: &destroy::Options::default(),
        ui: &person,
        interrupts: &person.interrupts,
    };
    let results = Box::pin(destruction.destroy(&[&all[0]])).await;
    assert_eq!(*results[0].1.as_ref().unwrap(), Outcome::Deleted);
    let cloud = clouds.at(Environment::in_region(Some("us-east-1"))).unwrap();
    let left = cloud.cloudformation().describe_stack("small").await.unwrap();
    assert!(left.is_none_or(|left| left.status.is_gone()));
}
