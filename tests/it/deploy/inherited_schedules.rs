//! A schedule that replaces a rule starts in the state in which the owner left the rule.

use crate::support::account::scene::{Scene, stack};
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::deploy::deployment::Failure;
use sa_infra::synth::Artifact;
use serde_json::{Value, json};

fn app(parameters: &Value, id: &str, starts: &Value) -> Artifact {
    let task = json!({"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": "run"}});
    stack(
        "s",
        &json!({"Parameters": parameters, "Resources": {"Task": task, id: starts}}),
    )
}

/// A task that a rule of the original starts.
fn ruled() -> Artifact {
    let target =
        json!({"Arn": "cluster", "Id": "t", "EcsParameters": {"TaskDefinitionArn": {"Ref": "Task"}}});
    let properties = json!({"ScheduleExpression": "rate(1 day)", "State": "ENABLED", "Targets": [target]});
    app(
        &json!({}),
        "Rule",
        &json!({"Type": "AWS::Events::Rule", "Properties": properties}),
    )
}

/// The same task, started by a schedule.
fn scheduled() -> Artifact {
    let target = json!({"Arn": "cluster", "EcsParameters": {"TaskDefinitionArn": {"Ref": "Task"}}});
    let parameters = json!({"RunState": {"Type": "String", "Default": "ENABLED"}});
    let state = json!({"Ref": "RunState"});
    let properties =
        json!({"Name": "sa-run", "ScheduleExpression": "rate(1 day)", "State": state, "Target": target});
    app(
        &parameters,
        "Run",
        &json!({"Type": "AWS::Scheduler::Schedule", "Properties": properties}),
    )
}

fn with_rule(state: &str) -> Scene {
    let scene = Scene::with(&[ruled()]);
    scene.world(|world| world.rules.insert("s-Rule".into(), state.into()));
    scene
}

#[test]
fn what_was_off_stays_off() {
    for state in ["DISABLED", "ENABLED"] {
        let scene = with_rule(state);
        scene.succeeds(&[scheduled()]);
        assert_eq!(scene.schedule("sa-run").as_deref(), Some(state));
        scene.succeeds(&[scheduled()]);
        assert_eq!(scene.schedule("sa-run").as_deref(), Some(state));
    }
}

#[test]
fn a_state_that_cannot_be_read_stops_the_deployment() {
    let scene = with_rule("DISABLED");
    let denied = Kind::AccessDenied {
        action: "events:DescribeRule".into(),
        resource: None,
    };
    scene.account.fault(
        At::Every("events:DescribeRule"),
        When::Before,
        What::Error(denied),
    );
    assert!(
        matches!(scene.fails(&scheduled()), Failure::Call(error) if error.fix().contains("events:DescribeRule"))
    );
    assert_eq!(scene.schedule("sa-run"), None);
    assert_eq!(scene.world(|world| world.change_sets()), 0);
}

#[test]
fn no_one_asks_where_no_rule_goes() {
    let mut scene = Scene::with(&[ruled()]);
    scene.options.tags = vec![("a".into(), "b".into())];
    scene.succeeds(&[ruled()]);
    assert_eq!(scene.account.count("DescribeRule"), 0);
}
