//! `sa-infra local` and `--local`: the emulator on this machine, which installs and starts automatically, keeps
//! running, and is private to the user.

use crate::support::laptop::Laptop;
use crate::support::owner::{self, KEY};
use crate::support::{files, message, python};
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::s3::S3;
use sa_infra::cloud::ssm::ParameterKind;
use sa_infra::cloud::{Cloud, SdkCloud};
use sa_infra::local::emulator::REQUIREMENTS;
use sa_infra::local::emulator::python::{NAME, program};
use sa_infra::local::emulator::reduce::UNKNOWN;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

async fn put(cloud: &SdkCloud, value: &str) {
    owner::set(cloud, KEY, ParameterKind::SecureString, value).await;
}

async fn key(cloud: &SdkCloud) -> Option<String> {
    owner::value(cloud, KEY).await
}

fn kill(process: u32) {
    let ended = Command::new("kill")
        .args(["-KILL", &process.to_string()])
        .status();
    assert!(ended.unwrap().success());
}

#[test]
fn a_machine_with_python_and_nothing_else_gets_stock_advisor() {
    let laptop = Laptop::bare();
    let run = laptop.run("deploy --all --local").exits(0);
    for words in [
        "local: installing",
        "local: starting",
        "app-infra-develop: created",
    ] {
        assert!(run.stderr.contains(words), "{words}: {run}");
    }
    let run = laptop.run("status --local").exits(0);
    assert_eq!(run.stdout.matches("CREATE_COMPLETE").count(), 3, "{run}");
    assert_eq!(run.stderr, "", "it runs already: {run}");
    let run = laptop.run("outputs app-infra-base --local").exits(0);
    assert!(
        run.stdout.contains("arn:aws:sns:us-east-1:000000000000:"),
        "{run}"
    );
}

#[tokio::test]
async fn what_it_holds_survives_a_stop_and_goes_with_destroy() {
    let laptop = Laptop::new();
    laptop.run("deploy --all --local").exits(0);
    put(&laptop.cloud().await, "owners-key").await;
    assert!(
        laptop
            .run("local stop")
            .exits(0)
            .stdout
            .starts_with("not running")
    );

    let run = laptop.run("deploy --all --local").exits(0);
    assert!(run.stderr.contains("local: starting"), "{run}");
    assert_eq!(run.stderr.matches(": unchanged").count(), 3, "{run}");
    let cloud = laptop.cloud().await;
    assert_eq!(key(&cloud).await.as_deref(), Some("owners-key"));
    let stack = cloud
        .cloudformation()
        .list_stack_resources("app-infra-base")
        .await
        .unwrap();
    let bucket = stack
        .iter()
        .find(|resource| resource.resource_type == "AWS::S3::Bucket")
        .unwrap();
    let bucket = bucket.physical_id.as_deref().unwrap();
    cloud.s3().list_object_versions(bucket, None).await.unwrap();

    laptop.run("destroy --all --local --yes --delete-data").exits(0);
    assert_eq!(
        cloud
            .cloudformation()
            .describe_stack("app-infra-base")
            .await
            .unwrap(),
        None
    );
    laptop.run("deploy --all --local").exits(0);
    assert_eq!(key(&cloud).await.as_deref(), Some("owners-key"), "secrets stay");
}

#[tokio::test]
async fn nothing_of_the_person_goes_there() {
    let nowhere = "http://127.0.0.1:9";
    let laptop = Laptop::new()
        .with("AWS_ACCESS_KEY_ID", "AKIAPLANTED")
        .with("AWS_SECRET_ACCESS_KEY", "planted-secret")
        .with("AWS_SESSION_TOKEN", "planted-token")
        .with("AWS_PROFILE", "that-does-not-exist")
        .with("AWS_ENDPOINT_URL", nowhere)
        .with("AWS_ENDPOINT_URL_SSM", nowhere)
        .with("AWS_USE_FIPS_ENDPOINT", "true")
        .with("AWS_REGION", "eu-north-1")
        .with("HTTP_PROXY", nowhere)
        .with("ALL_PROXY", nowhere)
        .with("BIND_HOST", "0.0.0.0")
        .with("GATEWAY_PORT", "9");
    laptop
        .sandbox
        .write(".aws/config", "[default]\nendpoint_url = http://127.0.0.1:9\n");
    let run = laptop.run("deploy --all --local").exits(0);
    assert!(run.stdout.contains(":us-east-1:000000000000:"), "{run}");
    assert!(key(&laptop.cloud().await).await.is_some());
    laptop.run("local stop").exits(0);
    let held = Command::new("grep")
        .args(["-rlE", "AKIAPLANTED|planted-"])
        .arg(laptop.home())
        .output();
    assert_eq!(String::from_utf8(held.unwrap().stdout).unwrap(), "");
}

