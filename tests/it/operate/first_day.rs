//! The owner's first day as one test, the doctor, and the permissions of the commands.

use crate::operate::run::image;
use crate::support::cli::Sandbox;
use crate::support::ministack::Account;
use crate::support::owner::STACKS;
use crate::support::proxy::Proxy;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::codebuild::CodeBuild;
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use sa_infra::cloud::sns::Sns;
use sa_infra::cloud::ssm::Ssm;
use serde_json::{Value, json};

const KEYS: &str =
    "INTRINIO_API_KEY=planted-1\nTDAMERITRADE_CLIENT_ID=planted-2\nTDAMERITRADE_REFRESH_TOKEN=planted-3\n";

#[tokio::test]
async fn a_day_of_the_owner() {
    let account = Account::new();
    let mut said = String::new();
    let mut run = |account: &Account, arguments: &[&str], input: &str, code: i32| {
        let run = account.run_fed(arguments, input).exits(code);
        said += &run.to_string();
        run
    };
    account.write("keys.env", KEYS);
    run(&account, &["deploy", "--all", "--yes"], "", 0);
    assert!(
        run(&account, &["doctor"], "", 1)
            .stdout
            .contains("still has its placeholder")
    );
    run(&account, &["secrets", "import", "keys.env"], "", 0);
    run(
        &account,
        &["secrets", "set", "TDAMERITRADE_ACCOUNT_ID", "--stdin"],
        "planted-4\n",
        0,
    );
    run(&account, &["notify", "add", "+15551234567"], "", 0);
    let cloud = account.cloud().await;
    let topic = format!("arn:aws:sns:us-east-1:{}:sa-app-notifications-topic", account.id);
    let told = cloud.sns().list_subscriptions_by_topic(&topic).await.unwrap();
    assert_eq!((told.len(), &*told[0].endpoint), (1, "+15551234567"));
    run(&account, &["build"], "", 0);
    let builds = cloud
        .codebuild()
        .list_builds_for_project("sa-portfolio-manager-project");
    assert_eq!(builds.await.unwrap().len(), 1);
    image(&account, "sa-recommendation-service");
    image(&account, "sa-portfolio-manager-service");
    let healthy = run(&account, &["doctor"], "", 0);
    assert!(healthy.stdout.ends_with("no problems found\n"), "{healthy}");

    let proxy = Proxy::answering(&account, |asked| {
        let arn = || serde_json::from_str::<Value>(asked.body).unwrap()["tasks"][0].clone();
        let over = || {
            json!({"tasks": [{"taskArn": arn(), "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited",
            "containers": [{"name": "sa-portfolio-manager-service-container", "exitCode": 0}]}]})
        };
        (asked.call == "DescribeTasks").then(|| (200, over().to_string()))
    });
    let ran = proxy
        .run(&account, &["run", "portfolio-manager", "--yes"])
        .exits(0);
    assert!(!ran.to_string().contains("planted"), "{ran}");
    assert_eq!((proxy.count("RunTask"), proxy.count("StopTask")), (1, 0));
    let last = proxy
        .run(&account, &["schedule", "list", "portfolio-manager"])
        .exits(0);
    assert!(last.stdout.contains("  last: done"), "{last}");
    run(&account, &["logs", "portfolio-manager"], "", 0);
    run(&account, &["schedule", "pause"], "", 0);
    run(&account, &["deploy", "--all", "--yes"], "", 0);

    let schedule = cloud
        .scheduler()
        .get_schedule("sa", "sa-portfolio-manager")
        .await
        .unwrap();
    assert_eq!(schedule.unwrap().state, ScheduleState::Disabled);
    let names = ["SA_TDAMERITRADE_ACCOUNT_ID", "/sa/INTRINIO_API_KEY"].map(str::to_owned);
    let values = cloud.ssm().get_parameters(&names).await.unwrap();
    assert!(
        values
            .iter()
            .all(|found| found.value.expose().starts_with("planted-"))
            && values.len() == 2
    );
    assert!(
        run(&account, &["doctor"], "", 0)
            .stdout
            .contains("portfolio-manager is paused")
    );

    let destroyed = [
        "destroy",
        "--all",
        "--yes",
        "--delete-data",
        "--delete-secrets",
        "--stop-tasks",
    ];
    run(&account, &destroyed, "", 0);
    for stack in STACKS {
        let found = cloud.cloudformation().describe_stack(stack).await.unwrap();
        assert!(found.is_none(), "{found:?}");
    }
    assert!(!said.contains("planted"), "{said}");
}

