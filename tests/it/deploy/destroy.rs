//! `destroy` against the emulator: what it refuses, what it deletes, and what still exists afterwards.

use crate::support::cli::Run;
use crate::support::message;
use crate::support::ministack::Account;
use crate::support::owner::{self, KEY, bucket};
use sa_infra::cloud::Cloud;
use sa_infra::cloud::SdkCloud;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::ecr::Ecr;
use sa_infra::cloud::s3::{ObjectVersion, S3};
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::ssm::ParameterKind;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

const REPOSITORY: &str = "sa-recommendation-service";

async fn versions(cloud: &SdkCloud, bucket: &str) -> Vec<ObjectVersion> {
    let (mut versions, mut after) = (Vec::new(), None);
    loop {
        let page = cloud.s3().list_object_versions(bucket, after.as_ref());
        let page = page.await.unwrap();
        versions.extend(page.versions);
        after = page.next;
        if after.is_none() {
            return versions;
        }
    }
}

/// Deploys everything, and adds the data of users and services: objects in several versions, some deleted again, an
/// unfinished upload, an image, a secret.
async fn fill(account: &Account) -> String {
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    let bucket = bucket(&cloud).await;
    for number in 0..1050 {
        let path = format!("/{bucket}/day/{number}.csv");
        account.send("s3", "PUT", &path, &[], "first");
        if number % 50 == 0 {
            account.send("s3", "PUT", &path, &[], "second");
        }
        if number % 100 == 0 {
            account.send("s3", "DELETE", &path, &[], "");
        }
    }
    account.send("s3", "POST", &format!("/{bucket}/big?uploads"), &[], "");
    let image =
        format!(r#"{{"repositoryName": "{REPOSITORY}", "imageManifest": "{{}}", "imageTag": "latest"}}"#);
    account.json("ecr", "AmazonEC2ContainerRegistry_V20150921.PutImage", &image);
    owner::set(&cloud, KEY, ParameterKind::SecureString, "planted-secret").await;
    bucket
}

/// The state of the schedule in the emulator.
async fn schedule(cloud: &SdkCloud) -> Option<ScheduleState> {
    let schedule = cloud.scheduler().get_schedule("sa", REPOSITORY).await.unwrap();
    schedule.map(|schedule| schedule.state)
}

fn events(run: &Run) -> Vec<Value> {
    let events = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap());
    events.collect()
}

/// The names that a run listed as still existing, without those that AWS creates only with the first log event.
fn survivors(events: &[Value]) -> BTreeSet<String> {
    let told = events
        .iter()
        .filter(|event| event["type"] == "survivors")
        .flat_map(|event| event["survivors"].as_array().unwrap());
    told.filter(|survivor| survivor["because"] != "logged")
        .map(|survivor| survivor["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn everything_goes_but_what_is_listed_and_can_come_back() {
    let account = Account::new();
    let cloud = account.cloud().await;
    let before = account.holdings();
    let bucket = fill(&account).await;
    let full = account.holdings();
    let held = versions(&cloud, &bucket).await;
    assert_eq!(held.len(), 1050 + 21 + 11);
    assert_eq!(cloud.ecr().describe_images(REPOSITORY).await.unwrap().len(), 1);

    refused(&account, &cloud).await;
    assert_eq!(account.holdings(), full);
    assert_eq!(versions(&cloud, &bucket).await, held);

    let directory = tempfile::tempdir().unwrap();
    let backup = directory.path().to_str().unwrap();
    let all = [
        "destroy",
        "--all",
        "--yes",
        "--delete-data",
        "--disable-termination-protection",
    ];
    let run = account
        .run(&[&all[..], &["--json", "--backup-to", backup]].concat())
        .exits(0);
    assert!(!run.to_string().contains("planted-secret"));
    let objects = directory.path().join("app-infra-base/buckets").join(&bucket);
    assert_eq!(fs::read_dir(objects.join("day")).unwrap().count(), 1050 - 11);
    assert_eq!(fs::read_to_string(objects.join("day/50.csv")).unwrap(), "second");
    let key = directory
        .path()
        .join("app-infra-compute/parameters/%2Fsa%2FINTRINIO_API_KEY");
    assert_eq!(fs::read_to_string(key).unwrap(), "planted-secret");

    let left = account.holdings();
    let left = left
        .difference(&before)
        .map(|name| name.split_once(' ').unwrap().1);
    let listed = survivors(&events(&run));
    assert_eq!(left.map(str::to_owned).collect::<BTreeSet<_>>(), listed);
    assert!(listed.contains(KEY), "{listed:?}");

    let again = account.run(&all).exits(0);
    assert!(again.stderr.contains("nothing to do"), "{again}");
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let kept = owner::value(&cloud, KEY).await;
    assert_eq!(kept.as_deref(), Some("planted-secret"));

    let run = account.run(&["destroy", "--all", "--yes", "--delete-secrets"]);
    let run = run.exits(0);
    assert!(!run.stdout.contains("a secret"), "{run}");
    assert_eq!(owner::value(&cloud, KEY).await, None);
}

/// Every refusal, none of which changes anything.
async fn refused(account: &Account, cloud: &SdkCloud) {
    let run = account.run(&["destroy", "app-infra-base", "--yes"]).exits(1);
    assert!(
        run.stderr.contains("app-infra-compute") && run.stderr.contains("--all"),
        "{run}"
    );
    message::helps(&run.stderr);
    let run = account.run(&["destroy", "--all"]).exits(2);
    assert!(run.stderr.contains("--yes"), "{run}");
    let run = account.run(&["destroy", "--all", "--yes"]).exits(2);
    assert!(run.stderr.contains("--delete-data"), "{run}");
    assert!(run.stderr.contains("1039 objects, 1071 versions"), "{run}");
    message::helps(&run.stderr);

    let protect = |on| {
        cloud
            .cloudformation()
            .update_termination_protection("app-infra-base", on)
    };
    protect(true).await.unwrap();
    let run = account
        .run(&["destroy", "--all", "--yes", "--delete-data"])
        .exits(2);
    assert!(run.stderr.contains("--disable-termination-protection"), "{run}");
    assert_eq!(schedule(cloud).await, Some(ScheduleState::Enabled));

    let taken = tempfile::tempdir().unwrap();
    fs::create_dir(taken.path().join("app-infra-compute")).unwrap();
    let taken = taken.path().to_str().unwrap();
    let run = account
        .run(&["destroy", "--all", "--yes", "--delete-data", "--backup-to", taken])
        .exits(1);
    assert!(run.stderr.contains("already exists"), "{run}");
}

#[test]
fn nothing_there_is_nothing_to_do() {
    let run = Account::new().run(&["destroy", "--all", "--yes"]).exits(0);
    assert_eq!(
        run.stderr.matches("does not exist, nothing to do").count(),
        3,
        "{run}"
    );
}
