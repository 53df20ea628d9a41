//! Stacks in several accounts: what they share, what they cannot refer to, and which accounts and profiles are none.

use sa_infra::app::{App, Stage};
use sa_infra::aws::{scheduler, sns, ssm};
use sa_infra::value::Val;

const TEST: &str = "111122223333";
const PROD: &str = "444455556666";

fn errors(define: impl FnOnce(&mut App)) -> Vec<String> {
    let mut app = App::new();
    define(&mut app);
    let findings = app.synth().err();
    findings.map_or(Vec::new(), |findings| {
        findings.iter().map(ToString::to_string).collect()
    })
}

/// A stack that refers to one of another account.
fn across(one: Option<&'static str>, two: Option<&'static str>) -> Vec<String> {
    errors(|app| {
        let base = app.stack("base");
        base.set_region("us-east-1");
        if let Some(account) = one {
            base.set_account(account);
        }
        let arn: Val<String> = base.at("topic").put(sns::Topic::default()).topic_arn().text();
        let user = app.stack("user");
        user.set_region("eu-central-1");
        if let Some(account) = two {
            user.set_account(account);
        }
        let parameter = ssm::Parameter::new(ssm::ParameterType::String, arn);
        user.at("where").put(parameter);
    })
}

#[test]
fn a_reference_ends_at_the_account() {
    assert!(across(Some(TEST), Some(TEST)).is_empty() && across(None, None).is_empty());
    for (one, two, accounts, fix) in [
        (
            Some(TEST),
            Some(PROD),
            "111122223333, not 444455556666",
            "give the resource a name there",
        ),
        (
            Some(TEST),
            None,
            "111122223333, not unset",
            "give both stacks the same account",
        ),
        (
            None,
            Some(PROD),
            "unset, not 444455556666",
            "give both stacks the same account",
        ),
    ] {
        let found = across(one, two);
        assert_eq!(found.len(), 1, "{found:?}");
        let says = format!("of the stack base, which is in another account ({accounts})");
        assert!(found[0].starts_with("error: user/where"), "{found:?}");
        assert!(
            found[0].contains("refers to topic") && found[0].contains(&says),
            "{found:?}"
        );
        assert!(found[0].contains(fix), "{found:?}");
    }
}

#[test]
fn stacks_of_one_name_and_exports_of_one_name_are_fine_in_two_accounts() {
    let same = |second: &'static str| {
        errors(|app| {
            for (id, account) in [("one", TEST), ("two", second)] {
                let stack = app.stack(id);
                stack.set_name("same");
                stack.set_account(account);
                stack.set_region("us-east-1");
                let topic = stack.at("topic").put(sns::Topic::default());
                stack
                    .at("arn")
                    .export("the-arn", "The topic", topic.topic_arn().text());
            }
        })
    };
    assert_eq!(same(PROD), Vec::<String>::new());
    let found = same(TEST).join("\n");
    assert!(
        found.contains("has the same CloudFormation name as one: same"),
        "{found}"
    );
    assert!(found.contains("another name, region or account"), "{found}");
    assert!(found.contains("already exports the-arn"), "{found}");
}

#[test]
fn accounts_have_twelve_digits_and_profiles_names() {
    let found = errors(|app| {
        let stack = app.stack("files");
        stack.set_account("1111-2222-3333");
        stack.at("topic").put(sns::Topic::default());
        app.set_profile("acme", "prod");
        app.set_profile(TEST, " ");
        app.set_profile(PROD, "prod");
        app.set_profile(PROD, "prod");
        app.set_profile(PROD, "live");
    });
    let found = found.join("\n");
    for says in [
        "error: files: \"1111-2222-3333\" is not the id of an AWS account",
        "error: profiles: \"acme\" is not the id of an AWS account",
        "error: profiles: the profile of 111122223333 has no name",
        "error: profiles: the account 444455556666 has two profiles, prod and live",
    ] {
        assert_eq!(found.matches(says).count(), 1, "`{says}`\n{found}");
    }
    assert!(found.contains("accounts.rs:"), "where it is set: {found}");
}

#[test]
fn the_services_of_a_stage_have_names_of_their_own() {
    let mut app = App::new();
    for (stage, account) in [("test", TEST), ("prod", PROD)] {
        app.stage(Stage::new(stage).account(account).region("us-east-1"), |app| {
            let stack = app.stack("jobs");
            let schedule = stack.at("nightly").put(scheduler::Schedule::new(
                scheduler::FlexibleTimeWindow::new(scheduler::FlexibleTimeWindowMode::Off),
                "rate(1 day)",
                scheduler::Target::new(
                    "arn:aws:ecs:us-east-1:111122223333:cluster/c",
                    "arn:aws:iam::111122223333:role/r",
                ),
            ));
            stack.at("nightly").service("report", &schedule, false);
        });
    }
    let assembly = app.synth().unwrap();
    let names = assembly.stacks.iter().flat_map(|stack| &stack.services);
    assert_eq!(
        names.map(|service| &*service.name).collect::<Vec<_>>(),
        ["test-report", "prod-report"]
    );
}