#[test]
fn two_at_once_share_one() {
    let laptop = Laptop::new();
    let runs = std::thread::scope(|scope| {
        let threads = [(), ()].map(|()| scope.spawn(|| laptop.run("local start --json").exits(0)));
        threads.map(|thread| thread.join().unwrap())
    });
    assert_eq!(runs[0].stdout, runs[1].stdout);
    let started = runs
        .iter()
        .filter(|run| run.stderr.contains("local: starting"))
        .count();
    assert_eq!(started, 1, "{}{}", runs[0], runs[1]);
}

#[test]
fn a_killed_one_is_started_again() {
    let laptop = Laptop::new();
    laptop.run("local start").exits(0);
    let before = laptop.process();
    kill(before);
    assert!(laptop.run("local").exits(0).stdout.starts_with("not running"));
    laptop.run("status --local").exits(0);
    assert_ne!(laptop.process(), before);
}

#[test]
fn a_process_that_only_has_its_number_is_left_alone() {
    let laptop = Laptop::new();
    let mut other = Command::new("sleep").arg("600").spawn().unwrap();
    let record = format!(
        r#"{{"process":{},"port":9,"token":"sa-infra-x","requirements":"","since":"2026-01-01T00:00:00Z"}}"#,
        other.id()
    );
    laptop
        .sandbox
        .write(laptop.home().join("running.json").to_str().unwrap(), &record);
    laptop.run("local stop").exits(0);
    assert!(other.try_wait().unwrap().is_none(), "it was ended");
    other.kill().unwrap();
    other.wait().unwrap();
}

#[test]
fn a_port_is_left_to_whoever_has_it() {
    let laptop = Laptop::new();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // It answers like a healthy emulator, but is another program.
            let _ = stream
                .unwrap()
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        }
    });
    let record = format!(
        r#"{{"process":1,"port":{port},"token":"sa-infra-x","requirements":"","since":"2026-01-01T00:00:00Z"}}"#
    );
    laptop
        .sandbox
        .write(laptop.home().join("running.json").to_str().unwrap(), &record);
    let run = laptop.run("local start").exits(0);
    assert!(
        run.stdout.contains("running at") && !run.stdout.contains(&port.to_string()),
        "{run}"
    );
}

#[test]
fn reset_forgets_everything_and_continues() {
    let laptop = Laptop::new();
    laptop.run("deploy app-infra-base --local").exits(0);
    let before = laptop.process();
    assert!(laptop.run("local reset").exits(0).stdout.starts_with("running"));
    assert_ne!(laptop.process(), before);
    let run = laptop.run("status app-infra-base --local").exits(0);
    assert!(run.stdout.contains("not deployed"), "{run}");
}

#[test]
fn without_python_or_its_index_the_fix_is_told() {
    let nothing = Laptop::bare().with("PATH", "/nowhere");
    let no_index = Laptop::bare()
        .with("PIP_INDEX_URL", "http://127.0.0.1:9/")
        .with("PIP_NO_CACHE_DIR", "1")
        .with("PIP_FIND_LINKS", "")
        .with("PIP_RETRIES", "0");
    for (laptop, words) in [
        (nothing, "apt-get install python3"),
        (no_index, "reach its package index"),
    ] {
        let run = laptop.run("status --local").exits(1);
        assert!(run.stderr.contains(words), "{run}");
        message::helps(&run.stderr);
        let run = laptop.run("local").exits(0);
        assert!(run.stdout.starts_with("not running"), "{run}");
    }
}

#[test]
fn the_types_it_does_not_know_are_on_the_list() {
    let code =
        "from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as h; print(*h)";
    let environment = python::environment(REQUIREMENTS).unwrap();
    let output = Command::new(program(&environment, NAME))
        .args(["-c", code])
        .output()
        .unwrap();
    let known = String::from_utf8(output.stdout).unwrap();
    let known = known.split_whitespace().collect::<Vec<_>>();
    assert!(known.contains(&"AWS::S3::Bucket"), "{known:?}");
    let ours: Vec<_> = files::ending("templates", ".json")
        .iter()
        .map(files::read)
        .collect();
    let ours = ours
        .iter()
        .flat_map(|text| text.split('"'))
        .filter(|word| word.starts_with("AWS::"));
    let ours = ours.filter(|word| word.split("::").count() == 3 && !known.contains(word));
    let refused: Vec<_> = ours.filter(|kind| !UNKNOWN.contains(kind)).collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert!(!UNKNOWN.iter().any(|kind| known.contains(kind)), "{known:?}");
}
