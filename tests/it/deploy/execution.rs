//! What AWS shows of an execution, and how `deploy` interprets it: stale answers, missing events, an uncertain end.

use crate::support::account::At;
use crate::support::account::apps::current;
use crate::support::account::scene::Scene;
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::ui::Outcome;

#[test]
fn a_state_from_before_is_not_believed_however_long_it_is_shown() {
    for fails in [false, true] {
        let scene = Scene::living();
        scene.world(|world| {
            (world.stale_reads, world.stale_events) = (250, 250);
            if fails {
                world.failing.insert("Topic".into(), "no".into());
            }
        });
        let result = scene.one(&current("2"));
        if fails {
            assert!(matches!(result, Err(Failure::Ended { .. })), "{result:?}");
        } else {
            assert_eq!(result.unwrap(), Outcome::Updated);
        }
        scene.is_intact("old answers");
    }
}

#[test]
fn events_that_come_late_are_waited_for() {
    let scene = Scene::living();
    scene.world(|world| world.stale_events = 15);
    assert_eq!(scene.succeeds(&[current("2")]), [Outcome::Updated]);
    assert!(scene.person.text().contains("UPDATE_COMPLETE"));
    scene.is_intact("late events");
}

#[test]
fn the_change_set_that_a_stack_names_is_enough() {
    let scene = Scene::living();
    scene.world(|world| world.stale_events = u32::MAX);
    assert_eq!(scene.succeeds(&[current("2")]), [Outcome::Updated]);
}

#[test]
fn what_aws_never_shows_ends_in_doubt_and_the_next_deployment_gives_the_values_back() {
    let scene = Scene::living();
    scene.world(|world| {
        (world.stale_reads, world.stale_events) = (u32::MAX, u32::MAX);
        world.failing.insert("Topic".into(), "no".into());
    });
    assert!(matches!(scene.fails(&current("2")), Failure::Uncertain(_)));
    scene.world(|world| {
        world.failing.clear();
        world.sees_again("s");
    });
    scene.succeeds(&[current("2")]);
    scene.is_intact("doubt");
}

#[test]
fn a_stack_that_others_create_under_the_same_name_is_not_taken_for_ours() {
    for nth in 1..4 {
        let scene = Scene::living();
        let events = At::NthOf("cloudformation:DescribeStackEvents", nth);
        scene.account.meanwhile(events, |world| world.recreate("s"));
        let failure = scene.fails(&current("2"));
        assert!(
            matches!(failure, Failure::Ended { .. } | Failure::Stuck { .. }),
            "{failure:?}"
        );
        // Another process changed the stack in the meantime.
        assert_eq!(
            scene.world(|world| world.status("s")).as_deref(),
            Some("CREATE_COMPLETE")
        );
        assert_eq!(
            scene.account.count("DeleteStack") + scene.account.count("PutParameter"),
            1,
            "the journal"
        );
    }
}
