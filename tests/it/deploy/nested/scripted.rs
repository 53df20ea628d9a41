//! Nested stacks on an account in memory: what the emulator does not do, such as change sets for nested stacks.

use crate::support::account::rescue::skipping;
use crate::support::account::scene::{Scene, stack};
use jiff::Timestamp;
use sa_infra::cloud::cloudformation::{Change, ChangeAction, ChangeSet, StackEvent};
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::status::status;
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use sa_infra::template::{Nested, Template};
use serde_json::json;

const INNER: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/s-Inner-1/2";

/// A stack with a nested one, whose ARN the account in memory takes from its name.
fn outer(url: &str) -> Artifact {
    let inner =
        json!({"Type": "AWS::CloudFormation::Stack", "Properties": {"Name": INNER, "TemplateURL": url}});
    stack("s", &json!({"Resources": {"Inner": inner}}))
}

fn event(id: &str, status: &str, reason: &str) -> StackEvent {
    StackEvent {
        id: format!("{id}-{status}"),
        at: Timestamp::UNIX_EPOCH,
        stack_arn: INNER.into(),
        logical_id: id.into(),
        physical_id: (id == "s-Inner-1").then(|| INNER.into()),
        resource_type: "AWS::DynamoDB::Table".into(),
        status: status.into(),
        reason: Some(reason.into()),
        token: None,
        operation: None,
        hook: None,
        detail: None,
    }
}

fn asks_to_expand(scene: &Scene) -> bool {
    let calls = scene.account.calls();
    calls
        .iter()
        .any(|call| call.what.contains("CAPABILITY_AUTO_EXPAND"))
}

/// The documentation of `CreateChangeSet`: a change set expands the macros of its own template, not those of nested stacks.
#[test]
fn a_macro_in_a_nested_stack_and_nothing_else_asks_for_its_capability() {
    let inner = |template: serde_json::Value| {
        let scene = Scene::default();
        let mut outer = outer("a");
        outer.nested.push(Nested {
            logical_id: "Inner".into(),
            template: Template::parse(&template.to_string()).unwrap(),
            ..Nested::default()
        });
        scene.succeeds(&[outer]);
        asks_to_expand(&scene)
    };
    let topic = |properties| json!({"Topic": {"Type": "AWS::SNS::Topic", "Properties": properties}});
    let text = "say \"Fn::Transform\":";
    assert!(!inner(json!({"Resources": topic(json!({"DisplayName": text}))})));
    let include = json!({"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/x"}}});
    assert!(inner(
        json!({"Resources": topic(json!({"DisplayName": include}))})
    ));
    let resources = topic(json!({}));
    assert!(inner(
        json!({"Transform": "AWS::LanguageExtensions", "Resources": resources})
    ));
    let scene = Scene::default();
    scene.succeeds(&[stack(
        "s",
        &json!({"Transform": "AWS::LanguageExtensions", "Resources": resources}),
    )]);
    assert!(!asks_to_expand(&scene));
}

#[test]
fn the_resource_that_failed_inside_is_named_and_not_the_nested_stack() {
    let scene = Scene::default();
    scene.world(|world| {
        let why =
            format!("Embedded stack {INNER} was not successfully created: The following failed: [Table].");
        world.failing.insert("Inner".into(), why);
        let mut events = vec![
            event("s-Inner-1", "CREATE_IN_PROGRESS", "User Initiated"),
            event("Table", "CREATE_IN_PROGRESS", ""),
            event("Other", "CREATE_FAILED", "Resource creation cancelled"),
            event("Table", "CREATE_FAILED", "too many tables"),
            event("s-Inner-1", "DELETE_IN_PROGRESS", ""),
            event("s-Inner-1", "DELETE_COMPLETE", ""),
        ];
        events.reverse();
        world.nested_events.insert(INNER.into(), events);
    });
    let Failure::Ended { cause, .. } = scene.fails(&outer("a")) else {
        panic!("it did not end")
    };
    let [failure] = cause.failures.as_slice() else {
        panic!("{cause:?}")
    };
    assert_eq!(
        (&*failure.id, &*failure.reason),
        ("Inner/Table", "too many tables")
    );
    assert_eq!(cause.cancelled, ["Inner/Other"]);
    // The events inside are reported as they come, the nested stack fails after its resources, and `status` says the same.
    let told = scene.person.text();
    let at = |what: &str| told.find(what).unwrap_or_else(|| panic!("{what}: {told}"));
    assert!(
        at("too many tables") < at("was not successfully created"),
        "{told}"
    );
    let found = scene
        .until_killed(status(&scene.account, &[&outer("a")]))
        .unwrap();
    let state = found.unwrap().remove(0).deployed.unwrap();
    let failure = state.last_failure.unwrap();
    assert_eq!(
        (&*failure.logical_id, failure.reason.as_deref()),
        ("Inner/Table", Some("too many tables"))
    );
}

#[test]
fn changes_of_a_nested_change_set_are_shown_and_stop() {
    let scene = Scene::default();
    assert_eq!(scene.succeeds(&[outer("a")]), [Outcome::Created]);
    let removed = Change {
        logical_id: "Data".into(),
        physical_id: Some("data".into()),
        resource_type: "AWS::DynamoDB::Table".into(),
        action: ChangeAction::Remove,
        replacement: None,
        policy_action: None,
        scope: Vec::new(),
        details: Vec::new(),
        change_set: None,
        before: None,
        after: None,
    };
    let nested = ChangeSet {
        arn: "arn:aws:cloudformation:us-east-1:111122223333:changeSet/nested/1".into(),
        name: "nested".into(),
        stack_arn: INNER.into(),
        stack_name: "s-Inner-1".into(),
        status: "CREATE_COMPLETE".into(),
        reason: None,
        execution: "AVAILABLE".into(),
        created: None,
        description: None,
        parameters: Vec::new(),
        changes: vec![removed],
    };
    scene.world(|world| world.nested_sets.insert("Inner".into(), nested));
    let Failure::Stopped(stops) = scene.fails(&outer("b")) else {
        panic!("it did not stop")
    };
    assert_eq!((&*stops[0].id, stops[0].fate), ("Inner/Data", "removed"));
    assert!(scene.person.text().contains(r#""logical_id":"Inner/Data""#));
}

/// CloudFormation takes it as `<name of the nested stack>.<resource>`.
#[test]
fn recover_skips_a_resource_of_a_nested_stack() {
    let scene = Scene::default();
    assert_eq!(scene.succeeds(&[outer("a")]), [Outcome::Created]);
    scene.world(|world| {
        let why = format!("Embedded stack {INNER} was not successfully updated.");
        world.failing.insert("Inner".into(), why.clone());
        world.unrollable.insert("Inner".into(), why);
        let events = [
            event("Table", "UPDATE_FAILED", "the table is gone"),
            event("s-Inner-1", "UPDATE_IN_PROGRESS", ""),
        ];
        world.nested_events.insert(INNER.into(), events.into());
    });
    scene.fails(&outer("b"));
    assert_eq!(scene.status().as_deref(), Some("UPDATE_ROLLBACK_FAILED"));
    let came = scene.recover(&outer("b"), &skipping(&["Inner/Table"]));
    assert!(matches!(came, Some(Ok(Outcome::Restored))), "{came:?}");
    let asked = scene.asked_of("ContinueUpdateRollback");
    assert!(asked[0].contains(r#"Skip(["s-Inner-1.Table"])"#), "{asked:?}");
    assert!(scene.person.text().contains("the table is gone"));
}