#[test]
fn up_goes_all_the_way_and_says_what_is_left() {
    let account = Account::new();
    let first = account.run(&["up", "--yes"]).exits(1);
    let steps = first
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("=> sa-infra "));
    let expected = ["deploy --all", "build recommendation-service portfolio-manager"];
    assert_eq!(steps.collect::<Vec<_>>(), expected);
    assert!(
        first
            .stdout
            .contains("fix: run `sa-infra secrets set INTRINIO_API_KEY`"),
        "{first}"
    );
    image(&account, "sa-recommendation-service");
    image(&account, "sa-portfolio-manager-service");
    account.write("keys.env", &format!("{KEYS}TDAMERITRADE_ACCOUNT_ID=planted-4\n"));
    account.run(&["secrets", "import", "keys.env"]).exits(0);
    let second = account.run(&["up"]).exits(0);
    assert_eq!(second.stderr.matches(": unchanged").count(), 3, "{second}");
    assert!(
        !second.stderr.contains("=> sa-infra build") && second.stdout.contains("0 errors, 1 open"),
        "{second}"
    );
}

#[test]
fn a_doctor_without_credentials_says_only_that() {
    let run = Sandbox::new().run(&["doctor"]).exits(1);
    assert_eq!(run.stdout.lines().count(), 3, "{run}");
    assert!(
        run.stdout.contains("no usable credentials") && run.stdout.contains("fix: "),
        "{run}"
    );
}

#[test]
fn before_anything_is_deployed_the_doctor_says_what_comes_first() {
    let run = Account::new().run(&["doctor"]).exits(1);
    insta::assert_snapshot!("doctor_of_nothing", run.to_string());
}

#[test]
fn quotas_are_held_against_what_the_stacks_need() {
    let account = Account::new();
    let with = |processors: f64, networks: Option<f64>| {
        let proxy = Proxy::answering(&account, move |asked| {
            let absent = || {
                (
                    400,
                    r#"{"__type": "NoSuchResourceException", "message": "none"}"#.to_owned(),
                )
            };
            let quota = |value: f64| (200, json!({"Quota": {"Value": value}}).to_string());
            match asked.call {
                "GetServiceQuota" if asked.body.contains("L-3032A538") => Some(quota(processors)),
                "GetServiceQuota" => Some(networks.map_or_else(absent, quota)),
                "GetAWSDefaultServiceQuota" => Some(quota(5.0)),
                _ => None,
            }
        });
        let run = proxy.run(&account, &["doctor"]).exits(1);
        let lines = run.stdout.lines().skip_while(|line| !line.contains("quotas: "));
        let lines = lines
            .take_while(|line| !line.contains("secrets: "))
            .map(str::to_owned);
        lines.collect::<Vec<_>>().join("\n")
    };
    let all = [with(6.0, Some(5.0)), with(0.5, Some(0.0)), with(4000.0, None)];
    insta::assert_snapshot!("quotas", all.join("\n--\n"));
}

#[test]
fn a_machine_and_builds_are_held_against_their_quotas() {
    let account = Account::new();
    account.configure("[simple_trader]\n");
    let with = |machines: f64, builds: f64| {
        let proxy = Proxy::answering(&account, move |asked| {
            let value = match asked.body {
                body if body.contains("L-1216C47A") => machines,
                body if body.contains("L-9D07B6EF") => builds,
                _ => 1000.0,
            };
            let quota = json!({"Quota": {"Value": value}}).to_string();
            (asked.call == "GetServiceQuota").then_some((200, quota))
        });
        proxy.run(&account, &["doctor"]).exits(1).stdout
    };
    // A new account: the instance has 8 vCPUs.
    let new = with(5.0, 0.0);
    assert!(new.contains("error  quotas: Running On-Demand Standard"), "{new}");
    assert!(
        new.contains("in vCPUs: 5 in ap-south-1, and the stacks need 8"),
        "{new}"
    );
    assert!(
        new.contains("--service-code ec2 --quota-code L-1216C47A --desired-value 8"),
        "{new}"
    );
    assert!(
        new.contains("error  quotas: Concurrently running builds for Linux/Small environment: 0"),
        "{new}"
    );
    let small = with(8.0, 1.0);
    assert!(
        small.contains("open   quotas: Concurrently running builds for Linux/Small environment: 1"),
        "{small}"
    );
    assert!(!small.contains("the stacks need 8"), "{small}");
}

