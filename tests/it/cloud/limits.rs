//! The rate limiter: with an emulator, which answers faster than AWS, a whole day of deployments never waits for it.

use crate::support::account::scene::stack;
use crate::support::account::ui::Person;
use crate::support::files;
use crate::support::ministack::Account;
use crate::support::owner::STACKS;
use sa_infra::cloud::SdkClouds;
use sa_infra::deploy::deployment::{Approval, Deployment, Options};
use sa_infra::deploy::destroy::{self, Destruction};
use sa_infra::deploy::status::status;
use sa_infra::synth::Artifact;
use serde_json::Value;
use std::time::Duration;

/// The included stacks, with another description for each version.
fn stacks(version: Option<&str>) -> Vec<Artifact> {
    let one = |name: &&str| {
        let text = files::read(format!("templates/{name}.template.json"));
        let mut template: Value = serde_json::from_str(&text).unwrap();
        if let Some(version) = version {
            template["Description"] = version.into();
        }
        Artifact {
            region: Some("us-east-1".into()),
            ..stack(name, &template)
        }
    };
    let mut stacks = STACKS.iter().map(one).collect::<Vec<_>>();
    for (at, stack) in stacks.iter_mut().enumerate() {
        stack.dependencies = STACKS[..at].iter().map(|name| (*name).into()).collect();
    }
    stacks
}

#[tokio::test]
async fn no_command_waits_for_the_limiter() {
    let account = Account::new();
    // Each command is a separate process, whose limiter starts full.
    let command = async || SdkClouds::load(&account.access()).await.unwrap();
    let options = Options {
        approval: Approval::Never,
        concurrency: 3,
        ..Options::default()
    };
    for version in [None, None, Some("another")] {
        let (all, person) = (stacks(version), Person::default());
        let clouds = command().await;
        let deployment = Deployment {
            clouds: &clouds,
            all: &all,
            options: &options,
            ui: &person,
            interrupts: &person.interrupts,
        };
        for (stack, result) in Box::pin(deployment.deploy(&all.iter().collect::<Vec<_>>())).await {
            assert!(result.is_ok(), "{stack}: {result:?}");
        }
        assert_eq!(clouds.waited(), Duration::ZERO);
    }
    let (all, person) = (stacks(None), Person::default());
    let named = all.iter().collect::<Vec<_>>();
    let clouds = command().await;
    status(&clouds, &named).await.unwrap();
    assert_eq!(clouds.waited(), Duration::ZERO);
    let clouds = command().await;
    let destruction = Destruction {
        clouds: &clouds,
        all: &all,
        options: &destroy::Options::default(),
        ui: &person,
        interrupts: &person.interrupts,
    };
    for (stack, result) in Box::pin(destruction.destroy(&named)).await {
        assert!(result.is_ok(), "{stack}: {result:?}");
    }
    assert_eq!(clouds.waited(), Duration::ZERO);
}
