//! Start and stop by the functions: requested, followed, refused, and how failures are reported.

use crate::support::endpoint::Answer;
use crate::support::message;
use crate::support::trader::{Stage, Trader};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const STOPPED: &str = r#"{"state": "stopped"}"#;

fn stopping(trader: Trader) -> Trader {
    Trader {
        ends: Some(STOPPED),
        ..trader
    }
}

#[test]
fn a_start_is_followed_to_its_end() {
    let stage = Trader {
        state: "stopped",
        ends: Some(r#"{"state": "started", "warnings": ["the calendar of holidays is empty"]}"#),
        ..Trader::default()
    }
    .stage();
    let run = stage.run(&["start"]).exits(0);
    assert!(run.stderr.contains("start | sent the command c-1"), "{run}");
    assert!(run.stdout.contains("simple-trader: started"), "{run}");
    assert!(
        run.stdout.contains("warning: the calendar of holidays is empty"),
        "{run}"
    );
    assert_eq!(stage.invocations(), 1);
}

#[test]
fn a_machine_that_runs_gets_the_program_again() {
    let run = Trader::default().run(&["start", "--json"]).exits(0);
    assert!(run.stderr.contains("already running"), "{run}");
    let ended: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&ended["state"], &ended["verb"]),
        (&"started".into(), &"start".into())
    );
    assert_eq!(ended["instance_state"], "running");
}

#[test]
fn whoever_does_not_wait_leaves_at_once() {
    let stage = Trader {
        ends: None,
        ..Trader::default()
    }
    .stage();
    let run = stage.run(&["start", "--detach"]).exits(0);
    assert!(
        run.stderr.contains("invoked the start function of simple-trader"),
        "{run}"
    );
    assert_eq!(stage.invocations(), 1);
}