/// EC2's answer about a region: whether it has a default VPC, the zones with a default subnet, and those with the
/// type.
fn ec2(call: &str, vpc: bool, subnets: &[&str], offered: &[&str]) -> Option<(u16, String)> {
    let items = |name: &str, texts: &[&str]| {
        let item = |text: &&str| format!("<item><{name}>{text}</{name}></item>");
        texts.iter().map(item).collect::<String>()
    };
    let answer = match call {
        "DescribeVpcs" if vpc => format!("<vpcSet>{}</vpcSet>", items("vpcId", &["vpc-1"])),
        "DescribeVpcs" => "<vpcSet/>".to_owned(),
        "DescribeSubnets" => format!("<subnetSet>{}</subnetSet>", items("availabilityZone", subnets)),
        "DescribeInstanceTypeOfferings" => {
            format!(
                "<instanceTypeOfferingSet>{}</instanceTypeOfferingSet>",
                items("location", offered)
            )
        }
        "DescribeImages" => {
            let error =
                "<Error><Code>InvalidAMIID.NotFound</Code><Message>it does not exist</Message></Error>";
            return Some((400, format!("<Response><Errors>{error}</Errors></Response>")));
        }
        _ => return None,
    };
    Some((200, format!("<{call}Response>{answer}</{call}Response>")))
}

#[test]
fn what_an_instance_needs_is_checked_before_it_is_created() {
    const A: &str = "ap-south-1a";
    const B: &str = "ap-south-1b";
    let in_a = "availability_zone = \"ap-south-1a\"\n";
    let gone = "image_id = \"ami-0a1b2c3d4e5f60718\"\n";
    for (config, vpc, subnets, offered, said) in [
        (
            "",
            false,
            &[][..],
            &[][..],
            "`aws ec2 create-default-vpc --region ap-south-1`",
        ),
        (
            "",
            true,
            &[],
            &[A],
            "`aws ec2 create-default-subnet --availability-zone ap-south-1a",
        ),
        (
            in_a,
            true,
            &[B],
            &[A],
            "`aws ec2 create-default-subnet --availability-zone ap-south-1a",
        ),
        (
            in_a,
            true,
            &[A, B],
            &[B],
            "set availability_zone to one that has it: ap-south-1b",
        ),
        ("", true, &[A], &[B], "c6g.2xlarge"),
        (gone, true, &[A], &[A], "ami-0a1b2c3d4e5f60718 is gone"),
    ] {
        let account = Account::new();
        account.configure(&format!("[simple_trader]\n{config}"));
        let proxy = Proxy::answering(&account, move |asked| ec2(asked.call, vpc, subnets, offered));
        let doctor = proxy.run(&account, &["doctor"]).exits(1);
        let bad = doctor
            .stdout
            .lines()
            .skip_while(|line| !line.starts_with("error  machines: "));
        assert!(bad.take(2).any(|line| line.contains(said)), "{said}: {doctor}");
        let deploy = proxy.run(&account, &["deploy", "simple-trader", "--dry-run"]);
        assert!(
            deploy.stderr.contains("note: ") && deploy.stderr.contains(said),
            "{said}: {deploy}"
        );
    }
    let account = Account::new();
    account.configure("[simple_trader]\n");
    let proxy = Proxy::answering(&account, move |asked| ec2(asked.call, true, &[A, B], &[A]));
    let doctor = proxy.run(&account, &["doctor"]).exits(1);
    assert!(
        doctor
            .stdout
            .contains("open   machines: simple-trader: c6g.2xlarge is not in ap-south-1b"),
        "{doctor}"
    );
    let proxy = Proxy::answering(&account, move |asked| ec2(asked.call, true, &[A, B], &[B, A]));
    let doctor = proxy.run(&account, &["doctor"]).exits(1);
    assert!(
        doctor
            .stdout
            .contains("ok     machines: simple-trader: the network and c6g.2xlarge are available"),
        "{doctor}"
    );
}

#[test]
fn names_are_completed() {
    let sandbox = Sandbox::with_config("[stock_advisor.services.portfolio-manager]\nenabled = false\n");
    for shell in ["bash", "zsh"] {
        let script = sandbox.run(&["completions", shell]).exits(0).stdout;
        for name in [
            "app-infra-develop",
            "simple-trader",
            "INTRINIO_API_KEY",
            "recommendation-service",
        ] {
            assert!(script.contains(name), "{shell}: {name}");
        }
        assert!(!script.contains("portfolio-manager"), "{shell}");
    }
    let broken = Sandbox::with_config("no toml [")
        .run(&["completions", "bash"])
        .exits(0);
    assert!(broken.stdout.contains("sa-infra"), "{broken}");
}
