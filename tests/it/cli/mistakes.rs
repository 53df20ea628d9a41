//! Common mistakes with the operating commands, each with its message.

use crate::support::cli::{Run, Sandbox};
use crate::support::message;
use crate::support::ministack::Account;

const SERVICE: &str = "portfolio-manager";

/// Every command that calls AWS first.
const COMMANDS: [&[&str]; 13] = [
    &["secrets"],
    &["secrets", "set", "INTRINIO_API_KEY", "--stdin"],
    &["notify"],
    &["notify", "add", "jo@example.com"],
    &["notify", "test", "--watchdog"],
    &["schedule"],
    &["schedule", "pause"],
    &["logs", SERVICE],
    &["tasks"],
    &["images"],
    &["run", SERVICE],
    &["build"],
    &["build", "list"],
];

/// The message for a typo, which must be helpful.
#[track_caller]
fn said(run: Run, code: i32) -> String {
    let run = run.exits(code);
    message::helps(&run.stderr);
    run.to_string()
}

#[test]
fn without_credentials_every_command_says_how_to_get_some() {
    let sandbox = Sandbox::new();
    let all = COMMANDS.iter().map(|command| {
        let run = sandbox.run_fed("", command, &[("AWS_REGION", "us-east-1")], "planted");
        let text = said(run, 1);
        text.split_once("[stderr]\n").unwrap().1.to_owned()
    });
    let mut all = all.collect::<Vec<_>>();
    all.dedup();
    insta::assert_snapshot!("no_credentials", all.concat());
}

#[test]
fn in_the_wrong_region_every_command_says_where_it_looked() {
    let account = Account::new();
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    let mut all = String::new();
    for command in COMMANDS {
        // A SecureString may be set before its stack exists, in whatever region; and a missing repository has no
        // images.
        if command[0] == "images" || command[0] == "secrets" {
            continue;
        }
        let elsewhere = [command, &["--region", "eu-west-1"]].concat();
        all += &said(account.run(&elsewhere), 1);
    }
    all += &said(account.run(&["tasks", "--region", "us-east-9"]), 1);
    insta::assert_snapshot!("wrong_region", all);
}

#[test]
fn a_typo_is_said_before_aws_is_asked() {
    // Without credentials and endpoint, commands that call AWS fail with 1.
    let sandbox = Sandbox::new();
    let mut all = String::new();
    for slip in [
        &["run", "portfolio-manger"][..],
        &["logs", "recomendation-service"],
        &["logs", SERVICE, "--since", "soon"],
        &["tasks", "nothing-like-it"],
        &["images", "portfolio_manager"],
        &["build", "portfolio-manger"],
        &["build", "list", "portfolio-manger"],
        &["schedule", "pause", "portfolio-manger"],
        &["notify", "add", "jo at example.com"],
        &["notify", "add", "12345"],
        &["notify", "--stack", "app-infra-compute"],
        &["secrets", "set", "INTRINIO_API_KEI", "--stdin"],
        &["secrets", "set", "INTRINIO_API_KEY", "planted-key"],
        &["secrets", "set", "INTRINIO_API_KEY"],
    ] {
        all += &said(sandbox.run(slip), 2);
    }
    all += &said(sandbox.run(&["schedule", "--namespace", "No Name"]), 1);
    assert!(
        !all.replace("INTRINIO_API_KEY planted-key", "")
            .contains("planted"),
        "{all}"
    );
    insta::assert_snapshot!("slips", all);
}

#[test]
fn a_value_that_is_none_and_one_with_a_line_end() {
    let account = Account::new();
    let set = ["secrets", "set", "INTRINIO_API_KEY", "--stdin"];
    let mut all = String::new();
    for value in ["", "\n", "  \r\n"] {
        all += &said(account.run_fed(&set, value), 2);
    }
    for value in ["planted-key\r\n", "planted-key", "planted-key\n\n"] {
        let run = account.run_fed(&set, value).exits(0);
        assert!(!run.to_string().contains("planted"), "{run}");
        all += &run.to_string();
    }
    insta::assert_snapshot!("values", all);
}
