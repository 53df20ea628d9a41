//! The stacks against a second emulator, which puts no token into its events and tells of no resources: deployed, changed,
//! compared and destroyed. What it lacks: tests/moto.md.

use crate::support::moto::Moto;

const BASE: [&str; 3] = ["deploy", "app-infra-base", "--yes"];
const TOPIC: &str = "[stock_advisor]\nnotify = [\"a@example.com\"]\n";

#[test]
fn deploy_change_status_drift_pause_and_destroy() {
    let moto = Moto::start();
    let run = moto
        .run("", &[&BASE[..], &["--tag", "CostCenter=42"]].concat())
        .exits(0);
    assert!(run.stderr.contains("app-infra-base: created"), "{run}");
    let run = moto.run("", &BASE).exits(0);
    assert!(run.stderr.contains("app-infra-base: unchanged"), "{run}");
    let run = moto
        .run(TOPIC, &["diff", "app-infra-base", "--exit-code"])
        .exits(3);
    assert!(run.stdout.contains("AWS::SNS::Subscription"), "{run}");
    let run = moto.run(TOPIC, &BASE).exits(0);
    assert!(run.stderr.contains("app-infra-base: updated"), "{run}");
    let run = moto.run("", &["status", "app-infra-base"]).exits(0);
    assert!(run.stdout.contains("UPDATE_COMPLETE"), "{run}");
    let run = moto.run("", &["events", "app-infra-base"]).exits(0);
    assert!(run.stdout.contains("UPDATE_COMPLETE"), "{run}");
    // It knows no drift, and has no schedules: that is said, at once.
    let run = moto.run("", &["drift", "app-infra-base"]).exits(1);
    assert!(run.stderr.contains("cloudformation:DetectStackDrift"), "{run}");
    let run = moto.run("", &["schedule", "pause", "portfolio-manager"]).exits(1);
    assert!(run.stderr.contains("has no schedule"), "{run}");
    // It deletes a VPC before what is in it, and refuses.
    let run = moto
        .run("", &["destroy", "app-infra-base", "--yes", "--delete-data"])
        .exits(1);
    assert!(run.stderr.contains("DependencyViolation"), "{run}");
}
