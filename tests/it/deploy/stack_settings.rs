//! Tags and topics that others put on a stack stay: a request names them only when the options change them.

use crate::support::account::apps::current;
use crate::support::account::scene::Scene;
use crate::support::cli::Sandbox;
use crate::support::ministack::Account;
use crate::support::proxy::Proxy;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::{Cloud, SdkCloud};
use sa_infra::deploy::ui::Outcome;

pub const BASE: [&str; 3] = ["deploy", "app-infra-base", "--yes"];
const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:told";

pub fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// The tags and topics of the stack afterwards.
fn has(scene: &Scene) -> (Vec<(String, String)>, Vec<String>) {
    scene.world(|world| {
        let stack = world.describe("s").unwrap();
        (stack.tags, stack.notification_arns)
    })
}

#[test]
fn tags_and_topics_are_merged_kept_and_removed() {
    let mut scene = Scene::living();
    let deploys = |scene: &mut Scene, version: &str, outcome: Outcome| {
        assert_eq!(scene.succeeds(&[current(version)]), [outcome]);
        scene.options = Scene::default().options;
    };
    scene.options.tags = pairs(&[("CostCenter", "42"), ("Team", "blue")]);
    scene.options.notification_arns = vec![TOPIC.to_owned()];
    deploys(&mut scene, "2", Outcome::Updated);
    assert_eq!(
        has(&scene),
        (
            pairs(&[("CostCenter", "42"), ("Team", "blue")]),
            vec![TOPIC.to_owned()]
        )
    );
    // A deployment that does not name them keeps them, and they are no reason to deploy.
    deploys(&mut scene, "2", Outcome::Unchanged);
    deploys(&mut scene, "3", Outcome::Updated);
    assert_eq!(
        has(&scene),
        (
            pairs(&[("CostCenter", "42"), ("Team", "blue")]),
            vec![TOPIC.to_owned()]
        )
    );
    scene.options.tags = pairs(&[("Team", "red")]);
    deploys(&mut scene, "3", Outcome::Updated);
    assert_eq!(has(&scene).0, pairs(&[("CostCenter", "42"), ("Team", "red")]));
    scene.options.tags = pairs(&[("Team", "red")]);
    deploys(&mut scene, "3", Outcome::Unchanged);
    scene.options.remove_tags = vec!["CostCenter".to_owned()];
    scene.options.remove_notification_arns = vec![TOPIC.to_owned()];
    deploys(&mut scene, "4", Outcome::Updated);
    assert_eq!(has(&scene), (pairs(&[("Team", "red")]), Vec::new()));
    scene.is_intact("tags and topics");
}

#[test]
fn the_approval_shows_tags_and_topics_as_what_they_are() {
    let mut scene = Scene::living();
    scene.options.tags = pairs(&[("Team", "blue")]);
    scene.succeeds(&[current("2")]);
    scene.person.told.borrow_mut().clear();
    scene.options.tags = pairs(&[("Team", "red")]);
    scene.options.notification_arns = vec![TOPIC.to_owned()];
    scene.succeeds(&[current("2")]);
    let told = scene.person.text();
    for shown in [
        r#"{"what":"stack tag","name":"Team","before":"blue","after":"red"}"#,
        r#"{"what":"notification topic","name":"arn:aws:sns:us-east-1:111122223333:told","before":null,"after":""}"#,
    ] {
        assert!(told.contains(shown), "{shown}\n{told}");
    }
}

/// The members of every request for a change set, by the first word of their names.
pub fn members(proxy: &Proxy) -> Vec<String> {
    let requests = proxy.requests();
    let sets = requests
        .iter()
        .filter(|request| request.action() == "CreateChangeSet");
    let names = sets.flat_map(|set| set.fields().into_iter().map(|(name, _)| name));
    names
        .map(|name| name.split('.').next().unwrap().to_owned())
        .collect()
}

async fn tags(cloud: &SdkCloud) -> Vec<(String, String)> {
    let stack = cloud.cloudformation().describe_stack("app-infra-base").await;
    stack.unwrap().unwrap().tags
}

