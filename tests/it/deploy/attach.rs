//! `watch` and `cancel`: attached to an operation that another process started.

use crate::support::account::apps::{ACCOUNT, current, original};
use crate::support::account::scene::Scene;
use crate::support::account::ui::Answer;
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;

/// A deployment of this stack that was killed just after it requested the execution.
fn abandoned(scene: Scene, stack: Artifact) -> Scene {
    let executed = At::NthOf("cloudformation:ExecuteChangeSet", 1);
    scene.account.fault(executed, When::After, What::Kill);
    assert!(scene.try_deploy(&[stack]).is_none());
    scene.account.forget();
    scene.person.told.borrow_mut().clear();
    scene
}

fn failing(scene: Scene) -> Scene {
    scene.world(|world| world.failing.insert("Topic".into(), "the name is bad".into()));
    scene
}

#[test]
fn a_creation_is_watched_to_its_end() {
    let scene = abandoned(Scene::default(), current("1"));
    assert_eq!(scene.watch(&current("1")).unwrap().unwrap(), Outcome::Created);
    let told = scene.person.text();
    for word in ["started", "resource", "CREATE_COMPLETE", "done"] {
        assert!(told.contains(word), "{word}: {told}");
    }
}

#[test]
fn live_values_survive_a_kill_and_a_watch() {
    for scene in [Scene::living(), Scene::inherited()] {
        let scene = abandoned(scene, current("2"));
        assert_eq!(scene.watch(&current("2")).unwrap().unwrap(), Outcome::Updated);
        scene.world(|world| {
            assert_eq!(world.parameter("SA_ACCOUNT"), Some(ACCOUNT));
            assert_eq!(world.schedule("sa-run"), Some("DISABLED"));
            assert_eq!(world.parameter("/sa-infra/s/live-values"), None);
        });
    }
}

#[test]
fn the_note_of_a_deployment_that_is_about_to_begin_is_left_to_it() {
    let scene = Scene::living();
    let noted = At::NthOf("ssm:PutParameter", 1);
    scene.account.fault(noted, When::After, What::Kill);
    assert!(scene.try_deploy(&[current("2")]).is_none());
    scene.account.forget();
    assert_eq!(scene.watch(&current("2")).unwrap().unwrap(), Outcome::Created);
    assert!(scene.parameter("/sa-infra/s/live-values").is_some());
    scene.succeeds(&[current("2")]);
    scene.is_intact("the deployment");
}

