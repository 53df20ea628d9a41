//! On a terminal: the block is painted and finally removed, questions are answered, and Ctrl-C asks what to do.

use crate::support::script::{Script, TOPIC};
use crate::support::terminal::Session;

const DEPLOY: &[&str] = &["deploy", "app-infra-base", "--require-approval", "never"];
const CTRL_C: &str = "\x03";

/// An update that stays in progress until another operation starts, and is then rolled back.
fn endless() -> Script {
    let topic = [TOPIC, " UPDATE_IN_PROGRESS"].concat().leak();
    let undone = [
        "|",
        "stack UPDATE_ROLLBACK_IN_PROGRESS",
        "stack UPDATE_ROLLBACK_COMPLETE",
    ];
    let begins = ["stack UPDATE_IN_PROGRESS", topic];
    Script::at("CREATE_COMPLETE").then(&begins).then(&undone)
}

fn play(script: Script, arguments: &[&str], steps: &[(&str, &str)]) -> Session {
    Session::run(&script.play(), arguments, steps)
}

#[test]
fn the_block_is_painted_and_gone_at_the_end() {
    let script = Script::at("CREATE_COMPLETE").updates();
    let session = play(script, DEPLOY, &[]).ends(0, &["(0/1)", "····", "updated"]);
    let (_, end) = session.text.rsplit_once("\x1b[J").unwrap();
    assert!(!end.contains("UPDATE_IN_PROGRESS"), "{end:?}");
    assert!(!session.text.contains("\x1b[?25l"), "the cursor stays as it is");
}

#[test]
fn a_question_is_answered() {
    let ask = ["deploy", "app-infra-base", "--require-approval", "any-change"];
    let script = || Script::at("CREATE_COMPLETE").updates();
    play(script(), &ask, &[("[y/N] ", "n\r")]).ends(4, &["declined"]);
    play(script(), &ask, &[("[y/N] ", "y\r")]).ends(0, &["updated"]);
    play(Script::at("UPDATE_ROLLBACK_FAILED"), &ask, &[]).ends(5, &["recover"]);
}

#[test]
fn who_interrupts_may_leave_it() {
    let steps = [("UPDATE_IN_PROGRESS", CTRL_C), ("[W/d/u] ", "d\r")];
    let back = "`sa-infra watch app-infra-base`";
    play(endless(), DEPLOY, &steps).ends(
        130,
        &[
            "no further stacks are started",
            "the operation continues in AWS",
            back,
        ],
    );
}

#[test]
fn who_interrupts_may_undo_it() {
    let steps = [
        ("UPDATE_IN_PROGRESS", CTRL_C),
        ("[W/d/u] ", "x\r"),
        ("[W/d/u] ", "u\r"),
    ];
    play(endless(), DEPLOY, &steps).ends(130, &["interrupted and rolled back"]);
}

#[test]
fn who_interrupts_may_see_it_through() {
    let script = Script::at("CREATE_COMPLETE").then(&["stack UPDATE_IN_PROGRESS"; 4]);
    let script = script.then(&["stack UPDATE_COMPLETE"]);
    let steps = [("(0/1)", CTRL_C), ("[W/d/u] ", "\r")];
    play(script, DEPLOY, &steps).ends(0, &["updated"]);
}

#[test]
fn who_interrupts_again_leaves_at_once() {
    let steps = [("UPDATE_IN_PROGRESS", CTRL_C), ("[W/d/u] ", CTRL_C)];
    let session = play(endless(), DEPLOY, &steps).ends(130, &["`sa-infra watch app-infra-base`"]);
    let (_, end) = session.text.rsplit_once("\x1b[J").unwrap();
    assert!(!end.contains("UPDATE_IN_PROGRESS"), "{end:?}");
}
