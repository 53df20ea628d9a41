//! Bad input, for every command: one line with the problem and the place, one with the fix, and the right exit code.

use crate::support::cli::{Run, Sandbox};
use crate::support::source::sources;
use std::ffi::OsString;
use std::fs;
use std::process::Stdio;
use std::thread;

/// No process listens on port 1, and no service checks these credentials.
const NOBODY: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "test"),
    ("AWS_SECRET_ACCESS_KEY", "test"),
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
];

/// Invalid command lines; `LONG` stands for a name of 300 characters, `BYTES` for one that is not UTF-8.
const LINES: &str = include_str!("bad_input/lines.txt");

/// Splits a line as a shell would.
fn words(line: &str) -> Vec<OsString> {
    let word = |word: &str| match word {
        "LONG" => "x".repeat(300).into(),
        "EMPTY" => OsString::new(),
        #[cfg(unix)]
        "BYTES" => std::os::unix::ffi::OsStringExt::from_vec(b"caf\xe9".to_vec()),
        word => word.into(),
    };
    line.split(' ').map(word).collect()
}

/// A directory in which every file is in the wrong place.
fn mess() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("file", "text\n");
    sandbox.write("directory/app-infra-base.template.json/file", "");
    sandbox.write("yaml/app-infra-base.template.json", "Resources:\n  Topic:\n");
    sandbox.write("wrong.toml", "namespace = 3\n[stock]\n");
    fs::write(sandbox.path().join("latin1"), b"caf\xe9").unwrap();
    sandbox
}

/// Checks that the output has the form of all errors.
#[track_caller]
fn helps(run: &Run) {
    let said = run.stdout.lines().chain(run.stderr.lines()).collect::<Vec<_>>();
    let errors = said.iter().filter(|line| line.starts_with("error: "));
    let fixes = said.iter().filter(|line| line.starts_with("  fix: "));
    let (errors, fixes) = (errors.collect::<Vec<_>>(), fixes.collect::<Vec<_>>());
    assert!(!errors.is_empty() && errors.len() == fixes.len(), "{run}");
    for line in errors.iter().chain(&fixes) {
        assert!(!line.ends_with('.'), "a sentence, not a fragment: {run}");
        assert!(
            !line.contains("os error") && !line.contains("Error {"),
            "our insides: {run}"
        );
    }
    assert!(!run.stderr.contains("stack backtrace"), "{run}");
}

#[test]
fn every_bad_line_is_answered_with_what_is_wrong_and_what_to_do() {
    let sandbox = mess();
    let variables = [&NOBODY[..], &[("RUST_BACKTRACE", "1")]].concat();
    let answer = |line: &str| {
        let (code, line) = line.split_once(' ').unwrap();
        let run = sandbox.run_in("", &words(line), &variables);
        assert_eq!(run.code.to_string(), code, "{run}");
        helps(&run);
        format!("$ sa-infra {line}\n{}{}\n", run.stdout, run.stderr)
    };
    let lines = LINES.lines().collect::<Vec<_>>();
    // Each call without an answer is retried for a while, so all of them run at once.
    let answers = thread::scope(|scope| {
        let answering = lines.iter().map(|line| scope.spawn(|| answer(line)));
        let answering = answering.collect::<Vec<_>>();
        let answers = answering.into_iter().map(|answer| answer.join().unwrap());
        answers.collect::<String>()
    });
    insta::assert_snapshot!(answers.replace(&"x".repeat(300), "LONG"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let sandbox = Sandbox::new();
    for line in [
        "synth simple-trader --stdout",
        "docs commands",
        "man",
        "ls",
        "init --json",
    ] {
        let mut command = sandbox.command("", &words(line), &[]);
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(process.stdout.take());
        let output = process.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.is_empty(),
            "{line}: {}: {said}",
            output.status
        );
    }
}

/// Files in which `{:?}` does not produce text for people.
const NO_TEXT: [&str; 5] = [
    // What a digest is made of.
    "src/console/panel.rs",
    // Keys of comparisons.
    "src/diff/network/rule.rs",
    "src/diff/access.rs",
    // TOML's own syntax of strings.
    "src/deploy/deployment/keeping.rs",
    // Required by serde's trait; the message is chosen from its parts.
    "src/settings/fault.rs",
];

#[test]
fn nothing_is_shown_as_the_debugger_shows_it() {
    let found = ["src", "stacks"].into_iter().flat_map(sources);
    let found = found.filter(|source| !NO_TEXT.contains(&&*source.path));
    let texts = found.flat_map(|source| {
        let shown = |text: &str| text.starts_with('"') && (text.contains(":?}") || text.contains(":#?}"));
        let tokens = source.tokens().iter().filter(|token| !token.in_test);
        tokens
            .filter(move |token| shown(&token.text))
            .map(|token| source.place(token))
    });
    let faults = texts.collect::<Vec<_>>();
    assert!(faults.is_empty(), "say it in words:\n{}", faults.join("\n"));
}

#[test]
fn a_number_that_is_none_or_too_large_has_a_fix() {
    for (port, fix) in [
        ("notaport", "pass a whole number"),
        ("70000", "pass a number from 0 to 65535"),
    ] {
        let run = Sandbox::new().run(&["console", "--port", port]).exits(2);
        assert!(run.stderr.contains(&format!("fix: {fix}")), "{run}");
    }
}
