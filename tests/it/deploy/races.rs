//! `deploy` while others work too: other users who deploy, owners who set values, a user who interrupts.

use crate::support::account::apps::{ACCOUNT, current};
use crate::support::account::scene::Scene;
use crate::support::account::ui::Answer;
use crate::support::account::{At, What, When};
use sa_infra::cloud::Kind;
use sa_infra::deploy::deployment::{Approval, Failure};
use sa_infra::deploy::ui::Outcome;
use std::time::Duration;

const EXECUTE: &str = "cloudformation:ExecuteChangeSet";
const OTHER: &str = "777788889999";

fn failing(scene: Scene) -> Scene {
    scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
    scene
}

/// The second of two users starts at every call of the first.
fn interleaved(prepare: impl Fn() -> Scene, two: &str, check: impl Fn(&Scene, &str)) {
    for step in 0..60 {
        let (scene, after) = (prepare(), Duration::from_millis(50 + 100 * step));
        let results = scene.twice(&[current("2")], &[current(two)], after);
        let when = format!("{after:?}: {results:?}");
        let told = |result: &Result<Outcome, Failure>| {
            matches!(result, Ok(_) | Err(Failure::Overtaken(_) | Failure::Ended { .. }))
        };
        assert!(results.iter().flatten().all(|(_, result)| told(result)), "{when}");
        scene.settled();
        assert_eq!(scene.world(|world| world.change_sets()), 0, "{when}");
        check(&scene, &when);
    }
}

#[test]
fn two_people_who_create_one_stack_do_no_harm() {
    interleaved(Scene::default, "2", |scene, when| {
        scene.world(|world| assert_eq!(world.status("s").as_deref(), Some("CREATE_COMPLETE"), "{when}"));
    });
}

#[test]
fn two_people_who_update_one_stack_lose_nothing() {
    for two in ["2", "3"] {
        interleaved(Scene::living, two, |scene, when| {
            scene.is_intact(when);
            scene.world(|world| assert_eq!(world.status("s").as_deref(), Some("UPDATE_COMPLETE"), "{when}"));
        });
    }
}

#[test]
fn two_people_whose_updates_fail_lose_nothing() {
    interleaved(|| failing(Scene::living()), "3", Scene::is_intact);
}

#[test]
fn two_people_who_take_over_lose_nothing() {
    interleaved(Scene::inherited, "2", Scene::is_intact);
    interleaved(|| failing(Scene::inherited()), "3", Scene::is_intact);
}

