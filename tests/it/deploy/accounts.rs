//! One deployment in two accounts: on the emulator, with the example and its profiles, and in memory, where it fails and is
//! killed.

use crate::support::account::scene::{Scene, stack};
use crate::support::account::{Account as Memory, At, What, When};
use crate::support::ministack::{Account, Ministack};
use crate::support::moto::Moto;
use crate::support::staged::{self, PROD, TEST};
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::ssm::Ssm;
use sa_infra::cloud::{Access, Cloud, Clouds, Environment, SdkCloud, SdkClouds, Secret};
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use serde_json::{Value, json};

/// An account of an emulator in a region, through the library.
async fn cloud(url: &str, account: &str, region: &str) -> SdkCloud {
    let access = Access {
        endpoint_url: Some(url.to_owned()),
        credentials: Some((account.to_owned(), Secret::new("test"))),
        ..Access::default()
    };
    let clouds = SdkClouds::load(&access).await.unwrap();
    clouds.at(Environment::in_region(Some(region))).unwrap()
}

/// The example in a home with these files, with an emulator.
fn run(home: &Account, line: &str) -> crate::support::cli::Run {
    let words = line.split(' ').collect::<Vec<_>>();
    home.run_program(staged::program(), &words)
}

#[tokio::test]
async fn one_deployment_creates_updates_and_destroys_the_stages_in_their_accounts() {
    let url = Ministack::shared().url();
    let home = Account::at(url.clone(), "");
    home.write(".aws/credentials", staged::KEYS_OF_EMULATOR);
    let run = |line: &str| run(&home, line);
    let first = run("deploy --all --yes").exits(0);
    for stack in ["test-alerts", "test-files", "prod-alerts", "prod-files"] {
        assert!(first.stderr.contains(&format!("{stack}: created")), "{first}");
    }
    // Each account has its stage, in its region, and nothing of the other one.
    for (stage, account, region, other) in [
        ("test", TEST, "eu-central-1", "prod"),
        ("prod", PROD, "us-east-1", "test"),
    ] {
        let here = cloud(&url, account, region).await;
        let files = here
            .cloudformation()
            .describe_stack(&format!("{stage}-files"))
            .await
            .unwrap()
            .unwrap();
        assert!(
            files.arn.contains(&format!(":{region}:{account}:")),
            "{}",
            files.arn
        );
        let parameter = here
            .ssm()
            .get_parameters(&["/files/alerts".to_owned()])
            .await
            .unwrap();
        let topic = format!("arn:aws:sns:{region}:{account}:alerts");
        assert_eq!(parameter[0].value.expose(), topic);
        let foreign = here
            .cloudformation()
            .describe_stack(&format!("{other}-files"))
            .await;
        assert_eq!(foreign.unwrap(), None);
        let elsewhere = if region == "us-east-1" {
            "eu-central-1"
        } else {
            "us-east-1"
        };
        let elsewhere = cloud(&url, account, elsewhere).await;
        let parameter = elsewhere
            .ssm()
            .get_parameters(&["/files/alerts".to_owned()])
            .await;
        assert!(parameter.unwrap().is_empty());
    }
    let again = run("deploy --all --yes").exits(0);
    assert_eq!(again.stderr.matches(": unchanged").count(), 4, "{again}");
    run("diff --exit-code").exits(0);
    let status = run("status").exits(0);
    for place in ["111122223333 eu-central-1", "444455556666 us-east-1"] {
        assert_eq!(status.stdout.matches(place).count(), 2, "{status}");
    }
    let rows = serde_json::from_str::<Value>(&run("outputs --json").exits(0).stdout).unwrap();
    assert_eq!(rows[3]["account"], PROD, "{rows}");
    let events = run("events prod-files --json").exits(0);
    assert!(events.stdout.contains("CREATE_COMPLETE"), "{events}");
    run("destroy test-alerts --yes --delete-data").exits(1);
    run("destroy --all --yes --delete-data").exits(0);
    for (account, region) in [(TEST, "eu-central-1"), (PROD, "us-east-1")] {
        let here = cloud(&url, account, region).await;
        assert_eq!(
            here.cloudformation().list_stacks().await.unwrap(),
            Vec::<String>::new()
        );
    }
}

