//! `deploy` by the status of the stack, and by the result of its change set.

use crate::support::account::apps::current;
use crate::support::account::scene::{Scene, stack};
use crate::support::account::ui::Answer;
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::deploy::deployment::{Approval, Failure};
use sa_infra::deploy::ui::{Event, Outcome};
use sa_infra::synth::Artifact;
use serde_json::json;

/// A stack of topics with these display names; their ids are R0, R1...
fn topics(names: &[&str]) -> Artifact {
    let resource = |(place, name): (usize, &&str)| {
        let topic = json!({"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": name}});
        (format!("R{place}"), topic)
    };
    let resources = names.iter().enumerate().map(resource);
    stack(
        "s",
        &json!({"Resources": resources.collect::<serde_json::Map<_, _>>()}),
    )
}

fn bucket(name: &str) -> Artifact {
    let bucket = json!({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}});
    let topic = json!({"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": name}});
    stack("s", &json!({"Resources": {"Data": bucket, "Topic": topic}}))
}

#[test]
fn a_stack_is_created_then_unchanged_then_updated() {
    let scene = Scene::default();
    assert_eq!(scene.succeeds(&[topics(&["a", "b"])]), [Outcome::Created]);
    assert_eq!(scene.succeeds(&[topics(&["a", "b"])]), [Outcome::Unchanged]);
    assert_eq!(scene.succeeds(&[topics(&["a", "c"])]), [Outcome::Updated]);
    assert_eq!(
        scene.world(|world| world.status("s")).as_deref(),
        Some("UPDATE_COMPLETE")
    );
    assert_eq!(scene.world(|world| world.change_sets()), 0);
}

#[test]
fn nothing_to_do_takes_two_calls_and_no_change_set() {
    let scene = Scene::with(&[topics(&["a"])]);
    scene.succeeds(&[topics(&["a"])]);
    assert_eq!(scene.account.count(""), 2);
    assert_eq!(scene.account.count("CreateChangeSet"), 0);
}