#[tokio::test]
async fn a_request_names_a_member_only_when_you_ask_for_it() {
    let account = Account::new();
    let cloud = account.cloud().await;
    let proxy = Proxy::new(&account);
    proxy.run(&account, &BASE).exits(0);
    account.configure("[stock_advisor]\nnotify = [\"a@example.com\"]\n");
    proxy.run(&account, &BASE).exits(0);
    for member in ["Tags", "NotificationARNs", "RoleARN", "RollbackConfiguration"] {
        assert!(!members(&proxy).contains(&member.to_owned()), "{member}");
    }
    let run = proxy
        .run(&account, &[&BASE[..], &["--tag", "CostCenter=42"]].concat())
        .exits(0);
    assert!(run.stderr.contains("+ stack tag CostCenter=42"), "{run}");
    assert_eq!(tags(&cloud).await, pairs(&[("CostCenter", "42")]));
    let again = proxy.run(&account, &BASE).exits(0);
    assert!(again.stderr.contains("unchanged"), "{again}");
    assert_eq!(tags(&cloud).await, pairs(&[("CostCenter", "42")]));
    proxy
        .run(&account, &[&BASE[..], &["--remove-tag", "CostCenter"]].concat())
        .exits(0);
    assert_eq!(tags(&cloud).await, pairs(&[]));
}

#[test]
fn up_deploys_with_the_flags_of_deploy() {
    let account = Account::new();
    let proxy = Proxy::new(&account);
    let run = proxy.run(
        &account,
        &["up", "--yes", "--tag", "CostCenter=42", "--on-failure", "delete"],
    );
    assert!(run.stderr.contains("+ stack tag CostCenter=42"), "{run}");
    assert_eq!(
        members(&proxy)
            .iter()
            .filter(|member| *member == "OnStackFailure")
            .count(),
        3,
        "{run}"
    );
    let run = Sandbox::new()
        .run(&["up", "--tag", "a=1", "--remove-tag", "a"])
        .exits(2);
    assert!(run.stderr.contains("a is both set and removed"), "{run}");
}

#[test]
fn a_failure_that_is_kept_cannot_replace_resources() {
    let account = Account::new();
    account.run(&["deploy", "app-infra-compute", "--yes"]).exits(0);
    account.configure("[stock_advisor.services.portfolio-manager]\ncpu = 1024\nmemory = 2048\n");
    let proxy = Proxy::new(&account);
    let deploy = ["deploy", "app-infra-compute", "--yes"];
    let run = proxy
        .run(&account, &[&deploy[..], &["--on-failure", "keep"]].concat())
        .exits(1);
    assert!(run.stderr.contains("AWS::ECS::TaskDefinition"), "{run}");
    assert!(run.stderr.contains("omit --on-failure keep"), "{run}");
    assert_eq!(proxy.count("ExecuteChangeSet"), 0);
    assert_eq!(proxy.count("DeleteChangeSet"), 1);
    account.run(&deploy).exits(0);
}

#[test]
fn diff_shows_tags_and_topics_as_what_they_are() {
    let account = Account::new();
    let tagged = ["--tag", "CostCenter=42", "--tag", "Team=blue"];
    account.run(&[&BASE[..], &tagged].concat()).exits(0);
    let flags = ["--tag", "Team=red", "--tag", "Stage=test", "--exit-code"];
    let diff = ["diff", "app-infra-base"];
    let run = account.run(&[&diff[..], &flags].concat()).exits(3);
    for line in [
        "+ stack tag Stage=test",
        "~ stack tag Team=red (was blue)",
        "= stack tag CostCenter=42 (stays)",
        "2 stack settings to change",
    ] {
        assert!(run.stdout.contains(line), "{line}: {run}");
    }
    let run = account
        .run(&[&diff[..], &["--remove-tag", "Team"]].concat())
        .exits(0);
    assert!(run.stdout.contains("- stack tag Team"), "{run}");
    let run = account
        .run(&[&diff[..], &["--tag", "Team=blue", "--exit-code"]].concat())
        .exits(0);
    assert!(run.stdout.contains("no differences"), "{run}");
    let run = account
        .run(&[&diff[..], &["--remove-tag", "Team", "--json"]].concat())
        .exits(0);
    let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let first = told.get(0).unwrap_or(&told);
    assert_eq!(first["differs"], true, "{run}");
    let expected = serde_json::json!([
        {"what": "stack tag", "name": "Team", "before": "blue", "after": null},
        {"what": "stack tag", "name": "CostCenter", "before": "42", "after": "42"},
    ]);
    assert_eq!(first["settings"], expected, "{run}");
    let run = account.run(&["diff", "--offline", "x", "--tag", "a=1"]).exits(2);
    assert!(run.stderr.contains("--tag"), "{run}");
}
