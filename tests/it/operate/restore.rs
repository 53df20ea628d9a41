//! A full recovery: destroyed with a backup, deployed again, restored. The test reads everything back through the
//! services.

use crate::support::message;
use crate::support::ministack::Account;
use crate::support::owner::{KEY, PAUSED, bucket, schedule, value};
use sa_infra::cloud::s3::{About, Read, S3};
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::ssm::ParameterKind;
use sa_infra::cloud::{Cloud, SdkCloud};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const ACCOUNT_ID: &str = "SA_TDAMERITRADE_ACCOUNT_ID";
const DESTROY: [&str; 6] = [
    "destroy",
    "--all",
    "--yes",
    "--delete-data",
    "--delete-secrets",
    "--backup-to",
];

/// Keys that no file name, or not every file system, can contain.
fn odd_keys() -> Vec<String> {
    let odd = [
        "Day/1.csv",
        "day/1.csv",
        "DAY/1.CSV",
        "a",
        "a/b",
        "a/",
        "folder/",
        "../up",
        "/rooted",
        "a//b",
        ".",
        "100%",
        "%other/0",
        "a+b c",
        "line\nend",
        "colon:star*?",
        "back\\slash",
        "end.",
        "end ",
        "\u{fc}\u{1f600}",
        "index.json",
        "CON",
        "tab\there",
    ];
    let long = [
        "x".repeat(300),
        format!("deep/{}", "abc/".repeat(250)),
        format!("{}/y", "z".repeat(256)),
    ];
    odd.map(str::to_owned).into_iter().chain(long).collect()
}

async fn put(account: &Account, cloud: &SdkCloud, bucket: &str, key: &str, body: &str, about: &About) {
    let path = account.write("body", body);
    let put = cloud
        .s3()
        .put_file((bucket, &account.id), key, &path, about)
        .await;
    put.unwrap().unwrap();
}

/// What a reader of the bucket sees: the contents and metadata of objects.
async fn seen(cloud: &SdkCloud, bucket: &str) -> BTreeMap<String, (String, About)> {
    let mut seen = BTreeMap::new();
    let page = cloud.s3().list_object_versions(bucket, None).await.unwrap();
    for version in page
        .versions
        .iter()
        .filter(|version| version.is_latest && !version.is_delete_marker)
    {
        let mut body = Vec::new();
        let read = cloud
            .s3()
            .get_object(bucket, version, &mut body)
            .await
            .unwrap()
            .unwrap();
        let Read { bytes, about } = read;
        assert_eq!(bytes, body.len() as u64);
        seen.insert(version.key.clone(), (String::from_utf8(body).unwrap(), about));
    }
    seen
}

/// An account with all data of users and services.
async fn full() -> (Account, SdkCloud) {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let cloud = account.cloud().await;
    let bucket = bucket(&cloud).await;
    for key in odd_keys() {
        put(&account, &cloud, &bucket, &key, "old", &About::default()).await;
        put(
            &account,
            &cloud,
            &bucket,
            &key,
            &format!("of {key}"),
            &About::default(),
        )
        .await;
    }
    let text = |text: &str| Some(text.to_owned());
    let about = About {
        content_type: text("text/csv"),
        cache_control: text("max-age=60"),
        content_disposition: text("attachment; filename=\"a.csv\""),
        content_encoding: text("gzip"),
        content_language: text("en"),
        metadata: BTreeMap::from([("made-by".into(), "jo & li".into())]),
        tags: BTreeMap::from([("kind".into(), "a b=c".into())]),
        ..About::default()
    };
    put(
        &account,
        &cloud,
        &bucket,
        "said.csv",
        &"1,2\n".repeat(700_000),
        &about,
    )
    .await;
    put(&account, &cloud, &bucket, "empty", "", &about).await;
    crate::support::owner::set(&cloud, KEY, ParameterKind::SecureString, "planted-key").await;
    crate::support::owner::set(&cloud, ACCOUNT_ID, ParameterKind::String, "planted-account").await;
    let pause = cloud
        .scheduler()
        .set_schedule_state("sa", PAUSED, &ScheduleState::Disabled);
    pause.await.unwrap();
    let target = "AmazonEC2ContainerRegistry_V20150921.PutImage";
    for tag in ["latest", "0123abc"] {
        let image =
            json!({"repositoryName": "sa-recommendation-service", "imageManifest": "{}", "imageTag": tag});
        account.json("ecr", target, &image.to_string());
    }
    (account, cloud)
}

fn path(directory: &Path) -> &str {
    directory.to_str().unwrap()
}

