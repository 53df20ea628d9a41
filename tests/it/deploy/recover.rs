//! `recover`, by the entries of its state table: what it does, what it never does, and what it skips.

use crate::support::account::apps::{ACCOUNT, current};
use crate::support::account::rescue::{forced, skipping};
use crate::support::account::scene::Scene;
use crate::support::account::ui::Answer;
use crate::support::account::{At, What, When};
use sa_infra::deploy::deployment::Failure;
use sa_infra::deploy::recover::Options;
use sa_infra::deploy::ui::{Event, Outcome, Question};

/// The calls that change something.
const ACTS: [&str; 6] = [
    "ContinueUpdateRollback",
    "RollbackStack",
    "DeleteStack",
    "CancelUpdateStack",
    "DeleteChangeSet",
    "ExecuteChangeSet",
];

fn plain() -> Options {
    Options::default()
}

fn acts(scene: &Scene) -> Vec<&'static str> {
    let calls = scene.account.calls().into_iter();
    let acts = calls.map(|call| call.name.rsplit(':').next().unwrap());
    acts.filter(|name| ACTS.contains(name)).collect()
}

fn recovers(scene: &Scene, options: &Options) -> Outcome {
    scene.recover(&current("2"), options).unwrap().unwrap()
}

/// The error of a stack that stays stuck: what is wrong, and the suggested fix.
fn stays_stuck(scene: &Scene, options: &Options) -> (String, String) {
    match scene.recover(&current("2"), options) {
        Some(Err(Failure::Stuck { what, fix })) => (what, fix),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_failed_rollback_continues() {
    let scene = Scene::stuck(&["Account"]).mended();
    assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
    assert_eq!(scene.status().as_deref(), Some("UPDATE_ROLLBACK_COMPLETE"));
    assert_eq!(acts(&scene), ["ContinueUpdateRollback"]);
    assert_eq!(scene.asked_of("ContinueUpdateRollback"), ["Retry"]);
}

#[test]
fn a_failed_rollback_is_explained_before_anything_is_asked() {
    let scene = Scene::stuck(&["Account"]);
    scene.person.answer.set(Answer::No);
    let came = scene.recover(&current("2"), &plain());
    assert!(matches!(came, Some(Err(Failure::Declined))), "{came:?}");
    assert!(acts(&scene).is_empty());
    let told = scene.person.told.borrow();
    let Event::Explained { why, status, .. } = &told[0] else {
        panic!("{told:?}")
    };
    assert_eq!(status, "UPDATE_ROLLBACK_FAILED");
    assert_eq!(why.began.failures[0].reason, "the name is bad");
    assert_eq!(why.undoing.failures[0].reason, "Account is gone");
}

#[test]
fn what_fails_again_is_skipped_only_when_told_to() {
    let scene = Scene::stuck(&["Account"]);
    assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
    let asked = scene.person.asked.borrow();
    assert!(matches!(&asked[1], Question::Abandon { ids, deletes: false, .. } if ids == &["Account"]));
    assert_eq!(
        scene.asked_of("ContinueUpdateRollback"),
        ["Retry", r#"Skip(["Account"])"#]
    );
    assert!(
        scene
            .person
            .text()
            .contains("skipped, so it may not match the template"),
        "{}",
        scene.person.text()
    );
}

#[test]
fn what_fails_again_is_not_skipped_without_a_terminal() {
    let scene = Scene::stuck(&["Account", "Run"]);
    scene.person.answer.set(Answer::Flags);
    let (what, fix) = stays_stuck(&scene, &plain());
    assert!(what.contains("UPDATE_ROLLBACK_FAILED"), "{what}");
    assert!(
        fix.contains("--skip Account --skip Run") && fix.contains("--force"),
        "{fix}"
    );
    assert_eq!(scene.asked_of("ContinueUpdateRollback"), ["Retry"]);
}

#[test]
fn named_resources_are_skipped_and_others_that_fail_are_not() {
    let scene = Scene::stuck(&["Account", "Run"]);
    scene.person.answer.set(Answer::Flags);
    let (_, fix) = stays_stuck(&scene, &skipping(&["Account"]));
    assert!(
        fix.contains("--skip Run") && !fix.contains("--skip Account"),
        "{fix}"
    );
    assert_eq!(scene.asked_of("ContinueUpdateRollback"), [r#"Skip(["Account"])"#]);
    assert_eq!(
        recovers(&scene, &skipping(&["Account", "Run"])),
        Outcome::Restored
    );
}

#[test]
fn a_resource_that_does_not_keep_the_stack_is_not_skipped() {
    let scene = Scene::stuck(&["Account"]);
    let (_, fix) = stays_stuck(&scene, &skipping(&["Topic"]));
    assert!(fix.contains("--skip Account"), "{fix}");
    assert!(acts(&scene).is_empty());
}

#[test]
fn force_skips_whatever_fails() {
    let scene = Scene::stuck(&["Account", "Run"]);
    scene.person.answer.set(Answer::Flags);
    assert_eq!(recovers(&scene, &forced()), Outcome::Restored);
    assert_eq!(scene.asked_of("ContinueUpdateRollback"), ["Force"]);
}

#[test]
fn a_stack_whose_rollback_failed_is_never_deleted() {
    for unrollable in [&["Account"][..], &["Account", "Run"], &[]] {
        for options in [plain(), skipping(&["Account"]), forced()] {
            for answer in [Answer::Yes, Answer::No, Answer::Flags, Answer::Absent] {
                let scene = Scene::stuck(&["Account"]);
                scene.world(|world| {
                    world.rollback_fails = unrollable.is_empty();
                    world.unrollable.retain(|id, _| unrollable.contains(&&**id));
                });
                scene.person.answer.set(answer);
                let _ = scene.recover(&current("2"), &options);
                assert_eq!(scene.account.count("DeleteStack"), 0);
                assert!(scene.account.count("ContinueUpdateRollback") <= 10);
            }
        }
    }
}

#[test]
fn a_failed_update_that_was_left_is_undone() {
    let scene = Scene::left();
    assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
    assert_eq!(scene.status().as_deref(), Some("UPDATE_ROLLBACK_COMPLETE"));
    assert_eq!(acts(&scene), ["RollbackStack"]);
    assert_eq!(scene.asked_of("RollbackStack"), ["true"]);
}

#[test]
fn a_failed_update_that_cannot_be_undone_either_continues_as_that() {
    let scene = Scene::left();
    scene.world(|world| world.unrollable.insert("Account".into(), "gone".into()));
    assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
    assert_eq!(
        acts(&scene),
        [
            "RollbackStack",
            "ContinueUpdateRollback",
            "ContinueUpdateRollback"
        ]
    );
}

#[test]
fn a_no_half_way_does_not_claim_that_nothing_was_changed() {
    let scene = Scene::left();
    scene.world(|world| world.unrollable.insert("Account".into(), "gone".into()));
    scene.person.answer.set(Answer::Once);
    let (what, _) = stays_stuck(&scene, &plain());
    assert!(what.contains("UPDATE_ROLLBACK_FAILED"), "{what}");
    assert_eq!(acts(&scene), ["RollbackStack"]);
}

#[test]
fn what_could_not_be_created_is_deleted_after_listing_it() {
    for (keep, status) in [(false, "ROLLBACK_COMPLETE"), (true, "CREATE_FAILED")] {
        let scene = Scene::unborn(keep);
        assert_eq!(scene.status().as_deref(), Some(status));
        assert_eq!(recovers(&scene, &plain()), Outcome::Deleted);
        assert_eq!(
            (scene.status(), acts(&scene)),
            (None, vec!["DeleteStack"]),
            "{status}"
        );
        let told = scene.person.told.borrow();
        let Event::Explained { why, .. } = &told[0] else {
            panic!("{told:?}")
        };
        assert_eq!(why.remains.is_empty(), !keep, "{status}");
        assert_eq!(why.began.failures[0].id, "Topic");
    }
}

#[test]
fn a_creation_that_could_not_be_undone_is_deleted() {
    let scene = Scene::unborn(false);
    scene.world(|world| world.set_status("s", "ROLLBACK_FAILED"));
    assert_eq!(recovers(&scene, &plain()), Outcome::Deleted);
}

#[test]
fn a_protected_stack_is_not_deleted() {
    let scene = Scene::unborn(false);
    scene.world(|world| world.protect("s"));
    let (what, fix) = stays_stuck(&scene, &plain());
    assert!(
        what.contains("termination protection") && fix.contains("destroy"),
        "{what}: {fix}"
    );
    assert!(acts(&scene).is_empty());
}

#[test]
fn a_deletion_that_failed_is_tried_again_first() {
    let scene = Scene::undeleted(&["Topic"]).mended();
    assert_eq!(recovers(&scene, &plain()), Outcome::Deleted);
    assert_eq!(acts(&scene), ["DeleteStack"]);
    assert!(scene.asked_of("DeleteStack")[0].ends_with("[] false"));
}

#[test]
fn what_cannot_be_deleted_is_left_when_told_to_and_listed() {
    for (options, answer, last) in [
        (plain(), Answer::Yes, r#"["Topic"] false"#),
        (skipping(&["Topic"]), Answer::Flags, r#"["Topic"] false"#),
        (forced(), Answer::Flags, "[] true"),
    ] {
        let scene = Scene::undeleted(&["Topic"]);
        scene.person.answer.set(answer);
        assert_eq!(recovers(&scene, &options), Outcome::Deleted);
        let deletions = scene.asked_of("DeleteStack");
        assert!(deletions.last().unwrap().ends_with(last), "{deletions:?}");
        assert_eq!(scene.status(), None);
        let told = scene.person.told.borrow();
        let Event::Survivors { survivors, .. } = told.last().unwrap() else {
            panic!("{told:?}")
        };
        assert_eq!((survivors.len(), &*survivors[0].kind), (1, "AWS::SNS::Topic"));
    }
}

#[test]
fn what_cannot_be_deleted_keeps_the_stack_without_a_terminal() {
    let scene = Scene::undeleted(&["Topic"]);
    scene.person.answer.set(Answer::Flags);
    let (_, fix) = stays_stuck(&scene, &plain());
    assert!(fix.contains("--skip Topic"), "{fix}");
    assert_eq!(scene.status().as_deref(), Some("DELETE_FAILED"));
}

#[test]
fn a_dead_change_set_goes_and_the_empty_shell_with_it() {
    let scene = Scene::default();
    let made = At::NthOf("cloudformation:DescribeChangeSet", 1);
    scene.account.fault(made, When::After, What::Kill);
    assert!(scene.try_deploy(&[current("1")]).is_none());
    scene.account.forget();
    assert_eq!(recovers(&scene, &plain()), Outcome::Deleted);
    assert_eq!(
        (scene.status(), scene.world(|world| world.change_sets())),
        (None, 0)
    );
}

#[test]
fn the_change_set_of_others_stays_and_the_shell_around_it() {
    let scene = Scene::default();
    let made = At::NthOf("cloudformation:DescribeChangeSet", 1);
    scene.account.fault(made, When::After, What::Kill);
    assert!(scene.try_deploy(&[current("1")]).is_none());
    scene.account.forget();
    scene.world(|world| world.rename_change_sets("somebody-elses"));
    let before = scene.settled();
    assert_eq!(recovers(&scene, &plain()), Outcome::Unchanged);
    assert_eq!((scene.settled(), acts(&scene)), (before, Vec::new()));
}

#[test]
fn no_call_helps_an_import_that_could_not_be_undone_nor_a_state_no_one_knows() {
    for status in ["IMPORT_ROLLBACK_FAILED", "TELEPORT_FAILED", "TELEPORTED"] {
        let scene = Scene::living();
        scene.world(|world| world.set_status("s", status));
        let (what, _) = stays_stuck(&scene, &forced());
        assert!(what.contains(status) && acts(&scene).is_empty(), "{what}");
    }
}

#[test]
fn what_is_in_progress_is_watched_first() {
    let scene = Scene::living();
    scene.world(|world| world.busy("s", "UPDATE_IN_PROGRESS", 60, "UPDATE_COMPLETE"));
    assert_eq!(recovers(&scene, &plain()), Outcome::Unchanged);
    assert!(acts(&scene).is_empty() && scene.person.asked.borrow().is_empty());
    let scene = Scene::left();
    scene.world(|world| world.busy("s", "UPDATE_ROLLBACK_IN_PROGRESS", 60, "UPDATE_ROLLBACK_FAILED"));
    assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
    assert_eq!(acts(&scene), ["ContinueUpdateRollback"]);
}

#[test]
fn what_is_well_or_absent_stays_so() {
    let scene = Scene::living();
    let before = scene.settled();
    assert_eq!(recovers(&scene, &plain()), Outcome::Unchanged);
    assert_eq!(scene.settled(), before);
    assert_eq!(recovers(&Scene::default(), &plain()), Outcome::Absent);
}

#[test]
fn without_a_yes_nothing_is_done() {
    for prepare in [
        || Scene::stuck(&["Account"]),
        Scene::left,
        || Scene::unborn(true),
        || Scene::undeleted(&["Topic"]),
    ] {
        for answer in [Answer::No, Answer::Absent] {
            let scene = prepare();
            scene.person.answer.set(answer);
            let before = scene.settled();
            let came = scene.recover(&current("2"), &plain()).unwrap().unwrap_err();
            assert!(
                matches!(came, Failure::Declined | Failure::Unasked(_)),
                "{came:?}"
            );
            assert_eq!((scene.settled(), acts(&scene)), (before, Vec::new()));
        }
    }
}

#[test]
fn live_values_survive_a_recovery() {
    for scene in [
        Scene::stuck(&["Account", "Run"]).mended(),
        Scene::stuck(&["Account"]),
        Scene::left(),
    ] {
        assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
        scene.is_intact("recover");
    }
}

#[test]
fn what_the_owner_sets_while_the_stack_is_stuck_survives_its_recovery() {
    let scene = Scene::stuck(&["Account"]).mended();
    scene.later(60);
    scene.world(|world| world.set_parameter("SA_ACCOUNT", "777788889999"));
    assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
    assert_eq!(scene.parameter("SA_ACCOUNT").as_deref(), Some("777788889999"));
}

#[test]
fn live_values_survive_the_recovery_of_what_others_began() {
    // Neither has a note of them: another tool failed.
    for scene in [Scene::stuck(&["Account", "Run"]).mended(), Scene::left()] {
        scene.world(|world| world.forget_parameter("/sa-infra/s/live-values"));
        assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
        scene.is_intact("recover");
    }
}

#[test]
fn live_values_survive_a_recovery_that_does_not_succeed() {
    let scene = Scene::stuck(&["Account"]);
    scene.person.answer.set(Answer::Flags);
    stays_stuck(&scene, &plain());
    assert_eq!(scene.parameter("SA_ACCOUNT").as_deref(), Some(ACCOUNT));
    assert_eq!(scene.schedule("sa-run").as_deref(), Some("DISABLED"));
    recovers(&scene, &forced());
    scene.is_intact("the second recovery");
}

#[test]
fn a_stack_stuck_in_a_takeover_gives_the_owners_values_back() {
    let scene = Scene::inherited();
    scene.world(|world| {
        world.failing.insert("Topic".into(), "no".into());
        world.unrollable.insert("Account".into(), "no".into());
    });
    scene.fails(&current("1"));
    let scene = scene.mended();
    scene.world(|world| world.failing.clear());
    assert_eq!(recovers(&scene, &plain()), Outcome::Restored);
    scene.is_intact("a takeover");
}
