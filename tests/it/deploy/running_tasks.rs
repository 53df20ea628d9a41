//! A deployment while tasks are running, or about to start: reported and confirmed, only when it changes what they
//! use.

use crate::support::account::scene::{Scene, stack};
use crate::support::account::ui::Answer;
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::{Outcome, Question};
use sa_infra::synth::Artifact;
use serde_json::json;

const NEVER: &str = "cron(0 0 1 1 ? 2199)";
const ALWAYS: &str = "cron(* * * * ? *)";

/// A task that a schedule starts, and an unrelated topic.
fn app(cpu: &str, topic: &str, schedule: &str, state: &str) -> Artifact {
    let target = json!({"Arn": {"Fn::ImportValue": "cluster"}, "EcsParameters": {"TaskDefinitionArn": {"Ref": "Task"}}});
    let run = json!({"Name": "sa-trader", "ScheduleExpression": schedule, "State": state, "Target": target});
    let task = json!({"Family": "trader", "Cpu": cpu, "TaskRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}});
    let resources = json!({
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"Description": "a role"}},
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
        "Run": {"Type": "AWS::Scheduler::Schedule", "Properties": run},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": topic}},
    });
    stack("s", &json!({"Resources": resources}))
}

/// The app is deployed and its task runs.
fn running() -> Scene {
    let scene = Scene::with(&[app("256", "a", NEVER, "ENABLED")]);
    scene.world(|world| world.start_task("c", "trader"));
    scene
}

/// The running tasks and those that are due, in the question.
fn asked(scene: &Scene) -> Option<(Vec<String>, Vec<String>)> {
    let asked = scene.person.asked.borrow();
    asked.iter().find_map(|question| match question {
        Question::Disturb { running, due, .. } => Some((running.clone(), due.clone())),
        _ => None,
    })
}

#[test]
fn a_task_that_runs_is_told_and_asked_about() {
    let scene = running();
    assert!(matches!(
        scene.one(&app("512", "a", NEVER, "ENABLED")),
        Ok(Outcome::Updated)
    ));
    let (running, due) = asked(&scene).unwrap();
    assert!(
        running[0].starts_with("sa-trader is running since "),
        "{running:?}"
    );
    assert_eq!((running.len(), due.len()), (1, 0));
    let looks = scene.account.count("ecs:") + scene.account.count("scheduler:");
    assert!(looks <= 3, "{looks}");
}

#[test]
fn who_declines_has_changed_nothing() {
    let scene = running();
    let before = scene.settled();
    scene.person.answer.set(Answer::No);
    assert!(matches!(
        scene.fails(&app("512", "a", NEVER, "ENABLED")),
        Failure::Declined
    ));
    assert_eq!(scene.settled(), before);
}

#[test]
fn what_the_task_does_not_use_is_no_reason_to_look() {
    let scene = running();
    scene.succeeds(&[app("256", "b", NEVER, "ENABLED")]);
    scene.succeeds(&[app("256", "b", NEVER, "ENABLED")]);
    assert_eq!((asked(&scene), scene.account.count("ecs:")), (None, 0));
}

#[test]
fn who_says_so_beforehand_is_not_asked() {
    let mut scene = running();
    scene.options.during_run = true;
    scene.succeeds(&[app("512", "a", NEVER, "ENABLED")]);
    assert_eq!((asked(&scene), scene.account.count("ecs:")), (None, 0));
}

#[test]
fn a_run_that_is_about_to_begin_is_asked_about_unless_it_is_off() {
    for (state, dues) in [("ENABLED", 1), ("DISABLED", 0)] {
        let scene = Scene::with(&[app("256", "a", ALWAYS, state)]);
        assert_eq!(scene.account.count("ecs:"), 0);
        scene.succeeds(&[app("512", "a", ALWAYS, state)]);
        assert_eq!(asked(&scene).map_or(0, |(_, due)| due.len()), dues, "{state}");
    }
}