#[test]
fn a_failure_is_watched_to_its_cause_and_values_are_restored() {
    let scene = abandoned(failing(Scene::living()), current("2"));
    let Some(Err(Failure::Ended { status, cause, .. })) = scene.watch(&current("2")) else {
        panic!()
    };
    assert_eq!(status, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(cause.failures[0].reason, "the name is bad");
    scene.is_intact("a watch");
}

#[test]
fn a_stack_that_gets_stuck_while_it_is_watched_says_so() {
    let scene = failing(Scene::living());
    scene.world(|world| world.rollback_fails = true);
    let scene = abandoned(scene, current("2"));
    let failure = scene.watch(&current("2")).unwrap().unwrap_err();
    assert!(failure.is_stuck(), "{failure}");
}

#[test]
fn a_deletion_is_watched_until_the_stack_is_gone() {
    let scene = Scene::living();
    scene.world(|world| world.remove("s"));
    assert_eq!(scene.watch(&current("1")).unwrap().unwrap(), Outcome::Deleted);
}

#[test]
fn where_nothing_is_in_progress_the_last_operation_counts() {
    let scene = Scene::living();
    assert_eq!(scene.watch(&current("1")).unwrap().unwrap(), Outcome::Created);
    let scene = failing(Scene::living());
    scene.fails(&current("2"));
    let failure = scene.watch(&current("2")).unwrap().unwrap_err();
    assert!(matches!(&failure, Failure::Ended { cause, .. } if cause.failures.len() == 1));
    assert!(scene.person.text().contains("no operation is running"));
    assert!(matches!(
        Scene::default().watch(&current("1")),
        Some(Err(Failure::Absent(_)))
    ));
}

#[test]
fn an_interrupt_leaves_and_aws_continues() {
    let scene = abandoned(Scene::living(), current("2"));
    scene.person.interrupts_at.set(Some("resource"));
    assert!(matches!(scene.watch(&current("2")), Some(Err(Failure::Left))));
    scene.person.interrupts_at.set(None);
    scene.person.interrupts.set(0);
    assert_eq!(scene.watch(&current("2")).unwrap().unwrap(), Outcome::Updated);
}

#[test]
fn a_cancelled_update_is_undone_and_live_values_survive_it() {
    for (scene, version) in [(Scene::living(), "2"), (Scene::inherited(), "1")] {
        let scene = abandoned(scene, current(version));
        scene.later(1);
        let came = scene.cancel(&current(version));
        assert_eq!(came.unwrap().unwrap(), Outcome::Restored);
        assert_eq!(scene.status().as_deref(), Some("UPDATE_ROLLBACK_COMPLETE"));
        scene.is_intact("a cancel");
    }
}

#[test]
fn a_stack_that_is_being_created_is_deleted() {
    let scene = abandoned(Scene::default(), original());
    scene.later(1);
    assert_eq!(scene.cancel(&original()).unwrap().unwrap(), Outcome::Deleted);
    assert_eq!(scene.status(), None);
    assert_eq!(scene.parameter("SA_ACCOUNT"), None);
}

#[test]
fn a_protected_stack_that_is_being_created_is_left_alone() {
    let scene = abandoned(Scene::default(), original());
    scene.world(|world| world.protect("s"));
    let failure = scene.cancel(&original()).unwrap().unwrap_err();
    assert!(failure.is_stuck(), "{failure}");
    assert_eq!(scene.account.count("DeleteStack"), 0);
}

#[test]
fn a_change_set_that_no_one_executed_is_removed() {
    for scene in [Scene::default(), Scene::living()] {
        let before = scene.settled();
        let made = At::NthOf("cloudformation:DescribeChangeSet", 1);
        scene.account.fault(made, When::After, What::Kill);
        assert!(scene.try_deploy(&[current("2")]).is_none());
        scene.account.forget();
        scene.cancel(&current("2")).unwrap().unwrap();
        assert_eq!(scene.settled(), before);
    }
}

#[test]
fn the_change_set_of_others_is_not_cancelled() {
    let scene = Scene::living();
    let made = At::NthOf("cloudformation:DescribeChangeSet", 1);
    scene.account.fault(made, When::After, What::Kill);
    assert!(scene.try_deploy(&[current("2")]).is_none());
    scene.account.forget();
    scene.world(|world| world.rename_change_sets("somebody-elses"));
    let before = scene.settled();
    assert_eq!(scene.cancel(&current("2")).unwrap().unwrap(), Outcome::Unchanged);
    assert_eq!(scene.settled(), before);
}

#[test]
fn what_cannot_be_cancelled_is_left_alone() {
    for status in [
        "DELETE_IN_PROGRESS",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "IMPORT_IN_PROGRESS",
        "TELEPORT_IN_PROGRESS",
    ] {
        let scene = Scene::living();
        scene.world(|world| world.busy("s", status, 60, "UPDATE_COMPLETE"));
        let came = scene.cancel(&current("1"));
        assert!(
            matches!(came, Some(Err(Failure::Unstoppable(_)))),
            "{status}: {came:?}"
        );
        assert_eq!(scene.account.count(""), 1);
    }
}

#[test]
fn what_is_being_undone_already_is_watched() {
    let scene = Scene::living();
    scene.world(|world| {
        world.busy("s", "UPDATE_ROLLBACK_IN_PROGRESS", 60, "UPDATE_ROLLBACK_COMPLETE");
    });
    assert_eq!(scene.cancel(&current("1")).unwrap().unwrap(), Outcome::Restored);
    assert!(scene.person.asked.borrow().is_empty());
}

#[test]
fn an_update_that_is_done_before_it_can_be_cancelled_stays() {
    let scene = abandoned(Scene::living(), current("2"));
    scene.later(1);
    let refused = What::Error(Kind::Validation);
    scene.account.fault(
        At::Every("cloudformation:CancelUpdateStack"),
        When::Before,
        refused,
    );
    let came = scene.cancel(&current("2"));
    assert!(matches!(came, Some(Err(Failure::Unstoppable(_)))), "{came:?}");
    scene.account.forget();
    scene.later(60);
    assert_eq!(scene.cancel(&current("2")).unwrap().unwrap(), Outcome::Unchanged);
    scene.is_intact("a late cancel");
}

#[test]
fn without_a_yes_nothing_is_cancelled() {
    for answer in [Answer::No, Answer::Absent] {
        let scene = abandoned(Scene::living(), current("2"));
        scene.person.answer.set(answer);
        let came = scene.cancel(&current("2")).unwrap().unwrap_err();
        assert!(
            matches!(came, Failure::Declined | Failure::Unasked(_)),
            "{came:?}"
        );
        assert_eq!(scene.account.count("CancelUpdateStack"), 0);
    }
}
