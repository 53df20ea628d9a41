//! The page of the EC2 instance, in a real browser on a scripted instance.

use crate::support::browser::Tab;
use crate::support::console::Console;
use crate::support::endpoint::Answer;
use crate::support::trader::{MACHINE, Stage, Trader};
use serde_json::json;

fn console(stage: &Stage) -> Console {
    let variables = stage.variables();
    let variables = variables.iter().map(|(name, value)| (*name, &**value));
    let variables = variables.collect::<Vec<_>>();
    let arguments = ["console", "--no-open"];
    Console::of(stage.sandbox.command("", &arguments, &variables))
}

/// The instance, in an account in which there is no other stack.
fn stage(trader: Trader) -> Stage {
    trader.guarded(|request| {
        let lists = request.action() == "ListStacks";
        lists.then(|| Answer::Result("<StackSummaries/>".to_owned()))
    })
}

fn open(console: &Console) -> Tab {
    let tab = Tab::new();
    // Not by way of the overview, of which the script of the instance knows nothing.
    tab.open(&console.url.replace("/#", "/machine#"));
    tab
}

#[test]
fn its_state_its_agent_and_the_steps_of_its_last_operations_are_shown() {
    let stage = stage(Trader {
        before: vec![
            ("start", 300, "START RequestId: a Version: $LATEST"),
            ("start", 299, "sent the command c-1\n== fetching <b>repo.zip</b>"),
            (
                "start",
                298,
                r#"RESULT {"request": "a", "state": "started", "warnings": ["<i>old</i> token"]}"#,
            ),
            ("start", 298, "REPORT RequestId: a\tDuration: 1 ms"),
            ("stop", 5, "START RequestId: b Version: $LATEST"),
            ("stop", 4, "waiting for the jobs"),
        ],
        ..Trader::default()
    });
    let console = console(&stage);
    let tab = open(&console);
    let text = tab.shows("== fetching <b>repo.zip</b>");
    for part in [
        "simple-trader",
        "running",
        MACHINE,
        "ap-south-1",
        "agent online: Amazon Linux 2023",
        "the newest",
        "Last start",
        "took 2m 00s",
        "sent the command c-1",
        "warning: <i>old</i> token",
        "Last stop",
        "waiting for the jobs",
        "last stop: ",
        "sa-infra instance ssh",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    tab.click("main a[href^='/logs?service=simple-trader-start']");
    tab.shows("sent the command c-1");
    assert_eq!(tab.faults(), json!([]));
}

#[test]
fn it_is_started_and_its_steps_appear() {
    let stage = stage(Trader {
        state: "stopped",
        agent: "ConnectionLost",
        ..Trader::default()
    });
    let console = console(&stage);
    let tab = open(&console);
    let text = tab.shows("agent offline");
    assert!(
        text.contains("stopped") && text.contains("none in recent days"),
        "{text}"
    );
    tab.click("form[data-verb=start] button");
    tab.shows("sent the command c-1");
    let text = tab.shows("last start: ");
    assert!(text.contains("started"), "{text}");
    assert_eq!(stage.invocations(), 1);
    // It is stopped already.
    tab.click("form[data-verb=stop] button");
    tab.until("document.querySelector('#notice').textContent.includes('stopped')");
    assert_eq!(stage.invocations(), 1);
}

#[test]
fn a_stop_in_the_hours_of_the_market_is_asked_for() {
    let stage = stage(Trader {
        open: true,
        ..Trader::default()
    });
    let console = console(&stage);
    let tab = open(&console);
    tab.shows("agent online");
    tab.click("form[data-verb=stop] button");
    tab.until("document.querySelector('dialog').open");
    assert!(tab.text().contains("the market is open"), "{}", tab.text());
    assert_eq!(stage.invocations(), 0);
    tab.press("Escape");
    tab.until("!document.querySelector('dialog').open");
    assert_eq!(stage.invocations(), 0);
    tab.click("form[data-verb=stop] button");
    tab.click("dialog button.danger");
    tab.until("!document.querySelector('dialog').open");
    tab.until("document.querySelector('#notice').textContent.includes('stop')");
    assert_eq!(stage.invocations(), 1);
}

#[test]
fn an_instance_that_has_just_started_has_an_agent_that_is_starting() {
    let stage = stage(Trader {
        silent: 1000,
        before: vec![("start", 1, "START RequestId: a Version: $LATEST")],
        ..Trader::default()
    });
    let console = console(&stage);
    let tab = open(&console);
    let text = tab.shows("agent starting");
    assert!(!text.contains("never seen"), "{text}");
}