#[test]
fn the_slower_of_two_waits_and_then_has_its_way() {
    let scene = Scene::living();
    let results = scene.twice(&[current("2")], &[current("3")], Duration::from_millis(500));
    assert!(
        results.iter().flatten().all(|(_, result)| result.is_ok()),
        "{results:?}"
    );
    assert!(scene.person.text().contains("checking again"));
    assert!(scene.world(|world| world.template("s").contains(r#""3""#)));
}

#[test]
fn a_change_set_of_others_is_told_and_left() {
    let mut scene = Scene::living();
    let killed = At::NthOf("cloudformation:DescribeChangeSet", 1);
    scene.account.fault(killed, When::After, What::Kill);
    assert!(scene.try_deploy(&[current("2")]).is_none());
    scene.options.dry_run = true;
    scene.succeeds(&[current("3")]);
    assert!(
        scene
            .person
            .text()
            .contains("another change set is waiting since")
    );
    assert_eq!(scene.world(|world| world.change_sets()), 1);
    scene.passes(Duration::from_mins(61));
    scene.succeeds(&[current("3")]);
    assert_eq!(
        scene.world(|world| world.change_sets()),
        0,
        "nobody thinks about it any more"
    );
}

#[test]
fn a_change_set_that_others_made_void_is_created_again_and_asked_about_again() {
    let mut scene = Scene::living();
    scene.options.approval = Approval::AnyChange;
    let account = scene.account.clone();
    let delete = move || account.world(crate::support::account::World::drop_change_sets);
    *scene.person.before.borrow_mut() = Some(Box::new(delete));
    assert_eq!(scene.succeeds(&[current("2")]), [Outcome::Updated]);
    assert_eq!(scene.person.asked.borrow().len(), 2);
    assert!(scene.person.text().contains("someone else was faster"));
    scene.is_intact("a change set that was made void");
}

#[test]
fn an_execution_that_was_not_heard_of_is_no_success() {
    let scene = Scene::living();
    let lost = What::Error(Kind::Unavailable);
    scene.account.fault(At::NthOf(EXECUTE, 1), When::Before, lost);
    scene.account.meanwhile(
        At::NthOf(EXECUTE, 2),
        crate::support::account::World::drop_change_sets,
    );
    assert_eq!(scene.succeeds(&[current("2")]), [Outcome::Updated]);
    assert_eq!(scene.account.count(EXECUTE), 3);
    assert!(scene.world(|world| world.template("s").contains(r#""2""#)));
    scene.is_intact("an execution that was not heard of");
}

#[test]
fn who_never_gets_to_execute_is_told() {
    let scene = Scene::living();
    let refused = What::Error(Kind::NotFound);
    scene.account.fault(At::Every(EXECUTE), When::Before, refused);
    assert!(matches!(scene.fails(&current("2")), Failure::Overtaken(what) if what.contains("faster")));
    scene.is_intact("never executed");
    assert_eq!(scene.world(|world| world.change_sets()), 0);
}

/// An owner acts at each call in turn; a value that CloudFormation does not write afterwards stays.
fn an_owner(
    prepare: impl Fn() -> Scene,
    name: &'static str,
    set: fn(&Scene, usize),
    now: fn(&Scene) -> String,
) {
    let mut kept = 0;
    for nth in 1..60 {
        let scene = prepare();
        set(&scene, nth);
        let _ = scene.one(&current("2"));
        // A change between a read and the write that follows it cannot be noticed.
        let call = scene.account.calls().get(nth - 1).map(|call| call.name);
        let unseen = matches!(call, Some("ssm:PutParameter" | "scheduler:UpdateSchedule"));
        if scene.account.forget() > 0 {
            break;
        }
        scene.settled();
        scene.world(|world| world.failing.clear());
        let at = scene.world(|world| world.owner_wrote.unwrap());
        // Within a second of the command's own write, the author of a hidden value cannot be determined.
        let overwrites =
            |(what, when): &(String, Duration)| what == name && *when + Duration::from_secs(1) > at;
        let overwritten = scene.world(|world| world.written.iter().any(overwrites));
        if overwritten || unseen {
            continue;
        }
        kept += 1;
        assert!(
            [OTHER, "ENABLED"].contains(&&*now(&scene)),
            "call {nth}: {}",
            now(&scene)
        );
        scene.succeeds(&[current("2")]);
        assert!(
            [OTHER, "ENABLED"].contains(&&*now(&scene)),
            "call {nth}, again: {}",
            now(&scene)
        );
    }
    assert!(kept >= 5, "{kept}");
}

#[test]
fn a_value_that_is_set_during_a_deployment_stays() {
    for prepare in [
        Scene::living,
        || failing(Scene::living()),
        || failing(Scene::inherited()),
    ] {
        let set = |scene: &Scene, nth| {
            scene.account.meanwhile(At::Nth(nth), |world| {
                world.set_parameter("SA_ACCOUNT", OTHER);
                world.owner_wrote = Some(world.now());
            });
        };
        an_owner(prepare, "SA_ACCOUNT", set, |scene| {
            scene.parameter("SA_ACCOUNT").unwrap()
        });
    }
}

#[test]
fn a_schedule_that_is_resumed_during_a_deployment_stays_on() {
    for prepare in [Scene::living, || failing(Scene::living())] {
        let set = |scene: &Scene, nth| {
            scene.account.meanwhile(At::Nth(nth), |world| {
                world.set_schedule("sa-run", "ENABLED");
                world.owner_wrote = Some(world.now());
            });
        };
        an_owner(prepare, "sa-run", set, |scene| scene.schedule("sa-run").unwrap());
    }
}

#[test]
fn ctrl_c_at_the_question_is_an_interrupt_and_leaves_no_trace() {
    for (scene, next) in [
        (Scene::default(), "1"),
        (Scene::living(), "2"),
        (Scene::inherited(), "1"),
    ] {
        let mut scene = scene;
        scene.options.approval = Approval::AnyChange;
        scene.person.answer.set(Answer::Interrupt);
        let before = scene.settled();
        assert!(matches!(scene.fails(&current(next)), Failure::Interrupted));
        assert_eq!(scene.settled(), before);
    }
}

#[test]
fn ctrl_c_at_every_call_is_heard_and_loses_nothing() {
    for prepare in [Scene::living, Scene::inherited, || failing(Scene::living())] {
        for nth in 1.. {
            let scene = prepare();
            let before = scene.settled();
            let interrupts = scene.person.interrupts.clone();
            scene.account.meanwhile(At::Nth(nth), move |_| interrupts.set(1));
            let result = scene.one(&current("2"));
            if scene.account.count(EXECUTE) == 0 {
                assert!(
                    matches!(result, Err(Failure::Interrupted)),
                    "call {nth}: {result:?}"
                );
                let copied = before != scene.settled() && before.contains("SA_KEY");
                assert!(copied || scene.settled() == before, "call {nth}");
            }
            let missed = scene.account.forget() > 0;
            scene.person.interrupts.set(0);
            scene.world(|world| world.failing.clear());
            scene.settled();
            scene.succeeds(&[current("2")]);
            scene.is_intact(&format!("call {nth}: {result:?}"));
            assert_eq!(scene.parameter("SA_ACCOUNT").as_deref(), Some(ACCOUNT));
            if missed {
                break;
            }
        }
    }
}
