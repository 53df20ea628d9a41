//! The output of `--json`: a schema for each command, generated from the types, and compared with the output of the
//! commands.

mod commands;
mod page;

use crate::support::cli::{Run, Sandbox, all_commands};
use crate::support::ministack::Account;
use crate::support::owner;
use crate::support::python::jsonschema;
use crate::support::script::Script;
use crate::support::trader::Trader;
use commands::{COMMANDS, WITHOUT, schemas};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

const JUDGE: &str = "
import json, sys
from jsonschema import Draft202012Validator
given = json.load(sys.stdin)
schema = given['schema']
Draft202012Validator.check_schema(schema)
for command, line, value in given['cases']:
    judge = Draft202012Validator({**schema, '$ref': '#/$defs/' + command})
    for error in judge.iter_errors(value):
        print(f'{line}: {error.json_path}: {error.message}'[:400])
";

/// The values of these commands that violate their schema.
fn faults(cases: &[(String, String, Value)]) -> String {
    let mut judge = Command::new(jsonschema());
    let judge = judge
        .args(["-c", JUDGE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut process = judge.spawn().unwrap();
    let given = json!({"schema": schemas(), "cases": cases});
    process
        .stdin
        .take()
        .unwrap()
        .write_all(given.to_string().as_bytes())
        .unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "the judge failed");
    String::from_utf8(output.stdout).unwrap()
}

/// The values that a run printed, each with its command.
fn values(line: &[&str], run: &Run) -> Vec<(String, String, Value)> {
    let words = line
        .iter()
        .take_while(|word| !word.starts_with('-'))
        .copied()
        .collect::<Vec<_>>();
    let command = (1..=words.len()).rev().map(|count| words[..count].join(" "));
    let mut command = command
        .into_iter()
        .filter(|name| COMMANDS.iter().any(|command| command.name == *name));
    let command = command.next().unwrap_or_else(|| panic!("no schema for {line:?}"));
    let command = if line.contains(&"--watchdog") {
        "notify test --watchdog".to_owned()
    } else {
        command
    };
    let values = serde_json::Deserializer::from_str(&run.stdout).into_iter::<Value>();
    let values = values
        .map(|value| value.unwrap_or_else(|error| panic!("{error}: {run}")))
        .collect::<Vec<_>>();
    assert!(!values.is_empty(), "{run}");
    let is_lines = COMMANDS.iter().any(|one| one.name == command && one.lines);
    assert!(is_lines || values.len() == 1, "one value: {run}");
    assert!(
        !is_lines || run.stdout.lines().count() == values.len(),
        "one a line: {run}"
    );
    values
        .into_iter()
        .map(|value| (command.clone(), line.join(" "), value))
        .collect()
}

#[test]
fn every_command_prints_what_its_schema_says() {
    let mut cases = Vec::new();
    let mut take = |line: &[&str], run: Run| cases.extend(values(line, &run));
    let offline = Sandbox::new();
    offline.write(
        "bad.json",
        r#"{"Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {"DisplyName": "x"}}}}"#,
    );
    for name in ["main.py", "keys.json", "access_token.txt", "requirements.txt"] {
        offline.write(&format!("program/{name}"), "{}");
    }
    for line in OFFLINE {
        let words = line.split(' ').collect::<Vec<_>>();
        take(&words, offline.run(&[&words, &["--json"][..]].concat()));
    }
    let account = Account::new();
    take(&["status"], account.run(&["status", "--json"]));
    take(&["deploy"], account.run(&["deploy", "--all", "--yes", "--json"]));
    for name in ["sa-recommendation-service", "sa-portfolio-manager-service"] {
        crate::operate::run::image(&account, name);
    }
    account.write("keys.env", "INTRINIO_API_KEY=planted-1\n");
    let other = [
        "secrets",
        "set",
        "INTRINIO_API_KEY",
        "--stdin",
        "--namespace",
        "other",
    ];
    account.run_fed(&other, "planted-3").exits(0);
    for line in ONLINE {
        let words = line.split(' ').collect::<Vec<_>>();
        take(&words, account.run(&[&words, &["--json"][..]].concat()));
    }
    let now = jiff::Timestamp::now().as_millisecond();
    crate::operate::run::log(&account, &[(now, "started"), (now, "done")]);
    take(
        &["logs"],
        account.run(&["logs", "recommendation-service", "--json"]),
    );
    take(&["up"], account.run(&["up", "--yes", "--json"]));
    let set = ["secrets", "set", owner::KEY.trim_start_matches("/sa/"), "--stdin"];
    take(
        &set,
        account.run_fed(&[&set[..], &["--json"]].concat(), "planted-2"),
    );
    let destroy = [
        "destroy",
        "--all",
        "--yes",
        "--delete-data",
        "--backup-to",
        "saved",
    ];
    take(&destroy, account.run(&[&destroy[..], &["--json"]].concat()));
    account.run(&["deploy", "--all", "--yes"]).exits(0);
    take(
        &["restore"],
        account.run(&["restore", "saved", "--yes", "--json"]),
    );

    let scripted = |status| Script::at(status).play();
    let busy = Script::at("UPDATE_IN_PROGRESS")
        .then(&["stack UPDATE_COMPLETE"])
        .play();
    for (command, endpoint) in [
        ("watch", busy),
        ("recover", scripted("UPDATE_ROLLBACK_FAILED")),
        (
            "cancel",
            Script::at("UPDATE_IN_PROGRESS")
                .then(&["stack UPDATE_ROLLBACK_COMPLETE"])
                .play(),
        ),
    ] {
        let run = endpoint.run(&[command, "app-infra-base", "--json"]);
        take(&[command], run);
    }
    for line in TRADER {
        let words = line.split(' ').collect::<Vec<_>>();
        let words = [&words[..], &["--json"]].concat();
        take(
            &[&["instance"], &words[..words.len() - 1]].concat(),
            Trader::default().run(&words),
        );
    }
    assert_eq!(faults(&cases), "");
    let shown = cases
        .iter()
        .map(|(command, ..)| command.clone())
        .collect::<BTreeSet<_>>();
    let missing = COMMANDS
        .iter()
        .map(|command| command.name)
        .filter(|name| !shown.contains(*name));
    assert_eq!(missing.collect::<Vec<_>>(), [""; 0]);
}

const OFFLINE: [&str; 17] = [
    "ls",
    "synth",
    "check bad.json",
    "facts",
    "facts AWS::SNS::Topic",
    "diagram",
    "diff --offline .",
    "policy deploy",
    "policy operate app-infra-base",
    "policy commands",
    "config",
    "init --force",
    "new my-infra",
    "docs",
    "docs costs",
    "local",
    "upload program --dry-run",
];

const ONLINE: [&str; 28] = [
    "status",
    "outputs",
    "events app-infra-base",
    "drift",
    "gc --dry-run",
    "diff",
    "watch app-infra-base",
    "secrets import keys.env",
    "secrets",
    "secrets list",
    "secrets show INTRINIO_API_KEY",
    "secrets copy --from other",
    "notify add +15551234567",
    "notify",
    "notify list",
    "notify test",
    "notify test --watchdog",
    "notify remove +15551234567",
    "schedule",
    "schedule list",
    "schedule pause --until 2098-12-01",
    "schedule resume",
    "tasks",
    "images",
    "build",
    "build list",
    "doctor",
    "run recommendation-service --dry-run",
];

const TRADER: [&str; 7] = [
    "status",
    "start",
    "stop --yes",
    "ssh --print",
    "copy :logs . --print",
    "key",
    "upgrade-image --dry-run",
];

#[test]
fn every_command_has_a_schema_or_refuses_json() {
    let sandbox = Sandbox::new();
    for command in all_commands(&sandbox) {
        let name = command.join(" ");
        let is_group = COMMANDS
            .iter()
            .any(|one| one.name.starts_with(&format!("{name} ")));
        let is_known = COMMANDS.iter().any(|one| one.name == name) || WITHOUT.contains(&&*name);
        assert!(
            is_known || is_group,
            "{name} has no schema in tests/it/project/json/commands.rs"
        );
    }
}

#[test]
fn the_page_and_the_schemas_are_those_of_the_types() {
    let schemas = schemas();
    super::generated::holds(
        "doc/json-schema.json",
        &(serde_json::to_string_pretty(&schemas).unwrap() + "\n"),
    );
    super::generated::holds("doc/json.md", &page::page(&schemas));
}
