//! `deploy` of several stacks: order, parallelism, and exports that are kept until no stack imports them.

use crate::support::account::faulty::{everywhere, faults};
use crate::support::account::scene::{Scene, stack};
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use serde_json::json;
use std::time::Duration;

fn topic() -> serde_json::Value {
    json!({"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "a"}})
}

fn producer(exports: bool) -> Artifact {
    let output = json!({"Value": {"Ref": "T"}, "Export": {"Name": "e"}});
    let outputs = if exports { json!({"O": output}) } else { json!({}) };
    stack(
        "producer",
        &json!({"Resources": {"T": topic()}, "Outputs": outputs}),
    )
}

fn consumer(name: &str, imports: bool) -> Artifact {
    let value = if imports {
        json!({"Fn::ImportValue": "e"})
    } else {
        json!("nothing")
    };
    let properties = json!({"Name": name, "Type": "String", "Value": value});
    let parameter = json!({"Type": "AWS::SSM::Parameter", "Properties": properties});
    let mut stack = stack(name, &json!({"Resources": {"P": parameter}}));
    if imports {
        stack.dependencies = vec!["producer".into()];
    }
    stack
}

fn lone(name: &str) -> Artifact {
    stack(name, &json!({"Resources": {"T": topic()}}))
}

#[test]
fn an_export_is_carried_and_then_pruned_in_one_run() {
    let scene = Scene::with(&[producer(true), consumer("c", true)]);
    let outcomes = scene.succeeds(&[producer(false), consumer("c", false)]);
    assert!(outcomes.contains(&Outcome::Updated));
    assert!(
        scene
            .person
            .text()
            .contains("retains the export e while c imports it")
    );
    assert!(!scene.world(|world| world.template("producer").contains("Export")));
    assert_eq!(
        scene.world(|world| world.status("producer")).as_deref(),
        Some("UPDATE_COMPLETE")
    );
}

#[test]
fn an_export_stays_while_a_stack_that_is_not_deployed_now_imports_it() {
    let scene = Scene::with(&[producer(true), consumer("c", true)]);
    let stacks = [producer(false), consumer("c", true)];
    scene.only(&stacks, 1);
    assert!(scene.world(|world| world.template("producer").contains("Export")));
}

#[test]
fn an_export_that_a_stranger_imports_stops_the_deployment() {
    let scene = Scene::with(&[producer(true), consumer("stranger", true)]);
    let before = scene.settled();
    let Failure::Imported { importers, .. } = scene.fails(&producer(false)) else {
        panic!()
    };
    assert_eq!(importers, ["stranger"]);
    assert_eq!(scene.settled(), before);
}

#[test]
fn what_needs_a_stack_that_failed_is_not_deployed() {
    let scene = Scene::default();
    scene.world(|world| world.failing.insert("T".into(), "no".into()));
    let results = scene.deploy(&[producer(true), consumer("c", true)]);
    assert!(matches!(&results[1], Err(Failure::Waiting { needed, stopped: false }) if needed == "producer"));
    assert_eq!(scene.world(|world| world.status("c")), None);
}

#[test]
fn independent_stacks_are_deployed_at_once() {
    let names = ["a", "b", "c", "d", "e"];
    let scene = Scene::default();
    scene.succeeds(&names.map(lone));
    let calls = scene.account.calls();
    let executions = calls
        .iter()
        .filter(|call| call.name.ends_with("ExecuteChangeSet"));
    let times = executions.map(|call| call.at).collect::<Vec<_>>();
    assert_eq!(times.len(), 5);
    assert!(times[4] < times[0] + Duration::from_millis(500), "{times:?}");
}

#[test]
fn no_more_at_once_than_asked_for() {
    let mut scene = Scene::default();
    scene.options.concurrency = 1;
    scene.succeeds(&["a", "b"].map(lone));
    let calls = scene.account.calls();
    let first = calls.iter().rposition(|call| call.what.contains("stack/a/"));
    let second = calls.iter().position(|call| call.what == "b");
    assert!(first < second);
}

#[test]
fn the_end_is_noticed_within_a_second_and_a_half() {
    let scene = Scene::default();
    scene.succeeds(&[lone("a")]);
    let calls = scene.account.calls();
    assert!(calls.len() <= 18, "{}", calls.len());
    let done = scene.world(|world| world.last_event("a"));
    assert!(calls[calls.len() - 1].at < done + Duration::from_millis(1500));
}

#[test]
fn carrying_and_pruning_survives_every_fault() {
    let stacks = [producer(false), consumer("c", false)];
    for what in faults() {
        let before = || Scene::with(&[producer(true), consumer("c", true)]);
        everywhere(before, &what, &stacks, |scene, after| {
            assert!(
                !scene.world(|world| world.template("producer").contains("Export")),
                "{after}"
            );
        });
    }
}

/// The index of the last call about a stack.
fn last_call(scene: &Scene, stack: &str) -> usize {
    let about = format!(":stack/{stack}/");
    let calls = scene.account.calls();
    calls.iter().rposition(|call| call.what.contains(&about)).unwrap()
}

/// The index of the first call about a stack.
fn first_call(scene: &Scene, stack: &str) -> usize {
    let calls = scene.account.calls();
    calls.iter().position(|call| call.what == stack).unwrap()
}

#[test]
fn a_stack_begins_as_soon_as_those_it_needs_are_done_whatever_else_continues() {
    let needs = |name: &str, needed: &str| {
        let mut stack = lone(name);
        stack.dependencies = vec![needed.into()];
        stack
    };
    let names = (0..60).map(|number| (format!("T{number}"), topic()));
    let slow = stack(
        "slow",
        &json!({"Resources": names.collect::<serde_json::Map<_, _>>()}),
    );
    let scene = Scene::default();
    scene.succeeds(&[slow, lone("a"), needs("b", "a"), needs("c", "b")]);
    assert!(last_call(&scene, "c") < last_call(&scene, "slow"));
    assert!(last_call(&scene, "a") < first_call(&scene, "b"));
}

#[test]
fn a_failure_keeps_back_only_what_needs_it() {
    let scene = Scene::default();
    let mut failing = stack("failing", &json!({"Resources": {"F": topic()}}));
    failing.dependencies = Vec::new();
    let mut needy = lone("needy");
    needy.dependencies = vec!["failing".into()];
    scene.world(|world| world.failing.insert("F".into(), "no".into()));
    let results = scene.deploy(&[failing, lone("a"), needy, lone("b")]);
    assert!(matches!(results[0], Err(Failure::Ended { .. })));
    assert!(matches!(&results[2], Err(Failure::Waiting { needed, .. }) if needed == "failing"));
    assert!(results[1].is_ok() && results[3].is_ok());
}

#[test]
fn nothing_is_pruned_in_vain() {
    let scene = Scene::with(&[producer(true), consumer("c", true)]);
    let stacks = [producer(false), consumer("c", true)];
    scene.only(&stacks, 1);
    scene.account.forget();
    scene.succeeds(&stacks);
    assert_eq!(scene.account.count("ListImports"), 2);
    assert_eq!(scene.account.count(""), 6, "two a stack, and two for the export");
    assert!(scene.world(|world| world.template("producer").contains("Export")));
}

#[test]
fn a_consumer_that_is_deployed_alone_frees_the_export_for_the_next_deployment() {
    let scene = Scene::with(&[producer(true), consumer("c", true)]);
    scene.only(&[producer(false), consumer("c", true)], 1);
    scene.succeeds(&[consumer("c", false)]);
    assert!(scene.world(|world| world.template("producer").contains("Export")));
    assert_eq!(scene.succeeds(&[producer(false)]), [Outcome::Updated]);
    assert!(!scene.world(|world| world.template("producer").contains("Export")));
}