#[test]
fn a_failed_update_is_rolled_back_and_names_its_cause() {
    let scene = Scene::with(&[topics(&["a", "b", "c"])]);
    scene.world(|world| world.failing.insert("R1".into(), "the name is bad".into()));
    let Failure::Ended { status, cause, .. } = scene.fails(&topics(&["a1", "b1", "c1"])) else {
        panic!()
    };
    assert_eq!(status, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(
        (cause.failures.len(), &*cause.failures[0].reason),
        (1, "the name is bad")
    );
    assert_eq!(cause.cancelled, ["R2"]);
}

#[test]
fn a_failed_creation_leaves_a_stack_that_is_deleted_when_asked_and_created_again() {
    let scene = Scene::default();
    scene.world(|world| world.failing.insert("R0".into(), "no".into()));
    let Failure::Ended { status, .. } = scene.fails(&topics(&["a"])) else {
        panic!()
    };
    assert_eq!(status, "ROLLBACK_COMPLETE");
    scene.world(|world| world.failing.clear());
    assert_eq!(scene.succeeds(&[topics(&["a"])]), [Outcome::Created]);
    assert_eq!(scene.person.asked.borrow().len(), 1);
}

#[test]
fn a_stack_whose_creation_failed_stays_when_the_person_says_no() {
    let scene = Scene::default();
    scene.world(|world| world.failing.insert("R0".into(), "no".into()));
    scene.fails(&topics(&["a"]));
    let before = scene.settled();
    scene.person.answer.set(Answer::No);
    assert!(matches!(scene.fails(&topics(&["a"])), Failure::Declined));
    assert_eq!(scene.settled(), before);
}

#[test]
fn what_a_person_has_to_mend_is_left_alone() {
    for status in [
        "ROLLBACK_FAILED",
        "CREATE_FAILED",
        "UPDATE_FAILED",
        "UPDATE_ROLLBACK_FAILED",
        "IMPORT_ROLLBACK_FAILED",
        "DELETE_FAILED",
        "TELEPORTED",
    ] {
        let scene = Scene::with(&[topics(&["a"])]);
        scene.world(|world| world.set_status("s", status));
        let before = scene.settled();
        assert!(
            matches!(scene.fails(&topics(&["b"])), Failure::Stuck { .. }),
            "{status}"
        );
        assert_eq!(
            (scene.settled(), scene.account.count("")),
            (before, 1),
            "{status}"
        );
    }
}

#[test]
fn what_is_in_progress_is_waited_for() {
    for (status, end) in [
        ("CREATE_IN_PROGRESS", "CREATE_COMPLETE"),
        ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"),
        ("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"),
        ("TELEPORT_IN_PROGRESS", "UPDATE_COMPLETE"),
    ] {
        let scene = Scene::with(&[topics(&["a"])]);
        scene.world(|world| world.busy("s", status, 60, end));
        assert_eq!(scene.succeeds(&[topics(&["b"])]), [Outcome::Updated], "{status}");
        assert!(scene.person.text().contains(r#""type":"waiting""#), "{status}");
    }
}

#[test]
fn states_from_which_a_stack_is_updated() {
    for status in [
        "IMPORT_COMPLETE",
        "UPDATE_ROLLBACK_COMPLETE",
        "IMPORT_ROLLBACK_COMPLETE",
    ] {
        let scene = Scene::with(&[topics(&["a"])]);
        scene.world(|world| world.set_status("s", status));
        assert_eq!(scene.succeeds(&[topics(&["b"])]), [Outcome::Updated], "{status}");
    }
}

#[test]
fn a_stack_that_is_being_deleted_is_created_again() {
    let scene = Scene::with(&[topics(&["a"])]);
    scene.world(|world| world.remove("s"));
    assert_eq!(scene.succeeds(&[topics(&["a"])]), [Outcome::Created]);
}

#[test]
fn a_bucket_is_neither_removed_nor_replaced_unless_it_is_named() {
    for next in [bucket("other"), topics(&["Topic"])] {
        let mut scene = Scene::with(&[bucket("data")]);
        let before = scene.settled();
        assert!(matches!(scene.fails(&next), Failure::Stopped(_)));
        assert_eq!(scene.settled(), before);
        scene.options.allow_replace = vec!["Data".into(), "Topic".into()];
        assert_eq!(scene.succeeds(&[next]), [Outcome::Updated]);
    }
}

#[test]
fn declined_shown_or_unasked_leaves_no_trace() {
    for (old, new) in [(None, topics(&["a"])), (Some(topics(&["a"])), topics(&["b"]))] {
        for way in ["no", "absent", "dry-run", "dropped"] {
            let mut scene = old
                .as_ref()
                .map_or_else(Scene::default, |old| Scene::with(std::slice::from_ref(old)));
            scene.options.approval = Approval::AnyChange;
            scene.options.dry_run = way == "dry-run";
            scene
                .person
                .answer
                .set(if way == "no" { Answer::No } else { Answer::Absent });
            if way == "dropped" {
                let lost = What::Error(Kind::Unavailable);
                scene
                    .account
                    .fault(At::NthOf("cloudformation:CreateChangeSet", 1), When::After, lost);
            }
            let before = scene.settled();
            let result = scene.one(&new);
            match way {
                "no" => assert!(matches!(result, Err(Failure::Declined))),
                "absent" => assert!(matches!(result, Err(Failure::Unasked(_)))),
                "dry-run" => assert_eq!(result.unwrap(), Outcome::Shown),
                _ => assert!(matches!(result, Err(Failure::Call(_)))),
            }
            assert_eq!(scene.settled(), before, "{way}");
        }
    }
}

#[test]
fn a_shell_with_a_change_set_of_others_stays() {
    let mut scene = Scene::default();
    scene.account.fault(
        At::NthOf("cloudformation:DescribeChangeSet", 1),
        When::After,
        What::Kill,
    );
    assert!(scene.try_deploy(&[topics(&["a"])]).is_none());
    scene.account.forget();
    scene.world(|world| world.rename_change_sets("somebody-elses"));
    scene.options.dry_run = true;
    assert_eq!(scene.succeeds(&[topics(&["a"])]), [Outcome::Shown]);
    assert_eq!(scene.world(|world| world.change_sets()), 1);
    assert_eq!(
        scene.world(|world| world.status("s")).as_deref(),
        Some("REVIEW_IN_PROGRESS")
    );
}

#[test]
fn termination_protection_is_kept_in_step() {
    let mut scene = Scene::with(&[topics(&["a"])]);
    scene.options.termination_protection = Some(true);
    assert_eq!(scene.succeeds(&[topics(&["a"])]), [Outcome::Unchanged]);
    assert!(scene.world(|world| world.is_protected("s")));
    scene.options.termination_protection = Some(false);
    assert_eq!(scene.succeeds(&[topics(&["b"])]), [Outcome::Updated]);
    assert!(!scene.world(|world| world.is_protected("s")));
}

#[test]
fn an_update_tells_how_long_the_one_before_took() {
    let scene = Scene::living();
    let expected = || {
        let told = scene.person.told.borrow();
        told.iter()
            .filter(|event| matches!(event, Event::Expected { seconds: 1.., .. }))
            .count()
    };
    scene.succeeds(&[current("2")]);
    assert_eq!(expected(), 0);
    scene.succeeds(&[current("3")]);
    assert_eq!(expected(), 1);
}
