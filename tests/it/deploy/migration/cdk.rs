//! The migration of a deployment by the CDK's own command line, which sends YAML, and the way back with it.

use super::{EXPORT, OURS, STACKS, resources, resources_of, stays};
use crate::support::cdk::{self, Assembly};
use crate::support::ministack::Account;
use crate::support::{files, owner};
use sa_infra::diff::Diff;
use sa_infra::template::Template;
use serde_json::Value;

fn original() -> Assembly {
    Assembly::of_the_original(|_, _| ())
}

/// The base with two more exports, which our compute stack imports.
fn first_round() -> Assembly {
    let ours = files::read("templates/app-infra-base.template.json");
    let ours = serde_json::from_str::<Value>(&ours).unwrap();
    Assembly::of_the_original(move |stack, template| {
        if stack == STACKS[0] {
            for output in OURS {
                template["Outputs"][output] = ours["Outputs"][output].clone();
            }
        }
    })
}

#[tokio::test]
async fn what_the_cdk_sends_is_yaml_and_reads_as_what_it_synthesized() {
    let account = Account::new();
    let sent = original().deploy(&account).await;
    assert_eq!(sent.iter().map(|(stack, _)| *stack).collect::<Vec<_>>(), STACKS);
    for (stack, yaml) in sent {
        assert!(!yaml.starts_with('{'), "{yaml}");
        if std::env::var_os("REGENERATE").is_some() {
            std::fs::write(files::root().join(cdk::sent(stack)), &yaml).unwrap();
        }
        assert_eq!(
            yaml,
            files::read(cdk::sent(stack)),
            "{stack}: REGENERATE=1 writes it anew"
        );
        let json = files::read(format!("tests/it/reference/{stack}.original.json"));
        let [json, yaml] = [json, yaml].map(|text| Template::parse(&text).unwrap());
        assert!(Diff::between(&json, &yaml).is_empty(), "{stack}");
    }
}

#[tokio::test]
async fn what_the_cdk_deployed_stays_but_for_what_is_listed() {
    let account = Account::new();
    original().deploy(&account).await;
    let cloud = owner::uses(&account).await;
    stays(&account, &cloud).await;
}

#[tokio::test]
async fn the_cdk_takes_back_what_was_migrated() {
    let account = Account::new();
    original().deploy(&account).await;
    let cloud = owner::uses(&account).await;
    let before = resources(&cloud).await;
    let shown = account.run(&["diff"]).exits(0).stdout;
    assert_eq!(shown.matches("    replace (").count(), 2, "{shown}");
    account.run(&["deploy", "--all", "--yes"]).exits(0);

    first_round().deploy(&account).await;
    original().deploy(&account).await;
    let after = resources(&cloud).await;
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    for id in [
        "sadatabucketCC1B0CFA",
        "saappnotificationstopic2A54CC86",
        "sarecommendationservice426BBBF9",
    ] {
        assert_eq!(before[id], after[id]);
    }
    let kept = owner::value(&cloud, owner::KEY).await;
    assert_eq!(kept.as_deref(), Some("owners-intrinio"));
    // The emulator finds no change if only outputs change, so two exports of the base are left.
    if let Some(said) = original().diff(&account) {
        assert_eq!(said.matches("There were no differences").count(), 2, "{said}");
        assert!(
            OURS.iter()
                .all(|output| said.contains(&format!("[-] Output {output}"))),
            "{said}"
        );
        assert!(!said.contains("Resources\n") && !said.contains(EXPORT), "{said}");
    }
    // A deployment by the CDK can be compared by change sets, and destroyed.
    account.run(&["diff", "--change-set"]).exits(0);
    account
        .run(&["destroy", "--all", "--yes", "--delete-data"])
        .exits(0);
    assert!(resources_of(&cloud, STACKS[2]).await.is_empty());
}
