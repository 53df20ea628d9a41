//! `diff --change-set`: CloudFormation decides about replacement, and no change set is left.

use crate::support::account::apps::current;
use crate::support::account::scene::{Scene, stack};
use crate::support::account::{At, What, When, World};
use crate::support::ministack::Account;
use sa_infra::cloud::cloudformation::CloudFormation;
use sa_infra::cloud::{Cloud, Kind};
use sa_infra::deploy::deployment::{Failure, Options};
use sa_infra::deploy::diff::{self, Compared, Error};
use sa_infra::diff::Replacement;
use sa_infra::synth::Artifact;
use serde_json::json;

fn thing(version: &str) -> Artifact {
    let thing = json!({"Type": "Custom::Thing", "Properties": {"ServiceToken": "arn", "Version": version}});
    stack("s", &json!({"Resources": {"Thing": thing}}))
}

fn asked(scene: &Scene, stack: &Artifact) -> Result<Vec<Compared>, Error> {
    let all = std::slice::from_ref(stack);
    let stacks = [stack];
    let (options, person) = (Options::default(), &scene.person);
    let asked = diff::asked(&scene.account, all, &stacks, options, &person.interrupts, person);
    scene.until_killed(asked).unwrap()
}

/// The complete state, without values that change and are restored.
fn untouched(scene: &Scene, after: &str) {
    scene.world(|world| {
        assert_eq!(world.change_sets(), 0, "{after}");
        assert_ne!(
            world.status("s").as_deref(),
            Some("REVIEW_IN_PROGRESS"),
            "{after}"
        );
    });
}

#[test]
fn its_word_on_replacement_wins() {
    let scene = Scene::with(&[thing("1")]);
    let here = scene.until_killed(diff::deployed(
        &scene.account,
        [&thing("2")],
        &Options::default(),
        false,
    ));
    // A type without a schema may be replaced, as far as is known.
    assert_eq!(
        here.unwrap().unwrap()[0].diff.resources[0].replacement,
        Replacement::Maybe
    );
    let compared = asked(&scene, &thing("2")).unwrap();
    assert_eq!(compared[0].diff.resources[0].replacement, Replacement::Never);
    untouched(&scene, "an update");
}

#[test]
fn nothing_is_changed_by_asking() {
    for scene in [Scene::default(), Scene::living(), Scene::inherited()] {
        let before = scene.settled();
        asked(&scene, &current("2")).unwrap();
        assert_eq!(scene.settled(), before);
        assert_eq!(scene.account.count("PutParameter"), 0);
        assert!(scene.person.asked.borrow().is_empty());
    }
}

#[test]
fn a_call_that_fails_leaves_nothing_behind_either() {
    for prepare in [Scene::default, Scene::living] {
        let mut failures = 0;
        for nth in 1.. {
            let scene = prepare();
            scene
                .account
                .fault(At::Nth(nth), When::Before, What::Error(Kind::LimitExceeded));
            failures += usize::from(asked(&scene, &current("2")).is_err());
            if scene.account.forget() == 1 {
                break;
            }
            // A change set that could not be deleted does not harm the next deployment.
            let is_left = |world: &mut World| {
                world.change_sets() > 0 || world.status("s").as_deref() == Some("REVIEW_IN_PROGRESS")
            };
            if scene.world(is_left) {
                scene.succeeds(&[current("2")]);
            }
            untouched(&scene, &format!("call {nth}"));
        }
        assert!(failures > 2, "{failures}");
    }
}

#[test]
fn an_interrupt_ends_it_and_leaves_nothing() {
    let scene = Scene::living();
    scene.person.interrupts.set(1);
    let Err(Error::Refused(_, failure)) = asked(&scene, &current("2")) else {
        panic!("it went on")
    };
    assert!(matches!(*failure, Failure::Interrupted));
    untouched(&scene, "an interrupt");
}

#[tokio::test]
async fn through_the_binary_nothing_stays() {
    let account = Account::new();
    let run = account.run(&["diff", "app-infra-base", "--change-set", "--exit-code"]);
    assert!(run.exits(3).stdout.contains("AWS::EC2::VPC"));
    let cloud = account.cloud().await;
    assert_eq!(
        cloud
            .cloudformation()
            .describe_stack("app-infra-base")
            .await
            .unwrap(),
        None
    );
    account.run(&["deploy", "app-infra-base", "--yes"]).exits(0);
    // The emulator keeps an executed change set.
    let sets = async || {
        cloud
            .cloudformation()
            .list_change_sets("app-infra-base")
            .await
            .unwrap()
            .len()
    };
    let before = sets().await;
    account
        .run(&["diff", "app-infra-base", "--change-set", "--exit-code"])
        .exits(0);
    assert_eq!(sets().await, before);
}
