//! Each API call of `deploy` fails, in every way: the same deployment run again finishes, and no value is lost.

use crate::support::account::apps::{current, original};
use crate::support::account::faulty::{everywhere, faults};
use crate::support::account::scene::Scene;
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::deploy::deployment::Failure;

fn intact(scene: &Scene, after: &str) {
    scene.is_intact(after);
    scene.world(|world| {
        assert_eq!(world.change_sets(), 0, "{after}");
        let status = world.status("s").unwrap();
        assert!(
            ["CREATE_COMPLETE", "UPDATE_COMPLETE"].contains(&&*status),
            "{after}: {status}"
        );
    });
}

fn complete(scene: &Scene, after: &str) {
    scene.world(|world| {
        assert_eq!(world.status("s").as_deref(), Some("CREATE_COMPLETE"), "{after}");
        assert_eq!(world.change_sets(), 0, "{after}");
        assert_eq!(world.parameter("/sa/KEY"), Some("put_it_here"), "{after}");
    });
}

#[test]
fn a_first_deployment() {
    for what in faults() {
        let calls = everywhere(Scene::default, &what, &[current("1")], complete);
        assert!(calls >= 8, "{calls}");
    }
}

#[test]
fn an_update() {
    for what in faults() {
        everywhere(Scene::living, &what, &[current("2")], intact);
    }
}

#[test]
fn an_update_that_fails() {
    let failing = || {
        let scene = Scene::living();
        scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
        scene
    };
    for what in faults() {
        everywhere(failing, &what, &[current("2")], intact);
    }
}

#[test]
fn a_takeover() {
    for what in faults() {
        everywhere(Scene::inherited, &what, &[current("1")], intact);
    }
}

#[test]
fn a_takeover_that_fails() {
    let failing = || {
        let scene = Scene::inherited();
        scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
        scene
    };
    for what in faults() {
        everywhere(failing, &what, &[current("1")], intact);
    }
}

#[test]
fn nothing_to_do() {
    for what in faults() {
        let calls = everywhere(Scene::living, &what, &[current("1")], intact);
        assert_eq!(calls, 3);
    }
}

#[test]
fn faults_that_pass_do_not_disturb_the_watching() {
    for nth in 3..6 {
        for kind in [Kind::Throttled, Kind::Unavailable] {
            for call in [
                "cloudformation:DescribeStacks",
                "cloudformation:DescribeStackEvents",
            ] {
                let scene = Scene::with(&[original()]).owned();
                scene
                    .account
                    .fault(At::NthOf(call, nth), When::Before, What::Error(kind.clone()));
                scene.succeeds(&[current("1")]);
                scene.is_intact(call);
            }
        }
    }
}

#[test]
fn an_execution_whose_answer_is_lost_is_watched_all_the_same() {
    let scene = Scene::living();
    let lost = What::Error(Kind::Unavailable);
    scene
        .account
        .fault(At::NthOf("cloudformation:ExecuteChangeSet", 1), When::After, lost);
    scene.succeeds(&[current("2")]);
    scene.is_intact("a lost answer");
}

#[test]
fn reads_that_lag_behind_do_not_end_the_watching() {
    let scene = Scene::living();
    scene.world(|world| world.stale_reads = 4);
    scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
    assert!(matches!(scene.fails(&current("2")), Failure::Ended { .. }));
    scene.is_intact("stale reads");
    let scene = Scene::default();
    scene.world(|world| world.stale_reads = 4);
    scene.succeeds(&[current("1")]);
    complete(&scene, "stale reads");
}

#[test]
fn expired_credentials_say_so_at_once() {
    let scene = Scene::living();
    scene.account.fault(
        At::Every("cloudformation:DescribeStacks"),
        When::Before,
        What::Error(Kind::Expired),
    );
    let Failure::Call(error) = scene.fails(&current("2")) else {
        panic!()
    };
    assert_eq!((error.kind, scene.account.count("")), (Kind::Expired, 1));
}

#[test]
fn a_creation_that_is_repeated() {
    let failed = || {
        let scene = Scene::default();
        scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
        scene.fails(&current("1"));
        scene.world(|world| world.failing.clear());
        scene.account.forget();
        scene
    };
    for what in faults() {
        everywhere(failed, &what, &[current("1")], complete);
    }
}

#[test]
fn an_error_before_the_execution_leaves_no_change_set_and_no_shell() {
    for prepare in [Scene::default, Scene::living, Scene::inherited] {
        for nth in 1.. {
            let scene = prepare();
            let error = What::Error(Kind::LimitExceeded);
            scene.account.fault(At::Nth(nth), When::Before, error);
            let executed = scene.one(&current("2")).is_ok() || scene.account.count("ExecuteChangeSet") > 0;
            assert_eq!(scene.world(|world| world.change_sets()), 0, "call {nth}");
            let status = scene.world(|world| world.status("s"));
            assert_ne!(status.as_deref(), Some("REVIEW_IN_PROGRESS"), "call {nth}");
            if executed {
                break;
            }
        }
    }
}
