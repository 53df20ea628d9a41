//! Values that people set after a deployment survive the next one, whatever its outcome; secrets are written nowhere
//! else.

use crate::support::account::apps::{ACCOUNT, MARKER, current, original};
use crate::support::account::scene::{Scene, secret, stack};
use crate::support::account::ui::Answer;
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::deploy::deployment::{Approval, Failure};
use sa_infra::deploy::ui::Outcome;
use serde_json::json;
use std::time::Duration;

const EXECUTE: &str = "cloudformation:ExecuteChangeSet";

#[test]
fn an_update_keeps_what_the_owner_set() {
    let scene = Scene::living();
    assert_eq!(scene.succeeds(&[current("2")]), [Outcome::Updated]);
    scene.is_intact("update");
}

#[test]
fn an_update_that_is_rolled_back_keeps_what_the_owner_set() {
    for scene in [Scene::living(), Scene::inherited()] {
        scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
        assert!(matches!(scene.fails(&current("2")), Failure::Ended { .. }));
        scene.is_intact("rollback");
        assert!(scene.person.text().contains("restored the value"));
    }
}

#[test]
fn an_update_of_tags_alone_keeps_what_the_owner_set() {
    let mut scene = Scene::living();
    scene.options.tags = vec![("team".into(), "blue".into())];
    assert_eq!(scene.succeeds(&[current("1")]), [Outcome::Updated]);
    scene.is_intact("tags");
}

#[test]
fn a_name_that_was_deleted_seconds_ago_is_waited_for() {
    let too_many = Kind::Other {
        code: "TooManyUpdates".to_owned(),
    };
    for kind in [Kind::AlreadyExists, too_many] {
        let scene = Scene::living();
        scene.world(|world| world.holds_names = Some((Duration::from_secs(30), kind.clone())));
        assert_eq!(scene.succeeds(&[current("2")]), [Outcome::Updated]);
        // The journal of the first deployment was just deleted, and so is the one of this.
        assert_eq!(scene.succeeds(&[current("3")]), [Outcome::Updated]);
        scene.is_intact("names");
        assert!(scene.account.count("PutParameter") > 3);
    }
}

#[test]
fn live_values_are_no_reason_to_deploy() {
    let scene = Scene::living();
    assert_eq!(scene.succeeds(&[current("1")]), [Outcome::Unchanged]);
    assert_eq!(
        (scene.account.count(""), scene.account.count("CreateChangeSet")),
        (3, 0)
    );
    scene.is_intact("nothing");
}

#[test]
fn a_takeover_brings_every_value_to_its_new_place() {
    let scene = Scene::inherited();
    assert_eq!(scene.succeeds(&[current("1")]), [Outcome::Updated]);
    scene.is_intact("takeover");
    assert_eq!(scene.parameter("SA_KEY"), None);
    assert_eq!(scene.succeeds(&[current("1")]), [Outcome::Unchanged]);
}

#[test]
fn a_declined_takeover_writes_nothing() {
    let mut scene = Scene::inherited();
    scene.options.approval = Approval::AnyChange;
    scene.person.answer.set(Answer::No);
    let before = scene.settled();
    assert!(matches!(scene.fails(&current("1")), Failure::Declined));
    assert_eq!(scene.settled(), before);
    scene.world(|world| world.set_parameter("SA_KEY", "changed since"));
    scene.person.answer.set(Answer::Yes);
    scene.succeeds(&[current("1")]);
    assert_eq!(scene.parameter("/sa/KEY").as_deref(), Some("changed since"));
}

#[test]
fn a_value_that_changes_before_the_execution_is_taken_along() {
    let mut scene = Scene::living();
    scene.options.approval = Approval::AnyChange;
    let account = scene.account.clone();
    let change = move || account.world(|world| world.set_parameter("SA_ACCOUNT", "777788889999"));
    *scene.person.before.borrow_mut() = Some(Box::new(change));
    scene.succeeds(&[current("2")]);
    assert_eq!(scene.person.asked.borrow().len(), 2);
    assert_eq!(scene.parameter("SA_ACCOUNT").as_deref(), Some("777788889999"));
}

#[test]
fn values_are_restored_after_a_kill_unless_people_set_them_since() {
    for since in [false, true] {
        let scene = Scene::living();
        scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
        scene
            .account
            .fault(At::NthOf(EXECUTE, 1), When::After, What::Kill);
        assert!(scene.try_deploy(&[current("2")]).is_none());
        scene.settled();
        assert_ne!(scene.parameter("SA_ACCOUNT").as_deref(), Some(ACCOUNT));
        if since {
            scene.world(|world| world.set_schedule("sa-run", "DISABLED"));
            scene.world(|world| world.set_parameter("SA_ACCOUNT", "777788889999"));
        }
        scene.world(|world| world.failing.clear());
        scene.succeeds(&[current("1")]);
        if since {
            assert_eq!(scene.parameter("SA_ACCOUNT").as_deref(), Some("777788889999"));
        } else {
            scene.is_intact("kill");
        }
    }
}

