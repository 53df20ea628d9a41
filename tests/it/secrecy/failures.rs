//! A planted secret in every failure: crashed connections, expired credentials, answers that repeat the request; and
//! in what other users of the machine can see of a process.

use crate::support::cli::Sandbox;
use crate::support::endpoint::{Answer, Endpoint};
use crate::support::message;
use crate::support::ministack::Account;
use crate::support::proxy::{Halt, Proxy};
use std::fs;
use std::process::{Command, Stdio};
use std::thread;

/// The prefix of every planted value, also of the endpoint's credentials.
const PLANTED: &str = "planted-secret";
const VALUE: &str = "planted-secret-value-7e1f";
const SERVICE: &str = "portfolio-manager";

/// Every command that calls AWS, with planted values in a file and on its standard input.
const COMMANDS: [&[&str]; 27] = [
    &["diff"],
    &["deploy", "--all", "--yes"],
    &["destroy", "--all", "--yes", "--delete-data"],
    &["status"],
    &["outputs"],
    &["events", "app-infra-base"],
    &["drift"],
    &["watch", "app-infra-base"],
    &["cancel", "app-infra-base", "--yes"],
    &["recover", "app-infra-base", "--yes"],
    &["secrets", "--json"],
    &["secrets", "set", "INTRINIO_API_KEY", "--stdin"],
    &["secrets", "import", "keys.env"],
    &["secrets", "copy", "--from", "other"],
    &["notify", "test"],
    &["notify", "add", "owner@example.com"],
    &["schedule"],
    &["schedule", "pause"],
    &["logs", SERVICE],
    &["tasks"],
    &["images"],
    &["run", SERVICE, "--yes"],
    &["build"],
    &["policy", "operate", "--simulate"],
    &["up", "--yes"],
    &["instance"],
    &["instance", "key"],
];

/// Runs all of them in parallel; each fails, and no output contains a planted value.
fn fail(endpoint: &Endpoint) -> Vec<String> {
    let variables = endpoint.variables();
    let mut variables = variables
        .each_ref()
        .map(|(name, value)| (*name, &**value))
        .to_vec();
    variables.extend([
        ("RUST_BACKTRACE", "full"),
        ("RUST_LOG", "trace"),
        ("AWS_SESSION_TOKEN", "planted-secret-token"),
    ]);
    let run = |command: &[&str]| {
        let sandbox = Sandbox::new();
        sandbox.write(
            "keys.env",
            &format!("INTRINIO_API_KEY={VALUE}\nTDAMERITRADE_CLIENT_ID='{VALUE}'\n"),
        );
        let run = sandbox.run_fed("", command, &variables, VALUE);
        assert!(run.code != 0 && !run.to_string().contains(PLANTED), "{run}");
        message::helps(&run.stderr);
        run.to_string()
    };
    thread::scope(|scope| {
        let runs = COMMANDS.map(|command| scope.spawn(move || run(command)));
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

#[test]
fn a_connection_that_breaks_off_tells_nothing() {
    let all = fail(&Endpoint::new(|_, _| Answer::Dropped));
    assert!(
        all.iter().all(|run| run.contains("AWS cannot be reached")),
        "{all:?}"
    );
}

#[test]
fn expired_credentials_tell_nothing() {
    let expired = "The security token included in the request is expired";
    let all = fail(&Endpoint::new(move |_, _| {
        Answer::Error(403, "ExpiredToken", expired)
    }));
    assert!(all.iter().all(|run| run.contains("expired")), "{all:?}");
}

#[test]
fn an_answer_that_is_none_tells_nothing() {
    fail(&Endpoint::new(|_, _| Answer::Body(format!("<html>{VALUE}"))));
}

#[test]
fn an_answer_that_repeats_the_value_is_not_repeated() {
    let account = Account::new();
    let repeats = format!(
        r#"{{"__type": "ValidationException", "message": "Value '{VALUE}' at 'value' is not good"}}"#
    );
    let proxy = Proxy::answering(&account, move |asked| {
        (asked.call == "PutParameter").then(|| (400, repeats.clone()))
    });
    let set = ["secrets", "set", "INTRINIO_API_KEY", "--file", "key"];
    account.write("key", VALUE);
    let run = proxy.run(&account, &set).exits(1);
    assert!(
        run.stderr.contains("ssm:PutParameter") && !run.to_string().contains(PLANTED),
        "{run}"
    );
}

/// What other users of this machine can see of a process and its children.
fn seen(process: u32) -> String {
    let read =
        |process: u32, file: &str| fs::read_to_string(format!("/proc/{process}/{file}")).unwrap_or_default();
    let children = read(process, &format!("task/{process}/children"));
    let children = children
        .split_whitespace()
        .map(|child| seen(child.parse().unwrap()));
    read(process, "cmdline") + &read(process, "comm") + &children.collect::<String>()
}

#[test]
fn no_one_on_the_machine_sees_a_value_in_a_process() {
    let account = Account::new();
    account.write("keys.env", &format!("INTRINIO_API_KEY={VALUE}\n"));
    account.write("key", VALUE);
    for arguments in [
        &["secrets", "import", "keys.env"][..],
        &["secrets", "set", "INTRINIO_API_KEY", "--file", "key"],
    ] {
        let halt = Halt {
            action: "PutParameter",
            after: 0,
            heard: false,
        };
        let proxy = Proxy::halting(&account, halt);
        let mut command: Command = account.command_at(&proxy.url(), arguments);
        let mut child = command.stdin(Stdio::null()).spawn().unwrap();
        proxy.wait(&mut child);
        let seen = seen(child.id());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(seen.contains("secrets") && !seen.contains(PLANTED), "{seen}");
    }
}
