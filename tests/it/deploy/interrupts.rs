//! Ctrl-C during a deployment: before the execution nothing is left, after it the user decides. Also a network
//! failure, or credentials that expire.

use crate::support::account::apps::current;
use crate::support::account::scene::{Scene, stack};
use crate::support::account::ui::Answer;
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::deploy::deployment::{Approval, Failure};
use sa_infra::deploy::ui::{Choice, Interrupted, Outcome, Undo};
use sa_infra::synth::Artifact;
use sa_infra::view::{self, Format};
use serde_json::json;
use std::time::Duration;

/// The user makes this choice after an interrupt during the operation.
fn choosing(scene: Scene, choice: Choice) -> Scene {
    scene.person.interrupts_at.set(Some("resource"));
    scene.person.choice.set(choice);
    scene
}

/// The user no longer interrupts; the same deployment finishes and no value is lost.
fn finishes(scene: &Scene, stack: &Artifact, after: &str) {
    scene.person.interrupts_at.set(None);
    scene.person.interrupts.set(0);
    scene.account.forget();
    scene.succeeds(std::slice::from_ref(stack));
    scene.is_intact(after);
}

#[test]
fn an_update_that_is_left_continues_at_aws() {
    let scene = choosing(Scene::living(), Choice::Leave);
    assert!(matches!(scene.fails(&current("2")), Failure::Left));
    scene.settled();
    assert_eq!(
        scene.world(|world| world.status("s")).as_deref(),
        Some("UPDATE_COMPLETE")
    );
    finishes(&scene, &current("2"), "left");
}

#[test]
fn an_update_that_is_undone_is_what_it_was() {
    let scene = choosing(Scene::living(), Choice::Undo);
    assert!(matches!(scene.fails(&current("2")), Failure::Undone));
    let status = scene.world(|world| world.status("s"));
    assert_eq!(status.as_deref(), Some("UPDATE_ROLLBACK_COMPLETE"));
    scene.is_intact("undone");
    let undo = Some(Undo::Cancel);
    let asked = scene.person.chose.borrow().clone();
    assert_eq!(
        asked[0],
        Interrupted {
            stack: "s".to_owned(),
            undo
        }
    );
    finishes(&scene, &current("2"), "undone");
}

#[test]
fn a_creation_that_is_undone_is_gone() {
    let scene = choosing(Scene::default(), Choice::Undo);
    assert!(matches!(scene.fails(&current("1")), Failure::Undone));
    assert_eq!(scene.world(|world| world.status("s")), None);
    assert_eq!(scene.person.chose.borrow()[0].undo, Some(Undo::Delete));
    scene.person.interrupts.set(0);
    scene.person.interrupts_at.set(None);
    assert_eq!(scene.succeeds(&[current("1")]), [Outcome::Created]);
}

#[test]
fn what_is_watched_ends_and_nothing_more_is_begun() {
    let topic = |name: &str| {
        stack(
            name,
            &json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}),
        )
    };
    let mut second = topic("second");
    second.dependencies = vec!["first".into()];
    let scene = choosing(Scene::default(), Choice::Watch);
    let mut results = scene.deploy(&[topic("first"), second]).into_iter();
    assert!(matches!(results.next().unwrap(), Ok(Outcome::Created)));
    assert!(matches!(results.next().unwrap(), Err(Failure::Interrupted)));
    assert_eq!(scene.world(|world| world.status("second")), None);
}

#[test]
fn an_interrupt_at_any_call_loses_nothing() {
    for choice in [Choice::Leave, Choice::Watch, Choice::Undo] {
        for nth in 1.. {
            let scene = Scene::living();
            scene.person.choice.set(choice);
            scene.account.fault(At::Nth(nth), When::Before, What::Interrupt);
            let result = scene.one(&current("2"));
            let missed = scene.account.forget() > 0;
            let after = format!("{choice:?} at call {nth}");
            let fits = matches!(
                (&result, choice),
                (Err(Failure::Interrupted) | Ok(Outcome::Updated), _)
                    | (Err(Failure::Left), Choice::Leave)
                    | (Err(Failure::Undone), Choice::Undo)
            );
            assert!(fits, "{after}: {result:?}");
            if !matches!(result, Err(Failure::Left)) {
                scene.is_intact(&after);
                assert_eq!(scene.world(|world| world.change_sets()), 0, "{after}");
            }
            finishes(&scene, &current("2"), &after);
            if missed {
                assert!(nth > 10, "{nth}");
                break;
            }
        }
    }
}

#[test]
fn a_network_that_is_gone_for_an_hour_is_waited_for() {
    let scene = Scene::living();
    for nth in 3..3603 {
        let lost = What::Error(Kind::Unavailable);
        let at = At::NthOf("cloudformation:DescribeStacks", nth);
        scene.account.fault(at, When::Before, lost);
    }
    assert_eq!(scene.succeeds(&[current("2")]), [Outcome::Updated]);
    let last = scene.account.calls().last().unwrap().at;
    assert!(last > Duration::from_hours(1), "{last:?}");
    scene.is_intact("an hour");
}

#[test]
fn credentials_that_expire_while_waiting_do_not_end_what_is_in_progress() {
    let scene = Scene::living();
    let at = At::NthOf("cloudformation:DescribeStacks", 3);
    scene.account.fault(at, When::Before, What::Error(Kind::Expired));
    let failure = scene.fails(&current("2"));
    assert!(matches!(&failure, Failure::Lost(error) if error.kind == Kind::Expired));
    assert!(
        failure.to_string().contains("the operation continues in AWS"),
        "{failure}"
    );
    scene.settled();
    finishes(&scene, &current("2"), "expired");
}

#[test]
fn who_stops_a_deployment_has_nothing_to_fix_in_the_stacks_that_wait_for_it() {
    let (first, second) = (current("1"), current("1"));
    let second = Artifact {
        id: "t".into(),
        name: "t".to_owned().into(),
        dependencies: vec![first.id.clone()],
        ..second
    };
    let mut scene = Scene::default();
    scene.options.approval = Approval::AnyChange;
    scene.person.answer.set(Answer::No);
    let results = scene.try_deploy(&[first, second]).unwrap();
    let mut text = Vec::new();
    for (stack, result) in &results {
        view::deploy::failure(&mut text, stack, result.as_ref().unwrap_err(), Format::brief(80)).unwrap();
    }
    let text = view::output::plain(&String::from_utf8(text).unwrap());
    insta::assert_snapshot!("stopped_by_the_user", text);
}