#[tokio::test]
async fn profiles_that_assume_a_role_in_each_account_deploy_on_a_second_emulator() {
    let moto = Moto::shared().account();
    let home = Account::at(moto.url.clone(), "");
    let role = |name: &str, account: &str| {
        format!("[profile {name}]\nrole_arn = arn:aws:iam::{account}:role/deploy\nsource_profile = base\n")
    };
    home.write(".aws/config", &(role("test", TEST) + &role("prod", PROD)));
    home.write(
        ".aws/credentials",
        "[base]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = x\n",
    );
    let deployed = run(&home, "deploy test-alerts prod-alerts --yes").exits(0);
    let says = |text: &str| deployed.accounts.iter().any(|line| line.contains(text));
    assert!(
        says("account 111122223333, eu-central-1, as arn:aws:sts::111122223333:assumed-role/deploy/"),
        "{:?}",
        deployed.accounts
    );
    assert!(
        says("as arn:aws:sts::444455556666:assumed-role/deploy/"),
        "{deployed}"
    );
    let again = run(&home, "deploy test-alerts prod-alerts --yes").exits(0);
    assert_eq!(again.stderr.matches(": unchanged").count(), 2, "{again}");
    let rows = serde_json::from_str::<Value>(&run(&home, "status --json").exits(0).stdout).unwrap();
    let arn = rows[2]["deployed"]["arn"].as_str().unwrap();
    assert!(
        arn.starts_with("arn:aws:cloudformation:us-east-1:444455556666:stack/prod-alerts/"),
        "{arn}"
    );
}

/// A topic for each stage; that of production is deployed after that of the test.
fn stacks(version: &str) -> [Artifact; 2] {
    let template = json!({"Resources": {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": version}},
    }});
    let [mut test, mut prod] = ["alerts", "alerts"].map(|name| stack(name, &template));
    (test.id, test.account) = ("test-alerts".into(), Some(TEST.into()));
    (prod.id, prod.account) = ("prod-alerts".into(), Some(PROD.into()));
    prod.dependencies = vec!["test-alerts".into()];
    [test, prod]
}

/// A user with credentials of both accounts: the scene, and the second account.
fn scene() -> (Scene, Memory) {
    let scene = Scene::default();
    let prod = scene.account.other(PROD);
    (scene, prod)
}

#[test]
fn a_kill_in_the_second_account_is_resumed_and_the_first_is_unchanged() {
    let (scene, prod) = scene();
    prod.fault(
        At::NthOf("cloudformation:ExecuteChangeSet", 1),
        When::After,
        What::Kill,
    );
    assert!(scene.try_deploy(&stacks("1")).is_none(), "it was killed");
    assert_eq!(
        scene.succeeds(&stacks("1")),
        [Outcome::Unchanged, Outcome::Unchanged]
    );
    assert_eq!(scene.succeeds(&stacks("2")), [Outcome::Updated, Outcome::Updated]);
}

#[test]
fn a_failure_in_the_first_account_stops_what_depends_on_it_in_the_second() {
    let (scene, prod) = scene();
    scene.world(|world| world.failing.insert("Topic".to_owned(), "no".to_owned()));
    let results = scene.deploy(&stacks("1"));
    assert!(matches!(&results[0], Err(Failure::Ended { .. })), "{results:?}");
    assert!(
        matches!(&results[1], Err(Failure::Waiting { needed, .. }) if needed == "test-alerts"),
        "{results:?}"
    );
    assert_eq!(prod.count(""), 0, "{:?}", prod.calls());
}

#[test]
fn stacks_of_one_name_in_two_accounts_are_two_stacks() {
    let (scene, prod) = scene();
    scene.succeeds(&stacks("1"));
    let ([new, _], [_, same]) = (stacks("2"), stacks("1"));
    let changed = scene.deploy(&[new, same]);
    let changed = changed.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(changed, [Outcome::Updated, Outcome::Unchanged]);
    assert_eq!(prod.count("ExecuteChangeSet"), 1);
}

#[test]
fn a_stack_that_cloudformation_shows_in_another_account_is_not_changed() {
    let (scene, prod) = scene();
    scene.succeeds(&stacks("1"));
    scene.account.forget();
    prod.forget();
    // The credentials of production become those of another account while the command runs.
    prod.moves_to("777788889999");
    let [_, new] = stacks("2");
    let failure = scene.fails(&new);
    assert!(
        failure.to_string().contains(
            "prod-alerts belongs to the account 444455556666, but the credentials reached 777788889999"
        ),
        "{failure}"
    );
    assert_eq!(prod.count("ExecuteChangeSet"), 0);
    assert_eq!(
        prod.world(|world| world.status("alerts")),
        None,
        "nothing is left there"
    );
}
