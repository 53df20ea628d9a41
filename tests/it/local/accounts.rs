//! Several accounts on the emulator of `--local`: each is real, and the key of the emulator opens all of them and no one else's
//! key does.

use crate::support::laptop::Laptop;
use crate::support::staged::{PROD, TEST, program};
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::sts::Sts;
use sa_infra::cloud::{Cloud, Clouds, Environment, SdkCloud, SdkClouds, Secret};
use sa_infra::local::emulator;

async fn cloud(laptop: &Laptop, account: &str, region: &str, token: Option<&str>) -> SdkCloud {
    let access = emulator::status(&laptop.place()).access().unwrap();
    let mut access = access.of_emulated_account(account);
    if let Some(token) = token {
        access.session_token = Some(Secret::new(token));
    }
    let clouds = SdkClouds::load(&access).await.unwrap();
    clouds.at(Environment::in_region(Some(region))).unwrap()
}

#[tokio::test]
async fn the_stages_are_deployed_to_their_accounts_without_any_credentials() {
    let laptop = Laptop::new();
    let run = laptop.run_program(program(), "deploy --all --local").exits(0);
    assert_eq!(run.stderr.matches(": created").count(), 4, "{run}");
    for (account, region, stage, other) in [
        (TEST, "eu-central-1", "test", "prod"),
        (PROD, "us-east-1", "prod", "test"),
    ] {
        let here = cloud(&laptop, account, region, None).await;
        let identity = here.sts().get_caller_identity().await.unwrap();
        assert_eq!(identity.account, account);
        let names = here.cloudformation().list_stacks().await.unwrap();
        assert!(
            names.iter().all(|name| name.starts_with(stage)) && names.len() == 2,
            "{names:?}"
        );
        let foreign = here
            .cloudformation()
            .describe_stack(&format!("{other}-files"))
            .await;
        assert_eq!(foreign.unwrap(), None);
        let guessed = cloud(&laptop, account, region, Some("guessed")).await;
        let refused = guessed.cloudformation().list_stacks().await.unwrap_err();
        assert!(refused.to_string().contains("ListStacks"), "{refused}");
    }
    let run = laptop.run_program(program(), "deploy --all --local").exits(0);
    assert_eq!(run.stderr.matches(": unchanged").count(), 4, "{run}");
    let run = laptop
        .run_program(program(), "destroy --all --local --yes --delete-data")
        .exits(0);
    assert_eq!(run.stderr.matches(": deleted").count(), 4, "{run}");
}