#[test]
fn a_holiday_is_no_start_and_says_how_to() {
    let holiday = Trader {
        state: "stopped",
        ends: Some(r#"{"state": "not started", "reason": "2027-01-26 is a holiday of the exchange"}"#),
        ..Trader::default()
    };
    let run = holiday.run(&["start"]).exits(1);
    assert!(
        run.stdout
            .contains("not started: 2027-01-26 is a holiday of the exchange"),
        "{run}"
    );
    assert!(run.stdout.contains("`sa-infra instance start --force`"), "{run}");
}

#[test]
fn what_fails_is_told_in_words() {
    for (verb, ends, words) in [
        (
            "start",
            r#"{"error": "after 300 seconds the machine is still not running: look at its state"}"#,
            "the machine is still not running",
        ),
        (
            "start",
            r#"{"error": "after 300 seconds the machine's Systems Manager agent is not online"}"#,
            "agent is not online",
        ),
        (
            "stop",
            r#"{"error": "the machine keeps running, since logs and ledger may not be saved: uploading the ledger"}"#,
            "the instance is running, and costs money",
        ),
        (
            "stop",
            "REPORT\tStatus: timeout",
            "Lambda stopped it after 900000.00 ms",
        ),
        (
            "start",
            "REPORT\tStatus: error\tError Type: Runtime.ExitError",
            "it could not run: Runtime.ExitError",
        ),
    ] {
        let trader = Trader {
            ends: Some(ends),
            ..Trader::default()
        };
        let run = trader.run(&[verb]).exits(1);
        assert!(run.stdout.contains(words), "{run}");
        assert!(run.stdout.contains("failed: "), "{run}");
        let fix = format!("fix: correct the reported problem, then run `sa-infra instance {verb}` again");
        assert!(run.stdout.contains(&fix), "{run}");
    }
}

#[test]
fn a_stop_saves_and_stops() {
    let stage = stopping(Trader::default()).stage();
    let run = stage.run(&["stop"]).exits(0);
    assert!(run.stdout.contains("simple-trader: stopped"), "{run}");
    assert_eq!(stage.invocations(), 1);
}

#[test]
fn within_its_hours_a_stop_is_asked_about() {
    let open = || {
        stopping(Trader {
            open: true,
            ..Trader::default()
        })
    };
    let stage = open().stage();
    let run = stage.run(&["stop"]).exits(2);
    assert!(
        run.stderr.contains("the market is open") && run.stderr.contains("--yes"),
        "{run}"
    );
    assert_eq!(stage.invocations(), 0);
    open().run(&["stop", "--yes"]).exits(0);
}

#[test]
fn what_is_so_already_is_not_done() {
    for state in ["stopped", "stopping"] {
        let stage = stopping(Trader {
            state,
            ..Trader::default()
        })
        .stage();
        let run = stage.run(&["stop"]).exits(0);
        assert!(run.stdout.contains(&format!("is already {state}")), "{run}");
        let run = stage.run(&["stop", "--json"]).exits(0);
        assert!(
            run.stdout.contains(&format!("\"instance_state\": \"{state}\"")),
            "{run}"
        );
        assert_eq!(stage.invocations(), 0);
    }
    for (state, verb) in [
        ("terminated", "start"),
        ("gone", "stop"),
        ("shutting-down", "stop"),
    ] {
        let stage = Trader {
            state,
            ..Trader::default()
        }
        .stage();
        let run = stage.run(&[verb]).exits(1);
        assert!(run.stderr.contains("cannot be started again"), "{run}");
        message::helps(&run.stderr);
        assert_eq!(stage.invocations(), 0);
    }
}

#[test]
fn one_that_is_in_progress_is_not_begun_again() {
    let stage = Trader {
        before: vec![("start", 3, "START RequestId: a Version: $LATEST")],
        ..Trader::default()
    }
    .stage();
    for verb in ["start", "stop"] {
        let run = stage.run(&[verb]).exits(1);
        assert!(run.stderr.contains("start has been running since"), "{run}");
        message::helps(&run.stderr);
    }
    assert_eq!(stage.invocations(), 0);
    // An invocation that started an hour ago has ended, whatever the log says.
    let forgotten = Trader {
        before: vec![("start", 60, "START RequestId: a Version: $LATEST")],
        ..Trader::default()
    };
    forgotten.run(&["start"]).exits(0);
}

#[test]
fn an_answer_that_is_lost_is_not_asked_for_again() {
    for (answer, words) in [
        (Answer::Dropped, "it is not invoked again"),
        (
            Answer::Error(500, "ServiceException", "try later"),
            "it is not invoked again",
        ),
        (
            Answer::Error(403, "AccessDeniedException", "no"),
            "not allowed to lambda:InvokeFunction",
        ),
    ] {
        let stage = Trader {
            lambda: Some(answer),
            ..Trader::default()
        }
        .stage();
        let run = stage.run(&["start"]).exits(1);
        assert!(run.stderr.contains(words), "{run}");
        message::helps(&run.stderr);
        assert_eq!(stage.invocations(), 1);
    }
}

/// Runs a command until the invocation has started, and interrupts it there.
fn interrupted(stage: &Stage, verb: &str) -> (Option<i32>, String) {
    let variables = stage.variables();
    let variables = variables.iter().map(|(name, value)| (*name, &**value));
    let variables = variables.collect::<Vec<_>>();
    let mut command = stage.sandbox.command("", &["instance", verb], &variables);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    while !said.contains(": start is running") {
        assert!(lines.read_line(&mut said).unwrap() > 0, "{said}");
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    std::io::Read::read_to_string(&mut lines, &mut said).unwrap();
    (child.wait().unwrap().code(), said)
}

#[test]
fn an_interrupt_leaves_the_function_at_work() {
    let stage = Trader {
        ends: None,
        ..Trader::default()
    }
    .stage();
    let (code, said) = interrupted(&stage, "start");
    assert_eq!(code, Some(130), "{said}");
    assert!(
        said.contains("start continues; `sa-infra instance status`"),
        "{said}"
    );
    assert_eq!(stage.invocations(), 1);
}
