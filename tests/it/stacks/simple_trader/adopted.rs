//! The bucket in the original's README, created by hand and full: the binary deploys the whole stack to the emulator,
//! with a real import, and the objects are read back through S3.

use crate::support::laptop::Laptop;
use sa_infra::cloud::s3::{NewObject, ObjectVersion, S3, Setting};
use sa_infra::cloud::{Cloud, Clouds, Environment, SdkCloud, SdkClouds};
use sa_infra::local::emulator;

const BUCKET: &str = "simpletrader-working-bucket-ajith";
const OWNER: &str = "000000000000";
const LEDGER: &str = "SimpleTraderLedger/2026-11-19.csv";
const HELD: &str = "symbol,entry_time\nTCS,2026-11-19 09:15:00\n";

/// The emulator in the region of the stack.
async fn region(laptop: &Laptop) -> SdkCloud {
    let access = emulator::status(&laptop.place()).access().unwrap();
    let clouds = SdkClouds::load(&access).await.unwrap();
    clouds.at(Environment::in_region(Some("ap-south-1"))).unwrap()
}

async fn ledger(s3: &impl S3) -> String {
    let version = ObjectVersion {
        key: LEDGER.into(),
        version: None,
        bytes: 0,
        is_latest: true,
        is_delete_marker: false,
    };
    let mut held = Vec::new();
    s3.get_object(BUCKET, &version, &mut held).await.unwrap().unwrap();
    String::from_utf8(held).unwrap()
}

#[tokio::test]
async fn a_full_bucket_is_taken_over_by_the_binary() {
    let laptop = Laptop::new();
    let config = "[simple_trader]\nbucket_suffix = \"-ajith\"\n";
    laptop.sandbox.write("sa-infra.toml", config);
    laptop.run("local start").exits(0);
    let cloud = region(&laptop).await;
    let s3 = cloud.s3();
    s3.create_bucket(BUCKET).await.unwrap();
    let ledger_of_yesterday = NewObject {
        key: LEDGER.into(),
        body: HELD.into(),
        content_type: "text/csv",
    };
    s3.put_object(BUCKET, OWNER, &ledger_of_yesterday).await.unwrap();

    let run = laptop.run("diff simple-trader --local").exits(0);
    assert!(
        run.stdout
            .contains(&format!("imports the existing bucket {BUCKET}")),
        "{run}"
    );
    laptop.run("deploy simple-trader --local --dry-run").exits(0);
    assert_eq!(
        s3.get_bucket_setting(BUCKET, OWNER, Setting::Versioning)
            .await
            .unwrap(),
        None
    );

    let run = laptop.run("deploy simple-trader --local --yes").exits(0);
    assert!(run.stderr.contains("IMPORT_COMPLETE"), "{run}");
    assert!(run.stderr.contains("simple-trader: created"), "{run}");
    assert_eq!(ledger(s3).await, HELD);
    for (setting, word) in [
        (Setting::Versioning, "Enabled"),
        (Setting::Encryption, "AES256"),
        (Setting::Policy, "aws:SecureTransport"),
        (
            Setting::PublicAccess,
            "BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets",
        ),
    ] {
        let found = s3.get_bucket_setting(BUCKET, OWNER, setting).await.unwrap();
        assert!(
            found.as_ref().is_some_and(|found| found.contains(word)),
            "{found:?}"
        );
    }

    let run = laptop.run("deploy simple-trader --local --yes").exits(0);
    assert!(run.stderr.contains("simple-trader: unchanged"), "{run}");
    laptop.run("destroy simple-trader --local --yes").exits(0);
    assert_eq!(ledger(s3).await, HELD);
    laptop.run("deploy simple-trader --local --yes").exits(0);
    assert_eq!(ledger(s3).await, HELD);
}