#[tokio::test]
async fn what_was_destroyed_comes_back() {
    let (account, cloud) = full().await;
    let before = seen(&cloud, &bucket(&cloud).await).await;
    assert_eq!(before.len(), odd_keys().len() + 2);
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    account.run(&[&DESTROY[..], &[path(directory)]].concat()).exits(0);
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        let mode = fs::metadata(&next).unwrap().permissions().mode() & 0o077;
        assert!(mode == 0 || next == *directory, "{next:?}");
        open.extend(
            fs::read_dir(&next)
                .into_iter()
                .flatten()
                .map(|entry| entry.unwrap().path()),
        );
    }

    let early = account.run(&["restore", path(directory), "--yes"]).exits(1);
    assert!(
        early.stderr.contains("`sa-infra deploy app-infra-base` first"),
        "{early}"
    );
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    assert_eq!(seen(&cloud, &bucket(&cloud).await).await.len(), 0);
    let asked = account.run(&["restore", path(directory)]).exits(2);
    message::helps(&asked.stderr);
    account.run(&["restore", path(directory), "--dry-run"]).exits(0);
    assert_eq!(seen(&cloud, &bucket(&cloud).await).await.len(), 0);

    let run = account.run(&["restore", path(directory), "--yes"]).exits(0);
    assert!(!run.to_string().contains("planted"), "{run}");
    assert_eq!(seen(&cloud, &bucket(&cloud).await).await, before);
    assert_eq!(value(&cloud, KEY).await.as_deref(), Some("planted-key"));
    assert_eq!(
        value(&cloud, ACCOUNT_ID).await.as_deref(),
        Some("planted-account")
    );
    assert_eq!(schedule(&cloud, PAUSED).await, Some(ScheduleState::Disabled));
    assert_eq!(
        schedule(&cloud, "sa-recommendation-service").await,
        Some(ScheduleState::Enabled)
    );
    assert!(
        run.stdout
            .contains("`sa-infra build recommendation-service --commit 0123abc`"),
        "{run}"
    );

    let again = account
        .run(&["restore", path(directory), "--yes", "--json"])
        .exits(0);
    let again = serde_json::from_str::<Value>(&again.stdout).unwrap();
    let base = again
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["stack"] == "app-infra-base")
        .unwrap();
    assert_eq!(
        (&base["objects"], &base["objects_kept"]),
        (&json!(0), &json!(before.len()))
    );
}

#[tokio::test]
async fn what_exists_already_stays_unless_told_otherwise() {
    let (account, cloud) = full().await;
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    account.run(&[&DESTROY[..], &[path(directory)]].concat()).exits(0);
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let bucket = bucket(&cloud).await;
    put(&account, &cloud, &bucket, "a", "newer", &About::default()).await;
    crate::support::owner::set(&cloud, KEY, ParameterKind::SecureString, "newer-key").await;
    let run = account.run(&["restore", path(directory), "--yes"]).exits(0);
    assert!(
        run.stdout.contains("1 key already exist")
            && run.stdout.contains("/sa/INTRINIO_API_KEY was set since"),
        "{run}"
    );
    assert_eq!(seen(&cloud, &bucket).await["a"].0, "newer");
    assert_eq!(value(&cloud, KEY).await.as_deref(), Some("newer-key"));
    account
        .run(&["restore", path(directory), "--yes", "--overwrite"])
        .exits(0);
    assert_eq!(seen(&cloud, &bucket).await["a"].0, "of a");
    assert_eq!(value(&cloud, KEY).await.as_deref(), Some("planted-key"));
}

#[tokio::test]
async fn a_damaged_backup_is_refused_before_anything_is_written() {
    let (account, cloud) = full().await;
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    account.run(&[&DESTROY[..], &[path(directory)]].concat()).exits(0);
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let index = directory.join("app-infra-base/index.json");
    let whole = fs::read_to_string(&index).unwrap();
    let file = whole
        .split("\"file\": \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let object = directory.join("app-infra-base").join(&file);
    let refused = |what: &str, code: i32| {
        let run = account.run(&["restore", path(directory), "--yes"]).exits(code);
        assert!(run.stderr.contains(what), "{run}");
        message::helps(&run.stderr);
    };
    let body = fs::read(&object).unwrap();
    fs::write(&object, "other").unwrap();
    refused("it does not match the index", 1);
    fs::remove_file(&object).unwrap();
    refused("it cannot be read", 1);
    fs::write(&object, body).unwrap();
    fs::write(&index, whole.replace(&file, "../../../etc/passwd")).unwrap();
    refused("is not below its directory", 2);
    fs::write(&index, whole.replace("\"format\": 1", "\"format\": 9")).unwrap();
    refused("its format is 9", 2);
    fs::write(&index, "{").unwrap();
    refused("not an index of a backup", 2);
    let empty = tempfile::tempdir().unwrap();
    let run = account.run(&["restore", path(empty.path())]).exits(2);
    assert!(run.stderr.contains("there is no backup with an index"), "{run}");
    assert_eq!(seen(&cloud, &bucket(&cloud).await).await.len(), 0);
}
