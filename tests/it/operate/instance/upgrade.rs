//! A newer image: offered, refused while data could be lost, never installed automatically.

use crate::support::message;
use crate::support::trader::{INSTANCE, Trader};

const NEWER: [&str; 2] = ["ami-00000000000000001", "ami-00000000000000002"];

fn outdated() -> Trader {
    Trader {
        images: NEWER,
        state: "stopped",
        ..Trader::default()
    }
}

#[test]
fn without_a_newer_image_there_is_nothing_to_do() {
    let run = Trader::default().run(&["upgrade-image"]).exits(0);
    assert!(
        run.stdout
            .contains("ami-00000000000000001 is the newest image; nothing was changed"),
        "{run}"
    );
}

#[test]
fn what_would_be_done_is_shown() {
    let run = outdated().run(&["upgrade-image", "--dry-run"]).exits(0);
    insta::assert_snapshot!("instance_upgrade", run.to_string());
    let run = outdated().run(&["upgrade-image", "--dry-run", "--json"]).exits(0);
    assert!(
        run.stdout.contains("\"newest\": \"ami-00000000000000002\""),
        "{run}"
    );
}

#[test]
fn it_is_asked_for_by_the_logical_id() {
    let stage = outdated().stage();
    let run = stage.run(&["upgrade-image", "--yes"]).exits(2);
    assert!(
        run.stderr.contains(&format!("--allow-replace {INSTANCE}")),
        "{run}"
    );
    message::helps(&run.stderr);
    let run = stage
        .run(&["upgrade-image", "--allow-replace", "WorkingBucket"])
        .exits(2);
    message::helps(&run.stderr);
}

#[test]
fn a_machine_with_something_to_lose_stays() {
    for (state, open, words) in [
        ("running", false, "it is running"),
        ("stopped", true, "the market is open"),
    ] {
        let trader = Trader {
            state,
            open,
            ..outdated()
        };
        let run = trader
            .run(&["upgrade-image", "--allow-replace", INSTANCE, "--yes"])
            .exits(1);
        assert!(run.stderr.contains(words), "{run}");
        message::helps(&run.stderr);
    }
}

#[test]
fn an_image_of_the_configuration_is_changed_there() {
    let pinned = Trader {
        config: "[simple_trader]\nimage_id = \"ami-00000000000000001\"\n",
        ..outdated()
    };
    let run = pinned.run(&["upgrade-image"]).exits(1);
    assert!(run.stderr.contains("simple_trader.image_id"), "{run}");
    message::helps(&run.stderr);
}

/// A configuration whose template does not depend on the account.
const LITERAL: &str = "[simple_trader]\nbucket_suffix = \"-test\"\n";

#[test]
fn the_machine_is_replaced_by_one_with_the_newest_image() {
    let stage = Trader {
        config: LITERAL,
        ..outdated()
    }
    .stage();
    let run = stage
        .run(&["upgrade-image", "--allow-replace", INSTANCE])
        .exits(0);
    assert_eq!(stage.image().as_deref(), Some(NEWER[1]), "{run}");
    assert!(
        run.stderr.contains("simple-trader: updated")
            && run.stderr.contains("`sa-infra instance stop` stops it"),
        "{run}"
    );
}

#[test]
fn a_deployment_never_takes_it_unasked() {
    let stage = Trader {
        config: LITERAL,
        ..outdated()
    }
    .stage();
    let run = stage.other(&["deploy", "simple-trader", "--yes"]).exits(0);
    assert!(run.stderr.contains("simple-trader: unchanged"), "{run}");
    assert_eq!(stage.image(), None);
}

#[test]
fn other_user_data_stops_at_the_guard() {
    let stage = Trader {
        config: LITERAL,
        changes: "UserData",
        ..outdated()
    }
    .stage();
    let other = format!("{LITERAL}timezone = \"America/New_York\"\n");
    stage.sandbox.write("sa-infra.toml", &other);
    let run = stage.other(&["deploy", "simple-trader", "--yes"]).exits(1);
    assert!(run.stderr.contains("stopped and started (UserData)"), "{run}");
    assert!(
        !stage.endpoint.called().contains(&"ExecuteChangeSet".to_owned()),
        "{run}"
    );
}
