//! Each API call of `destroy` fails, in every way: the same command run again finishes, retained resources still
//! exist, and a refused `destroy` has changed nothing.

use crate::support::account::ending::holding;
use crate::support::account::faulty::{each_call, faults};
use crate::support::account::scene::{Scene, stack};
use crate::support::account::ui::Answer;
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::deploy::destroy::{Failure, Options};
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use serde_json::json;

/// Makes every call of `destroy` fail in turn, and destroys again.
fn everywhere(prepare: impl Fn() -> Scene, stacks: &[Artifact], check: impl Fn(&Scene, &str)) {
    for what in faults() {
        let attempt = |scene: &Scene| drop(scene.try_destroy(stacks, &Options::default()));
        let again = |scene: &Scene| {
            scene.world(|world| world.undeletable.clear());
            scene.settled();
            let results = scene.try_destroy(stacks, &Options::default()).unwrap();
            assert!(results.iter().all(|(_, result)| result.is_ok()), "{results:?}");
        };
        each_call(&prepare, &what, attempt, again, |scene, after| {
            for stack in stacks {
                assert_eq!(scene.world(|world| world.status(&stack.name)), None, "{after}");
            }
            check(scene, after);
        });
    }
}

/// All data is deleted except retained resources, which were listed.
fn only_survivors(scene: &Scene, after: &str) {
    scene.world(|world| {
        assert_eq!(world.held("data"), None, "{after}");
        assert_eq!(world.parameter("SA_ACCOUNT"), None, "{after}");
        assert_eq!(world.schedule("sa-run"), None, "{after}");
        assert_eq!(world.parameter("/sa/KEY"), Some("owner-marker-7f3a"), "{after}");
        assert!(world.is_taken("AWS::Logs::LogGroup", "/sa/logs"), "{after}");
    });
    let told = scene.person.text();
    for survivor in ["/sa/logs", "/sa/KEY"] {
        assert!(told.contains(survivor), "{after}: {survivor} is not told");
    }
    assert!(!told.contains("owner-marker-7f3a"), "{after}");
}

#[test]
fn a_plain_stack_and_one_that_needs_it() {
    let topic = json!({"T": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "t"}}});
    let producer = stack("p", &json!({"Resources": topic}));
    let mut consumer = stack("c", &json!({"Resources": topic}));
    consumer.dependencies = vec!["p".into()];
    let stacks = [producer, consumer];
    everywhere(|| Scene::with(&stacks), &stacks, |_, _| {});
}

#[test]
fn a_stack_with_data_a_schedule_and_secrets() {
    everywhere(Scene::full, &[holding()], only_survivors);
}

#[test]
fn a_deletion_that_fails() {
    let failing = || {
        let scene = Scene::full();
        scene.world(|world| world.undeletable.insert("Topic".into(), "in use".into()));
        scene
    };
    everywhere(failing, &[holding()], only_survivors);
}

#[test]
fn what_keeps_a_stack_is_told() {
    let scene = Scene::full();
    scene.world(|world| world.undeletable.insert("Topic".into(), "in use".into()));
    let Err(Failure::Ended { status, cause, .. }) = scene.destroy(&holding()) else {
        panic!()
    };
    assert_eq!(
        (&*status, &*cause.failures[0].reason),
        ("DELETE_FAILED", "in use")
    );
}

#[test]
fn a_refused_destruction_changes_nothing() {
    for (answer, refused) in [
        (Answer::No, "declined"),
        (Answer::Absent, "terminal"),
        (Answer::Interrupt, "interrupted"),
    ] {
        let scene = Scene::full();
        scene.person.answer.set(answer);
        let before = scene.settled();
        let failure = scene.destroy(&holding()).unwrap_err().to_string();
        assert!(failure.contains(refused), "{failure}");
        assert_eq!(scene.settled(), before, "{failure}");
    }
}

#[test]
fn an_error_before_the_first_deletion_leaves_everything_as_it_was() {
    for kind in [Kind::LimitExceeded, Kind::Expired, Kind::Throttled] {
        for nth in 1.. {
            let scene = Scene::full();
            let error = What::Error(kind.clone());
            scene.account.fault(At::Nth(nth), When::Before, error);
            let result = scene.destroy(&holding());
            let deletes = ["s3:DeleteObject", "s3:AbortMultipartUpload", "DeleteStack"];
            if deletes.iter().any(|call| scene.account.count(call) > 0) {
                break;
            }
            assert!(result.is_err(), "call {nth}");
            let on = scene.schedule("sa-run").as_deref() == Some("ENABLED");
            let told = scene.person.text().contains("could not be turned on again");
            assert!(on || told, "call {nth}: {result:?}");
            if told {
                // The note exists for the next command.
                scene.account.forget();
                scene.succeeds(&[holding()]);
                assert_eq!(scene.schedule("sa-run").as_deref(), Some("ENABLED"), "call {nth}");
            }
            let held = scene.world(|world| world.held("data"));
            assert!(held.is_some(), "call {nth}");
        }
    }
}

#[test]
fn a_protected_stack_is_asked_about_twice_and_goes() {
    let mut scene = Scene::full();
    scene.options.termination_protection = Some(true);
    scene.succeeds(&[holding()]);
    scene.person.asked.borrow_mut().clear();
    assert_eq!(scene.destroy(&holding()).unwrap(), Outcome::Deleted);
    assert_eq!(scene.person.asked.borrow().len(), 2);
    only_survivors(&scene, "protection");
}

#[test]
fn states_in_which_a_stack_is_found() {
    for (status, goes) in [
        ("CREATE_COMPLETE", true),
        ("CREATE_FAILED", true),
        ("ROLLBACK_COMPLETE", true),
        ("ROLLBACK_FAILED", true),
        ("UPDATE_FAILED", true),
        ("UPDATE_ROLLBACK_COMPLETE", true),
        ("DELETE_FAILED", true),
        ("IMPORT_COMPLETE", true),
        ("UPDATE_IN_PROGRESS", false),
        ("TELEPORTED", false),
    ] {
        let scene = Scene::full();
        scene.world(|world| world.set_status("s", status));
        let before = scene.settled();
        let result = scene.destroy(&holding());
        assert_eq!(result.is_ok(), goes, "{status}: {result:?}");
        assert_eq!(scene.settled() == before, !goes, "{status}");
    }
}

#[test]
fn what_is_in_progress_is_waited_for_and_then_destroyed() {
    for (status, end) in [
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"),
        ("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"),
        ("ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"),
        ("TELEPORT_IN_PROGRESS", "UPDATE_COMPLETE"),
    ] {
        let scene = Scene::full();
        scene.world(|world| world.busy("s", status, 60, end));
        assert_eq!(scene.destroy(&holding()).unwrap(), Outcome::Deleted, "{status}");
        assert!(scene.person.text().contains(r#""type":"waiting""#), "{status}");
    }
}

#[test]
fn nothing_there_is_nothing_to_do() {
    assert_eq!(Scene::default().destroy(&holding()).unwrap(), Outcome::Absent);
}
