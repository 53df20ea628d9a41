//! Values of stacks in other regions are passed on, and passed on again when they change.

use crate::support::account::scene::Scene;
use sa_infra::app::App;
use sa_infra::aws::{sns, ssm};
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;

fn stacks(name: &str) -> Vec<Artifact> {
    let mut app = App::new();
    let one = app.stack("one");
    one.set_region("eu-central-1");
    let topic = one.at("topic").put(sns::Topic {
        topic_name: name.to_owned().into(),
        ..Default::default()
    });
    let two = app.stack("two");
    two.set_region("us-east-1");
    two.at("where").put(ssm::Parameter::new(
        ssm::ParameterType::String,
        topic.arn().text(),
    ));
    app.synth().unwrap().stacks
}

#[test]
fn the_consumer_gets_a_parameter_and_the_producer_exports_nothing() {
    let stacks = stacks("a");
    let [one, two] = [0, 1].map(|at| stacks[at].template.to_compact());
    assert!(
        one.contains("\"Outputs\"") && !one.contains("\"Export\""),
        "{one}"
    );
    assert!(!two.contains("ImportValue"), "{two}");
    let passed = &stacks[1].passed[0];
    assert!(
        two.contains(&format!(r#"{{"Ref":"{}"}}"#, passed.parameter)),
        "{two}"
    );
    assert_eq!(*stacks[1].dependencies, ["one".into()]);
}

#[test]
fn a_value_that_changes_is_passed_on_again() {
    let scene = Scene::default();
    assert_eq!(scene.succeeds(&stacks("a")), [Outcome::Created, Outcome::Created]);
    assert_eq!(
        scene.succeeds(&stacks("a")),
        [Outcome::Unchanged, Outcome::Unchanged]
    );
}

#[test]
fn without_the_producer_the_consumer_is_not_deployed() {
    let scene = Scene::default();
    let mut stacks = stacks("a");
    stacks.rotate_left(1);
    let results = scene.deploy(&stacks[..1]);
    assert!(
        matches!(&results[0], Err(Failure::Waiting { needed, .. }) if needed == "one"),
        "{results:?}"
    );
}
