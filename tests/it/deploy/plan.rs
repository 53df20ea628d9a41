//! Several stacks are deployed after one question, and each change beyond the approved ones needs another question.

use crate::support::account::scene::{Scene, stack};
use crate::support::account::ui::Answer;
use sa_infra::deploy::deployment::{Approval, Failure};
use sa_infra::deploy::status::{Code, status};
use sa_infra::deploy::ui::{Event, Outcome, Question};
use sa_infra::synth::Artifact;
use sa_infra::view;
use serde_json::json;

/// A stack with a topic, and a role of this name that may publish to these topics.
fn publisher(name: &str, topics: &[&str]) -> Artifact {
    let policy = json!({"PolicyName": "p", "PolicyDocument": {"Statement": [
        {"Effect": "Allow", "Action": "sns:Publish", "Resource": topics}]}});
    let role = json!({"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": {"Statement": []}, "Policies": [policy]}});
    stack(name, &json!({"Resources": {"Role": role}}))
}

fn planning(stacks: &[Artifact]) -> Scene {
    let mut scene = Scene::with(stacks);
    scene.options.plan_first = true;
    scene.options.approval = Approval::Broadening;
    scene.person.asked.borrow_mut().clear();
    scene.person.told.borrow_mut().clear();
    scene
}

/// The questions about changes: the number of stacks, and how many of them broaden access to existing resources.
fn asked(scene: &Scene) -> Vec<(usize, usize)> {
    let asked = scene.person.asked.borrow();
    let about = |question: &Question| match question {
        Question::Approve { stacks, opens } => Some((stacks.len(), opens.len())),
        _ => None,
    };
    asked.iter().filter_map(about).collect()
}

#[test]
fn new_stacks_are_one_question_which_broadens_nothing() {
    let scene = planning(&[]);
    let stacks = [publisher("one", &["a"]), publisher("two", &["b"])];
    assert_eq!(scene.succeeds(&stacks), [Outcome::Created, Outcome::Created]);
    assert_eq!(asked(&scene), [(2, 0)]);
}

#[test]
fn access_to_what_exists_is_one_question_before_anything_is_changed() {
    let scene = planning(&[publisher("one", &["a"]), publisher("two", &["b"])]);
    let wider = [publisher("one", &["a", "c"]), publisher("two", &["b", "d"])];
    scene.person.answer.set(Answer::No);
    let results = scene.deploy(&wider);
    assert!(
        matches!(results.as_slice(), [Err(Failure::Declined)]),
        "{results:?}"
    );
    assert_eq!(scene.account.count("CreateChangeSet"), 0);
    scene.person.asked.borrow_mut().clear();
    scene.person.answer.set(Answer::Yes);
    assert_eq!(scene.succeeds(&wider), [Outcome::Updated, Outcome::Updated]);
    assert_eq!(asked(&scene), [(2, 2)]);
    let told = scene.person.told.borrow();
    let planned = |event: &&Event| matches!(event, Event::Changes { is_planned: true, .. });
    assert_eq!(told.iter().filter(planned).count(), 2, "shown once, in the plan");
}

#[test]
fn only_the_stacks_that_broaden_access_are_said_to() {
    let scene = planning(&[publisher("one", &["a"]), publisher("two", &["b", "c"])]);
    scene.succeeds(&[publisher("one", &["a", "d"]), publisher("two", &["b"])]);
    assert_eq!(asked(&scene), [(2, 1)]);
    let question = view::deploy::question(&scene.person.asked.borrow()[0]);
    let expected = "these changes to one broaden access or network (listed above). Deploy one and two?";
    assert_eq!(question, expected);
}

#[test]
fn what_a_new_project_builds_broadens_nothing() {
    let project = json!({"Type": "AWS::CodeBuild::Project", "Properties": {
        "Source": {"Type": "GITHUB", "Location": "https://github.com/x/y"}, "SourceVersion": "main"}});
    let scene = planning(&[]);
    scene.succeeds(&[stack("builds", &json!({"Resources": {"Project": project}}))]);
    assert_eq!(asked(&scene), [(1, 0)]);
}

#[test]
fn what_no_one_has_to_approve_is_no_question() {
    let scene = planning(&[publisher("one", &["a", "b"]), publisher("two", &["b"])]);
    let narrower = [publisher("one", &["a"]), publisher("two", &["b"])];
    assert_eq!(scene.succeeds(&narrower), [Outcome::Updated, Outcome::Unchanged]);
    assert_eq!(asked(&scene), []);
}

#[test]
fn a_status_knows_without_the_template_whether_the_code_is_deployed() {
    let one = || publisher("one", &["a"]);
    let scene = Scene::with(&[one()]);
    scene.account.forget();
    let look = |artifact: &Artifact| {
        let found = scene
            .until_killed(status(&scene.account, &[artifact]))
            .unwrap()
            .unwrap();
        found[0].deployed.as_ref().unwrap().code
    };
    assert_eq!(look(&one()), Code::UpToDate);
    assert_eq!(scene.account.count("GetTemplate"), 0);
    let Code::Differs { resources, others: 0 } = look(&publisher("one", &["b"])) else {
        panic!()
    };
    assert_eq!(resources.change, 1);
    assert_eq!(scene.account.count("GetTemplate"), 1);
}
