//! `schedule pause --until`: AWS resumes the schedule automatically, and deployments keep the date.

use crate::support::account::apps::current;
use crate::support::account::scene::Scene;
use crate::support::account::{At, What, When};
use crate::support::ministack::Account;
use crate::support::owner;
use jiff::Timestamp;
use sa_infra::cloud::Cloud;
use sa_infra::cloud::scheduler::{ScheduleState, Scheduler};
use serde_json::Value;

const MONDAY: &str = "2098-12-01";

fn far() -> Timestamp {
    "2098-12-01T00:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_pause_has_an_end_that_deployments_keep_and_a_resume_removes() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let until = async || {
        let cloud = account.cloud().await;
        let found = cloud
            .scheduler()
            .get_schedule("sa", owner::PAUSED)
            .await
            .unwrap()
            .unwrap();
        (found.state, found.start)
    };
    let paused = account
        .run(&["schedule", "pause", "portfolio-manager", "--until", MONDAY])
        .exits(0);
    assert!(
        paused.stdout.contains("paused portfolio-manager until "),
        "{paused}"
    );
    assert_eq!(until().await, (ScheduleState::Enabled, Some(far())));
    let said = |arguments: &[&str]| account.run(arguments).stdout;
    assert!(said(&["schedule"]).contains("paused until Mon 2098-12-01 00:00 UTC"));
    assert!(said(&["status"]).contains("paused: sa-portfolio-manager until 2098-12-01"));
    assert!(said(&["doctor"]).contains("portfolio-manager is paused until 2098-12-01"));
    let rows = serde_json::from_str::<Value>(&said(&["schedule", "--json"])).unwrap();
    assert_eq!(
        (&rows[1]["state"], &rows[1]["until"]),
        (&"paused".into(), &"2098-12-01T00:00:00Z".into())
    );
    // The emulator keeps the date of a schedule that CloudFormation updates: the scenes below test the removal.
    account.configure("[stock_advisor.github]\nbranch = \"next\"\n");
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    assert_eq!(until().await, (ScheduleState::Enabled, Some(far())));
    owner::sets_nothing_aside(&account.cloud().await).await;
    let again = account
        .run(&["schedule", "pause", "portfolio-manager", "--until", MONDAY])
        .exits(0);
    assert!(again.stdout.contains("already paused"), "{again}");
    account.run(&["schedule", "resume"]).exits(0);
    assert_eq!(until().await, (ScheduleState::Enabled, None));
    for wrong in ["2001-01-01", "monday", "2098-13-01"] {
        let run = account.run(&["schedule", "pause", "--until", wrong]).exits(2);
        assert!(run.stderr.contains("fix: "), "{run}");
    }
}

#[test]
fn a_date_survives_an_update_a_rollback_and_a_kill() {
    let paused = || {
        let scene = Scene::living();
        scene.world(|world| world.set_schedule("sa-run", "ENABLED"));
        scene.world(|world| world.pause_until("sa-run", far()));
        scene
    };
    let is_paused = |scene: &Scene| {
        let now = scene.world(|world| world.paused_until("sa-run"));
        assert_eq!(
            (now, scene.schedule("sa-run").as_deref()),
            (Some(far()), Some("ENABLED"))
        );
    };
    let scene = paused();
    scene.succeeds(&[current("2")]);
    is_paused(&scene);
    scene.world(|world| world.failing.insert("Topic".into(), "no".into()));
    scene.fails(&current("3"));
    is_paused(&scene);
    let scene = paused();
    let execute = At::NthOf("cloudformation:ExecuteChangeSet", 1);
    scene.account.fault(execute, When::After, What::Kill);
    assert!(scene.try_deploy(&[current("2")]).is_none());
    scene.settled();
    assert_eq!(
        scene.world(|world| world.paused_until("sa-run")),
        None,
        "CloudFormation removes it"
    );
    scene.succeeds(&[current("2")]);
    is_paused(&scene);
}
