//! `instance`: the instance's life cycle as users see it, start and stop by its functions, and every failure there.

mod act;
mod follow;
mod reach;
mod upgrade;

use crate::support::cli::Sandbox;
use crate::support::message;
use crate::support::terminal::Session;
use crate::support::trader::{INSTANCE, Trader};
use serde_json::Value;

/// The text without parts that depend on the day or the clock.
fn timeless(text: &str) -> String {
    let is_date = |word: &str| word.len() == 10 && word.as_bytes()[4] == b'-' && word.starts_with("20");
    let is_time = |word: &str| {
        word.trim_end_matches(':').split(':').count() >= 2 && word.starts_with(|c: char| c.is_ascii_digit())
    };
    let is_duration =
        |word: &str| word.ends_with(['m', 's']) && word.starts_with(|c: char| c.is_ascii_digit());
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let line = |line: &str| {
        let words = line.split(' ').map(|word| {
            if days.contains(&word) || is_date(word) || is_time(word) || is_duration(word) {
                "#"
            } else {
                word
            }
        });
        words.collect::<Vec<_>>().join(" ")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn its_status_is_told() {
    let trader = Trader {
        images: ["ami-00000000000000001", "ami-00000000000000002"],
        before: vec![
            ("start", 300, "START RequestId: a Version: $LATEST"),
            (
                "start",
                299,
                r#"RESULT {"request": "a", "state": "was running", "warnings": ["access_token.txt is of yesterday"]}"#,
            ),
            ("start", 299, "REPORT RequestId: a\tDuration: 1 ms"),
            ("stop", 5, "START RequestId: b Version: $LATEST"),
        ],
        ..Trader::default()
    };
    let run = trader.run(&["status"]).exits(0);
    insta::assert_snapshot!("instance_status", timeless(&run.to_string()));
}

#[test]
fn every_state_is_told_and_none_is_a_surprise() {
    for (state, agent, words) in [
        ("pending", "", "pending"),
        ("stopping", "Online", "stopping"),
        ("stopped", "ConnectionLost", "agent offline, last seen 2026"),
        ("terminated", "ConnectionLost", "terminated"),
        ("gone", "", "terminated"),
        ("running", "ConnectionLost", "cannot be stopped safely"),
        ("running", "", "never seen"),
        ("hibernating", "Inactive", "hibernating"),
        ("", "Online", "in an unknown state"),
    ] {
        let trader = Trader {
            state,
            agent,
            ..Trader::default()
        };
        let run = trader.run(&[]).exits(0);
        assert!(run.stdout.contains(words), "{state} {agent}: {run}");
    }
}

#[test]
fn an_agent_is_waited_for_after_a_start() {
    let start = |minutes| Trader {
        silent: 2,
        before: vec![("start", minutes, "START RequestId: a Version: $LATEST")],
        ..Trader::default()
    };
    let run = start(1).run(&["status"]).exits(0);
    assert!(run.stdout.contains("agent online"), "{run}");
    let run = start(60).run(&["status"]).exits(0);
    assert!(run.stdout.contains("never seen"), "{run}");
}

#[test]
fn its_status_is_json_for_programs() {
    let trader = Trader {
        open: true,
        state: "stopped",
        ..Trader::default()
    };
    let run = trader.run(&["status", "--json"]).exits(0);
    let status: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(status["state"], "stopped");
    assert_eq!(status["agent"], "online");
    assert_eq!(status["open"], true);
    assert_eq!(status["image"]["newest"], "ami-00000000000000001");
    assert_eq!(status["schedules"][1]["service"], "simple-trader-stop");
    assert_eq!(status["last"][0]["verb"], "start");
}

#[test]
fn what_is_paused_or_out_of_step_is_said() {
    let paused = Trader {
        scheduled: false,
        ..Trader::default()
    };
    let run = paused.run(&[]).exits(0);
    assert!(
        run.stdout
            .contains("next start: paused; run `sa-infra schedule resume simple-trader-start`"),
        "{run}"
    );
    let idle = Trader {
        open: true,
        state: "stopped",
        ..Trader::default()
    };
    let run = idle.run(&[]).exits(0);
    assert!(
        run.stdout
            .contains("the market is open, but the instance is not running"),
        "{run}"
    );
    let pinned = Trader {
        config: "[simple_trader]\nimage_id = \"ami-00000000000000001\"\n",
        ..Trader::default()
    };
    let run = pinned.run(&[]).exits(0);
    assert!(run.stdout.contains("set in the configuration"), "{run}");
}

#[test]
fn a_day_without_trade_is_no_day_of_the_schedule() {
    let now = jiff::Timestamp::now();
    let tomorrow = now.checked_add(jiff::SignedDuration::from_hours(3)).unwrap();
    let tomorrow = tomorrow.to_zoned(jiff::tz::TimeZone::UTC).date();
    let config = format!("[simple_trader]\nholidays = [\"{tomorrow}\"]\n");
    let trader = Trader {
        config: config.leak(),
        ..Trader::default()
    };
    let run = trader.run(&["--json"]).exits(0);
    let status: Value = serde_json::from_str(&run.stdout).unwrap();
    let next = status["schedules"][0]["next"].to_string();
    assert!(!next.contains(&tomorrow.to_string()), "{next}");
}

#[test]
fn without_a_stack_every_verb_says_what_comes_first() {
    let absent = Trader {
        deployed: false,
        ..Trader::default()
    };
    let stage = absent.stage();
    for verb in [
        &["status"][..],
        &["start"],
        &["stop"],
        &["ssh"],
        &["copy", "a", ":"],
        &["key"],
        &["upgrade-image"],
    ] {
        let run = stage.run(verb).exits(1);
        message::helps(&run.stderr);
        assert!(
            run.stderr.contains("simple-trader: not deployed in ap-south-1"),
            "{run}"
        );
        assert!(
            run.stderr.contains("`sa-infra deploy simple-trader` first"),
            "{run}"
        );
    }
    assert_eq!(stage.invocations(), 0);
}

#[test]
fn it_works_without_a_section_and_names_another_stack() {
    let unconfigured = Trader {
        config: "",
        ..Trader::default()
    };
    unconfigured.run(&["status"]).exits(0);
    let run = Trader::default()
        .run(&["status", "--stack", "app-infra-base"])
        .exits(2);
    assert!(
        run.stderr.contains("has no EC2 instance") && run.stderr.contains("simple-trader"),
        "{run}"
    );
    message::helps(&run.stderr);
}

#[test]
fn every_verb_has_a_purpose_and_two_examples() {
    let sandbox = Sandbox::new();
    for verb in ["status", "start", "stop", "ssh", "copy", "key", "upgrade-image"] {
        let help = sandbox.run(&["instance", verb, "--help"]).exits(0).stdout;
        let (about, _) = help.split_once("\n\n").unwrap();
        assert!(about.lines().count() == 1 && about.len() <= 90, "{verb}: {about}");
        let examples = help.split("\nExamples:\n").nth(1).unwrap_or_default();
        let own = format!("  sa-infra instance {verb}");
        assert!(
            examples.lines().filter(|line| line.starts_with(&own)).count() >= 2,
            "{help}"
        );
    }
}

#[test]
fn on_a_terminal_it_asks() {
    let unconfigured = |trader: Trader| Trader { config: "", ..trader }.stage();
    let stage = unconfigured(Trader {
        open: true,
        ends: Some(r#"{"state": "stopped"}"#),
        ..Trader::default()
    });
    let ask = |answer: &str| Session::run(&stage.endpoint, &["instance", "stop"], &[("[y/N] ", answer)]);
    ask("n\r").ends(4, &["the market is open", "declined; nothing was changed"]);
    ask("\x03").ends(4, &["declined; nothing was changed"]);
    assert_eq!(stage.invocations(), 0);
    ask("y\r").ends(0, &["simple-trader: ", "stopped"]);

    let stage = unconfigured(Trader {
        state: "stopped",
        images: ["ami-00000000000000001", "ami-00000000000000002"],
        ..Trader::default()
    });
    let arguments = ["instance", "upgrade-image", "--yes"];
    let answer = |text: &str| Session::run(&stage.endpoint, &arguments, &[("to confirm: ", text)]);
    answer("yes\r").ends(4, &["declined; nothing was changed"]);
    answer("\x03").ends(4, &["declined; nothing was changed"]);
    assert_eq!(stage.image(), None);
    answer(&format!("{INSTANCE}\r")).ends(0, &["updated", "the new instance is running"]);
    assert_eq!(stage.image().as_deref(), Some("ami-00000000000000002"));
}