#[test]
fn values_are_restored_when_watching_broke_off() {
    let scene = Scene::living();
    scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
    let refused = What::Error(Kind::Expired);
    scene.account.fault(
        At::NthOf("cloudformation:DescribeStacks", 3),
        When::Before,
        refused,
    );
    assert!(matches!(scene.fails(&current("2")), Failure::Lost(_)));
    scene.world(|world| world.failing.clear());
    scene.succeeds(&[current("2")]);
    scene.is_intact("expired credentials");
}

#[test]
fn a_schedule_that_was_resumed_after_a_kill_is_not_paused_again() {
    let scene = Scene::living();
    scene
        .account
        .fault(At::NthOf(EXECUTE, 1), When::After, What::Kill);
    assert!(scene.try_deploy(&[current("2")]).is_none());
    scene.settled();
    scene.world(|world| world.set_schedule("sa-run", "ENABLED"));
    scene.succeeds(&[current("3")]);
    assert_eq!(scene.schedule("sa-run").as_deref(), Some("ENABLED"));
}

#[test]
fn a_missing_secret_is_made_and_one_that_is_there_is_never_written() {
    let mut with = stack("s", &json!({"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}));
    with.secrets = vec![secret("/sa/KEY", None)];
    let scene = Scene::default();
    scene.succeeds(std::slice::from_ref(&with));
    assert_eq!(scene.parameter("/sa/KEY").as_deref(), Some("put_it_here"));
    scene.world(|world| world.set_parameter("/sa/KEY", MARKER));
    scene.account.forget();
    scene.succeeds(std::slice::from_ref(&with));
    assert_eq!(
        (scene.account.count(""), scene.account.count("PutParameter")),
        (3, 0)
    );
    scene.world(|world| world.forget_parameter("/sa/KEY"));
    assert_eq!(scene.succeeds(&[with]), [Outcome::Unchanged]);
    assert_eq!(scene.parameter("/sa/KEY").as_deref(), Some("put_it_here"));
}

#[test]
fn a_copy_that_does_not_read_back_stops_the_takeover() {
    let scene = Scene::inherited();
    scene.world(|world| world.deaf = Some("/sa/KEY".into()));
    assert!(matches!(scene.fails(&current("1")), Failure::Values(_)));
    assert_eq!(scene.parameter("SA_KEY").as_deref(), Some(MARKER));
    assert_eq!(scene.world(|world| world.change_sets()), 0);
}

#[test]
fn no_secret_is_told_logged_or_sent_anywhere_but_to_its_place() {
    let scene = Scene::inherited();
    scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
    let failure = format!("{:?}", scene.fails(&current("2")));
    scene.world(|world| world.failing.clear());
    scene.succeeds(&[current("2")]);
    let calls = scene
        .account
        .calls()
        .iter()
        .map(|call| call.what.clone())
        .collect::<String>();
    assert!(
        calls.contains(ACCOUNT),
        "live values are sent as parameters, which the log shows"
    );
    assert!(!calls.contains(MARKER), "{calls}");
    let asked = format!("{:?}", scene.person.asked.borrow());
    let template = scene.world(|world| world.template("s").to_owned());
    for text in [failure, asked, template, scene.person.text()] {
        assert!(!text.contains(MARKER) && !text.contains(ACCOUNT), "{text}");
    }
}

#[test]
fn a_rollback_that_is_stuck_may_still_overwrite_values() {
    let scene = Scene::living();
    scene.world(|world| {
        world.failing.insert("Topic".into(), "no".into());
        world.rollback_fails = true;
    });
    let Failure::Ended { status, .. } = scene.fails(&current("2")) else {
        panic!()
    };
    assert_eq!(status, "UPDATE_ROLLBACK_FAILED");
    assert_eq!(scene.parameter("SA_ACCOUNT").as_deref(), Some(ACCOUNT));
    scene.world(|world| {
        world.failing.clear();
        world.continue_rollback("s", "Account");
    });
    scene.succeeds(&[current("2")]);
    scene.is_intact("a rollback that was continued");
}

#[test]
fn an_interrupt_before_the_execution_leaves_no_trace() {
    let scene = Scene::inherited();
    scene.person.interrupts_at.set(Some("changes"));
    let before = scene.settled();
    assert!(matches!(scene.fails(&current("1")), Failure::Interrupted));
    assert_eq!(scene.settled(), before);
}

#[test]
fn an_interrupt_after_the_execution_leaves_the_values_to_the_next_deployment() {
    let scene = Scene::living();
    scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
    scene.person.interrupts_at.set(Some("resource"));
    assert!(matches!(scene.fails(&current("2")), Failure::Left));
    scene.world(|world| world.failing.clear());
    scene.person.interrupts_at.set(None);
    scene.person.interrupts.set(0);
    scene.succeeds(&[current("2")]);
    scene.is_intact("an interrupt");
}

#[test]
fn the_original_is_what_it_says() {
    let scene = Scene::default();
    scene.succeeds(&[original()]);
    assert_eq!(scene.schedule("sa-run").as_deref(), Some("ENABLED"));
}
