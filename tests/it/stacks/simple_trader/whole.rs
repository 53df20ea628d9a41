//! The whole stack through the binary, against an account in memory with CloudFormation's rules: a first deployment
//! that imports the bucket, and the migration of a deployment by the Python CDK.

use crate::support::account::World;
use crate::support::account::served::Served;
use crate::support::cli::{Run, Sandbox};
use crate::support::files;
use sa_infra::cloud::s3::Setting;

const STACK: &str = "SimpleTraderCdkStack";
const BUCKET: &str = "simpletrader-working-bucket-ajith";
const IMAGE: &str = "ami-0123456789abcdef0";
const SUFFIX: &str = "[simple_trader]\nbucket_suffix = \"-ajith\"\n";
const LINES: [&str; 4] = [
    "vpc_id = \"vpc-0123456789abcdef0\"",
    "subnet_id = \"subnet-0123456789abcdef0\"",
    "availability_zone = \"ap-south-1a\"",
    "image_id = \"ami-0123456789abcdef0\"",
];

/// The settings of the bucket that users made.
const BY_HAND: [(Setting, &str); 3] = [
    (
        Setting::Policy,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::simpletrader-working-bucket-ajith/*"}]}"#,
    ),
    (Setting::Versioning, "Suspended"),
    (Setting::Notifications, "arn:aws:sqs:ap-south-1:111122223333:q"),
];

/// An account with a full bucket.
fn account() -> World {
    let mut world = World::default();
    world.make_bucket(BUCKET, &BY_HAND);
    world.set_parameter(
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
        "ami-99999999999999999",
    );
    world
}

/// The same with the deployment of the Python CDK, which does not contain the bucket.
fn original() -> World {
    let mut world = account();
    let template = files::read("tests/it/reference/simple-trader.original.json");
    let parsed: serde_json::Value = serde_json::from_str(&template).unwrap();
    let parameters = parsed["Parameters"].as_object().unwrap().values();
    let published = parameters.filter_map(|parameter| parameter["Default"].as_str());
    let published = published.collect::<Vec<_>>();
    for name in &published {
        world.set_parameter(name, IMAGE);
    }
    world.deployed(STACK, &template);
    // The image of the running instance is no longer the newest one.
    for name in &published {
        world.set_parameter(name, "ami-88888888888888888");
    }
    world
}

fn deploy(served: &Served, config: &str, flags: &[&str]) -> Run {
    let variables = served.endpoint.variables();
    let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
    let arguments = [&["deploy", "simple-trader"], flags].concat();
    Sandbox::with_config(config).run_in("", &arguments, &variables)
}

/// The bucket has its contents, and the settings of the template.
fn adopted(served: &Served) {
    served.world(|world| {
        assert_eq!(world.held(BUCKET), Some(7));
        assert_eq!(world.setting(BUCKET, Setting::Versioning), Some("Enabled"));
        assert_eq!(world.setting(BUCKET, Setting::Encryption), Some("AES256"));
        assert_eq!(world.setting(BUCKET, Setting::Notifications), Some(BY_HAND[2].1));
        let policy = world.setting(BUCKET, Setting::Policy).unwrap();
        assert!(
            policy.contains("aws:SecureTransport") && !policy.contains("Allow"),
            "{policy}"
        );
    });
}

#[test]
fn a_first_deployment_adopts_the_bucket_and_the_next_has_nothing_to_do() {
    let served = Served::new(account());
    let run = deploy(&served, SUFFIX, &["--dry-run"]).exits(0);
    for part in [
        "imports the existing bucket",
        "Suspended",
        "s3:GetObject",
        "sqs",
        "(unchanged)",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run}");
    }
    assert_eq!(served.world(|world| world.status(STACK)), None);
    // Without a terminal, the question about overwriting is an error that names its flag.
    let run = deploy(&served, SUFFIX, &[]).exits(2);
    assert!(run.stderr.contains("--yes"), "{run}");
    assert_eq!(served.world(|world| world.status(STACK)), None);

    let run = deploy(&served, SUFFIX, &["--yes"]).exits(0);
    assert!(run.stderr.contains("simple-trader: created"), "{run}");
    adopted(&served);
    let run = deploy(&served, SUFFIX, &["--yes"]).exits(0);
    assert!(run.stderr.contains("simple-trader: unchanged"), "{run}");
}

#[test]
fn what_the_python_cdk_deployed_is_migrated_and_the_machine_keeps_running() {
    let served = Served::new(original());
    let config = format!("{SUFFIX}{}\n", LINES.join("\n"));
    let run = deploy(&served, &config, &["--yes"]).exits(0);
    assert!(run.stderr.contains("simple-trader: updated"), "{run}");
    for word in ["replace", "stopped and started"] {
        assert!(!run.stderr.contains(word), "{word}: {run}");
    }
    adopted(&served);
    let run = deploy(&served, &config, &["--yes"]).exits(0);
    assert!(run.stderr.contains("simple-trader: unchanged"), "{run}");
}

#[test]
fn without_the_lines_that_keep_the_machine_nothing_is_touched_and_they_are_told() {
    let served = Served::new(original());
    let before = served.world(|world| world.template(STACK).to_owned());
    let run = deploy(&served, SUFFIX, &["--yes"]).exits(1);
    for part in LINES
        .into_iter()
        .chain(["--allow-replace SimpleTraderInstance3F6E8D30"])
    {
        assert!(run.stderr.contains(part), "{part}: {run}");
    }
    served.world(|world| {
        assert_eq!(world.template(STACK), before);
        assert_eq!(world.setting(BUCKET, Setting::Versioning), Some("Suspended"));
        assert_eq!(world.change_sets(), 0);
    });
}
