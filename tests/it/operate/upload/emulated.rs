//! A program in the bucket of a stack on the emulator, read back through S3 and unpacked.

use super::{PLANTED, program};
use crate::support::laptop::Laptop;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::s3::{ObjectVersion, S3};
use sa_infra::cloud::{Cloud, Clouds, Environment, SdkCloud, SdkClouds};
use sa_infra::local::emulator;
use std::fs;
use std::io::{Cursor, Read};
use std::os::unix::fs::PermissionsExt;

/// The contents of an object in the bucket.
async fn held(cloud: &SdkCloud, bucket: &str, key: &str) -> Vec<u8> {
    let version = ObjectVersion {
        key: key.into(),
        version: None,
        bytes: 0,
        is_latest: true,
        is_delete_marker: false,
    };
    let mut held = Vec::new();
    let s3 = cloud.s3();
    s3.get_object(bucket, &version, &mut held).await.unwrap().unwrap();
    held
}

#[tokio::test]
async fn a_program_arrives_as_it_was_packed() {
    let laptop = Laptop::new();
    let program = program();
    laptop.sandbox.write("sa-infra.toml", "[simple_trader]\n");
    let directory = program.path().join("trader");
    fs::set_permissions(directory.join("src/run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    let upload = format!("upload {} --local", directory.display());
    laptop.run("local start").exits(0);
    let run = laptop.run(&upload).exits(1);
    assert!(run.stderr.contains("sa-infra deploy simple-trader"), "{run}");
    laptop.run("deploy simple-trader --local").exits(0);

    let run = laptop.run(&upload).exits(0);
    assert!(!run.to_string().contains(PLANTED), "{run}");
    let mut order = run.stderr.lines().filter(|line| line.starts_with("uploaded "));
    assert_eq!(order.next_back(), Some("uploaded repo.zip"), "{run}");
    let access = emulator::status(&laptop.place()).access().unwrap();
    let cloud = SdkClouds::load(&access)
        .await
        .unwrap()
        .at(Environment::in_region(Some("ap-south-1")))
        .unwrap();
    let stack = cloud.cloudformation().describe_stack("SimpleTraderCdkStack");
    let stack = stack.await.unwrap().unwrap();
    let bucket = stack.outputs.iter().find(|output| output.name == "BucketName");
    let bucket = &bucket.unwrap().value;

    assert_eq!(held(&cloud, bucket, "access_token.txt").await, PLANTED.as_bytes());
    assert_eq!(held(&cloud, bucket, "requirements.txt").await, b"kiteconnect\n");
    let archive = held(&cloud, bucket, "repo.zip").await;
    let mut zip = zip::ZipArchive::new(Cursor::new(&archive)).unwrap();
    let mut text = String::new();
    for at in 0..zip.len() {
        zip.by_index(at).unwrap().read_to_string(&mut text).unwrap();
    }
    assert!(
        text.contains("print('trades')") && !text.contains(PLANTED),
        "{text}"
    );
    assert_eq!(zip.by_name("src/run.sh").unwrap().unix_mode(), Some(0o100_755));

    fs::write(directory.join("src/setup/setup.py"), "print('trades')\n").unwrap();
    laptop.run(&upload).exits(0);
    assert_eq!(held(&cloud, bucket, "repo.zip").await, archive);
}
