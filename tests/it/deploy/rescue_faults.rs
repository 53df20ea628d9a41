//! Each API call of `watch`, `cancel` or `recover` fails, in every way: the same command run again finishes, and no
//! value that people set is lost.

use crate::support::account::apps::current;
use crate::support::account::faulty::{each_call, faults};
use crate::support::account::rescue::forced;
use crate::support::account::scene::Scene;
use crate::support::account::{At, What, When};
use sa_infra::deploy::recover::Options;

/// The owner's stack, during an unwatched update.
fn updating() -> Scene {
    let scene = Scene::living();
    let executed = At::NthOf("cloudformation:ExecuteChangeSet", 1);
    scene.account.fault(executed, When::After, What::Kill);
    assert!(scene.try_deploy(&[current("2")]).is_none());
    scene.account.forget();
    scene.later(1);
    scene
}

/// The state after a success.
fn good(scene: &Scene, after: &str) {
    scene.is_intact(after);
    let status = scene.status().unwrap();
    assert!(
        ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"].contains(&&*status),
        "{after}: {status}"
    );
}

fn gone(scene: &Scene, after: &str) {
    scene.settled();
    assert_eq!(scene.status(), None, "{after}");
}

fn recover(options: Options) -> impl Fn(&Scene) {
    move |scene| drop(scene.recover(&current("2"), &options))
}

/// Recovers, with each API call of the first attempt made to fail in turn.
fn recovers(prepare: impl Fn() -> Scene, options: &Options, check: impl Fn(&Scene, &str)) -> usize {
    let calls = faults().map(|what| {
        let again = |scene: &Scene| {
            let came = scene.recover(&current("2"), options);
            assert!(matches!(came, Some(Ok(_))), "{what:?}: {came:?}");
        };
        each_call(&prepare, &what, recover(options.clone()), again, &check)
    });
    calls.into_iter().max().unwrap()
}

#[test]
fn a_watch() {
    for what in faults() {
        let watch = |scene: &Scene| drop(scene.watch(&current("2")));
        let again = |scene: &Scene| assert!(scene.watch(&current("2")).unwrap().is_ok());
        assert!(each_call(updating, &what, watch, again, good) > 5);
    }
}

#[test]
fn a_cancel() {
    for what in faults() {
        let cancel = |scene: &Scene| drop(scene.cancel(&current("2")));
        let again = |scene: &Scene| assert!(scene.cancel(&current("2")).unwrap().is_ok());
        assert!(each_call(updating, &what, cancel, again, good) > 5);
    }
}

#[test]
fn a_cancelled_creation() {
    let creating = || {
        let scene = Scene::default();
        let executed = At::NthOf("cloudformation:ExecuteChangeSet", 1);
        scene.account.fault(executed, When::After, What::Kill);
        assert!(scene.try_deploy(&[current("2")]).is_none());
        scene.account.forget();
        scene
    };
    for what in faults() {
        let cancel = |scene: &Scene| drop(scene.cancel(&current("2")));
        // A deletion in progress is not started again, and needs no question.
        each_call(creating, &what, cancel, cancel, gone);
    }
}

#[test]
fn a_rollback_that_continues() {
    let prepare = || Scene::stuck(&["Account", "Run"]).mended();
    assert!(recovers(prepare, &Options::default(), good) > 10);
}

#[test]
fn a_rollback_that_is_forced() {
    recovers(|| Scene::stuck(&["Account", "Run"]), &forced(), good);
}

#[test]
fn a_rollback_that_leaves_what_fails() {
    recovers(|| Scene::stuck(&["Account"]), &Options::default(), good);
}

#[test]
fn a_failed_update_that_is_undone() {
    recovers(Scene::left, &Options::default(), good);
}

#[test]
fn a_creation_that_is_cleared_away() {
    for keep in [false, true] {
        recovers(|| Scene::unborn(keep), &Options::default(), gone);
    }
}

#[test]
fn a_deletion_that_leaves_what_cannot_be_deleted() {
    recovers(|| Scene::undeleted(&["Topic"]), &Options::default(), gone);
}

#[test]
fn a_deletion_that_is_forced() {
    recovers(|| Scene::undeleted(&["Topic", "Run"]), &forced(), gone);
}

#[test]
fn a_change_set_that_is_removed() {
    let dead = || {
        let scene = Scene::default();
        let made = At::NthOf("cloudformation:DescribeChangeSet", 1);
        scene.account.fault(made, When::After, What::Kill);
        assert!(scene.try_deploy(&[current("1")]).is_none());
        scene.account.forget();
        scene
    };
    recovers(dead, &Options::default(), gone);
}
