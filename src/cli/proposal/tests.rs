//! Suggested commands get their flags, and every command in every message is valid.

use super::{CARRIED, Carrying, Flags};
use crate::cli::{Arguments, help};
use clap::{FromArgMatches as _, Parser as _};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// The output for a message, for a program with this command line.
fn said(line: &str, message: &str) -> String {
    let words = ["sa-infra"].into_iter().chain(line.split(' '));
    let matches = help::program(help::WIDEST).try_get_matches_from(words).unwrap();
    let json = Arguments::from_arg_matches(&matches).unwrap().global.json;
    let mut written = Vec::new();
    let mut stream = Carrying::new(&mut written, &Flags::of(&matches), json);
    // As `write!` does it: in pieces.
    for byte in message.bytes() {
        stream.write_all(&[byte]).unwrap();
    }
    stream.flush().unwrap();
    drop(stream);
    String::from_utf8(written).unwrap()
}

#[test]
fn a_proposed_command_carries_the_flags_that_led_to_it() {
    for (line, message, expected) in [
        (
            "doctor --local",
            "see `sa-infra status`",
            "see `sa-infra status --local`",
        ),
        ("status", "`sa-infra deploy x`", "`sa-infra deploy x`"),
        (
            "status --region eu-west-1 --profile=me --namespace test --config a/b.toml",
            "`sa-infra watch x` comes back",
            "`sa-infra watch x --config a/b.toml --namespace test --region eu-west-1 --profile me` comes back",
        ),
        (
            "diff --endpoint-url http://127.0.0.1:4566",
            "`sa-infra instance ssh -- tail -f x`",
            "`sa-infra instance ssh --endpoint-url http://127.0.0.1:4566 -- tail -f x`",
        ),
        (
            "status --local",
            "`sa-infra local stop`, `sa-infra docs`",
            "`sa-infra local stop`, `sa-infra docs`",
        ),
        (
            "status --region eu-west-1",
            "`sa-infra ls`",
            "`sa-infra ls --region eu-west-1`",
        ),
        ("status --local", "`sa-infra ls`", "`sa-infra ls`"),
        (
            "status --profile me",
            "`aws sso login`",
            "`aws sso login --profile me`",
        ),
        ("status --region eu-west-1", "`aws sso login`", "`aws sso login`"),
        (
            "status --local",
            "`sa-infra up --local` or `--local`",
            "`sa-infra up --local` or `--local`",
        ),
        (
            "status --local",
            "see `sa-infra deploy --help`",
            "see `sa-infra deploy --help`",
        ),
        (
            "status --local",
            "`memory`, a lone ` and `sa-infra",
            "`memory`, a lone ` and `sa-infra",
        ),
        (
            "status --local",
            "an open `sa-infra deploy\nx`",
            "an open `sa-infra deploy\nx`",
        ),
    ] {
        assert_eq!(said(line, message), expected, "{line}");
    }
}

#[test]
fn values_are_quoted_for_shells_and_for_json() {
    let profile = |json: &str| {
        let flags = Flags::default();
        flags.choose("profile", r#"Jo's "own" \ name"#);
        let mut written = Vec::new();
        let mut stream = Carrying::new(&mut written, &flags, !json.is_empty());
        stream.write_all(b"\"`sa-infra status`\"").unwrap();
        stream.flush().unwrap();
        drop(stream);
        String::from_utf8(written).unwrap()
    };
    let shell = r#"`sa-infra status --profile 'Jo'\''s "own" \ name'`"#;
    assert_eq!(profile(""), format!("\"{shell}\""));
    assert_eq!(serde_json::from_str::<String>(&profile("json")).unwrap(), shell);
}

#[test]
fn what_is_chosen_on_the_way_is_carried_too() {
    let flags = Flags::default();
    flags.choose("region", "eu-west-1");
    flags.choose("namespace", "one");
    flags.choose("namespace", "two");
    assert_eq!(
        flags.complete("sa-infra status"),
        "sa-infra status --namespace two --region eu-west-1"
    );
}

/// Every command that a string in the source proposes, with its place; `{}` stands for a word.
fn proposals(directory: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            proposals(&path, found);
            continue;
        }
        if path.ends_with("tests.rs")
            || path.ends_with("cli/proposal.rs")
            || path.ends_with("cli/proposal/found.rs")
            || path.extension().is_none_or(|ending| ending != "rs")
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n");
        for (at, _) in code.match_indices("`sa-infra ") {
            let place = format!("{}: {}", path.display(), code[at..].lines().next().unwrap());
            let end = code[at + 1..]
                .find('`')
                .unwrap_or_else(|| panic!("never ends: {place}"));
            let command = code[at + 1..at + 1 + end].replace("\\\n", "");
            assert!(!command.contains('"'), "a command in two texts: {place}");
            found.push((command, place));
        }
    }
}

/// The command with a word for each `{...}`.
fn filled(command: &str) -> Vec<String> {
    let mut words = String::new();
    let mut depth = 0;
    // A placeholder that only some words can replace.
    let command = command
        .replace("{purpose}", "deploy")
        .replace("instance {verb}", "instance start");
    for char in command.chars() {
        match char {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                words.push('x');
            }
            char if depth == 0 => words.push(char),
            _ => {}
        }
    }
    words.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn every_command_in_every_message_is_one_and_takes_the_flags() {
    let mut all = Vec::new();
    proposals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    assert!(all.len() > 80, "only {} were found", all.len());
    let flags = [
        "status --local",
        "status --profile p --region r --namespace n --config c --endpoint-url http://e",
    ];
    let mut wrong = Vec::new();
    for (command, place) in all {
        let words = filled(&command);
        for line in flags {
            let carried = said(line, &format!("`{}`", words.join(" ")));
            let carried = carried.trim_matches('`').split(' ').collect::<Vec<_>>();
            if words
                .iter()
                .any(|word| ["--help", "{command}"].contains(&&**word))
            {
                continue;
            }
            if let Err(error) = Arguments::try_parse_from(&carried) {
                wrong.push(format!("{place}\n{error}"));
            }
            let takes = super::taken(&words_of(&words));
            for name in CARRIED
                .into_iter()
                .filter(|name| takes.contains(name) && line.contains(&format!("--{name}")))
            {
                assert!(carried.contains(&&*format!("--{name}")), "{place}: {carried:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn words_of(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}
