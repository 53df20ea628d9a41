//! A seeded campaign of forged answers: types swapped, members missing or repeated, huge and hostile strings, names
//! of other stacks, truncated bodies. Every call of every trait, and every command, ends with a result or a regular
//! error.
//!
//! `CAMPAIGN=all cargo test --test it hostile::answers` runs all of it; the test command runs a slice.

use crate::cloud::models::everything;
use crate::support::cli::Sandbox;
use crate::support::models::Models;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The number of seeds: for calls, and for commands.
const ALL: (u64, u64) = (24, 12);
const SLICE: (u64, u64) = (4, 1);

/// The longest time after which a command must end.
const PATIENCE: Duration = Duration::from_mins(1);

/// Commands that end, whatever AWS answers: none waits for the end of an operation.
const COMMANDS: [&[&str]; 20] = [
    &["diff"],
    &["status"],
    &["outputs"],
    &["events", "app-infra-base"],
    &["cancel", "app-infra-base", "--yes"],
    &["secrets"],
    &["secrets", "set", "INTRINIO_API_KEY", "--stdin"],
    &["secrets", "copy", "--from", "other"],
    &["notify"],
    &["notify", "test"],
    &["notify", "test", "--watchdog"],
    &["schedule"],
    &["schedule", "pause"],
    &["logs", "portfolio-manager"],
    &["tasks"],
    &["images"],
    &["build", "list"],
    &["policy", "operate", "--simulate"],
    &["instance"],
    &["doctor"],
];

/// Commands that wait for the end of something, which a stranger may never tell.
const WAITING: [&[&str]; 15] = [
    &["deploy", "app-infra-base", "--yes"],
    &["deploy", "--all", "--yes", "--require-approval", "never"],
    &["destroy", "app-infra-base", "--yes", "--delete-data"],
    &["destroy", "--all", "--yes", "--delete-data", "--json"],
    &["diff", "app-infra-base", "--change-set"],
    &["watch", "app-infra-base"],
    &["watch", "app-infra-compute", "--json"],
    &["recover", "app-infra-base", "--yes"],
    &["up", "--yes"],
    &["drift"],
    &["build"],
    &["run", "recommendation-service", "--yes"],
    &["events", "app-infra-base", "--follow"],
    &["logs", "portfolio-manager", "--follow"],
    &["instance", "start"],
];

/// How long a command may wait, and how long it may take to end when it is told to.
const WAIT: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(45));

fn seeds() -> (u64, u64) {
    match std::env::var("CAMPAIGN") {
        Ok(all) if all == "all" => ALL,
        _ => SLICE,
    }
}

fn forged(models: &Models) -> u64 {
    models.seen()["forged"].as_u64().unwrap()
}

#[tokio::test]
async fn every_call_survives_forged_answers() {
    let (seeds, _) = seeds();
    let models = Models::start();
    let mut called = 0;
    for seed in 0..seeds {
        let answers = format!("forged-{seed}");
        let all = everything(&models, &answers);
        let told = tokio::time::timeout(PATIENCE * 5, all).await;
        called += told.unwrap_or_else(|_| panic!("seed {seed} hangs")).len();
    }
    let answers = forged(&models);
    keep_figures("calls", called, answers);
    assert!(answers > 80 * seeds, "{answers} forged answers");
}

#[test]
fn every_command_survives_forged_answers() {
    let (_, seeds) = seeds();
    let models = Models::start();
    for seed in 0..seeds {
        std::thread::scope(|scope| {
            for (nth, command) in COMMANDS.iter().enumerate() {
                let models = &models;
                scope.spawn(move || one(models, &format!("forged-{seed}-{nth}"), command));
            }
        });
    }
    let answers = forged(&models);
    keep_figures(
        "commands",
        COMMANDS.len() * usize::try_from(seeds).unwrap(),
        answers,
    );
    assert!(answers > 20 * seeds, "{answers} forged answers");
}

#[test]
fn every_command_that_waits_ends_or_can_be_ended() {
    let (_, seeds) = seeds();
    let models = Models::start();
    for seed in 0..seeds {
        std::thread::scope(|scope| {
            for (nth, command) in WAITING.iter().enumerate() {
                let models = &models;
                scope.spawn(move || waits(models, &format!("forged-{}-{nth}", 100 + seed), command));
            }
        });
    }
    let answers = forged(&models);
    let tried = WAITING.len() * usize::try_from(seeds).unwrap();
    keep_figures("waits", tried, answers);
    assert!(answers > 20 * seeds, "{answers} forged answers");
}

/// A command that may wait: it ends unaided, or in time after SIGTERM.
fn waits(models: &Models, answers: &str, command: &[&str]) {
    let variables = models.variables(answers);
    let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
    let sandbox = Sandbox::new();
    let mut process = sandbox.command("", command, &variables);
    process.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = process.spawn().unwrap();
    let id = child.id().to_string();
    let (ended, wait) = channel::<()>();
    let guard = std::thread::spawn(move || {
        let lasts = |time| wait.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
        let send = |signal: &str| Command::new("kill").args([signal, &id]).status().unwrap();
        let is_told = lasts(WAIT.0);
        if is_told && send("-TERM").success() && lasts(WAIT.1) {
            send("-KILL");
        }
        is_told
    });
    let output = child.wait_with_output().unwrap();
    drop(ended);
    let is_told = guard.join().unwrap();
    // Who only reads does not listen to signals: the system ends it.
    let code = output.status.code();
    let is_terminated = code == Some(143) || output.status.signal() == Some(15);
    let is_right = matches!(code, Some(0..=5)) || is_told && is_terminated;
    told(&output, is_right, &format!("{answers} {command:?}"));
}

/// One command: it ends in time, unaided, with a documented exit code, and prints no terminal control sequence.
fn one(models: &Models, answers: &str, command: &[&str]) {
    let variables = models.variables(answers);
    let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
    let sandbox = Sandbox::new();
    let mut process = sandbox.command("", command, &variables);
    let begin = Instant::now();
    let output = process.stdin(Stdio::null()).output().unwrap();
    let is_right = matches!(output.status.code(), Some(0..=5));
    told(&output, is_right, &format!("{answers} {command:?}"));
    assert!(
        begin.elapsed() < PATIENCE * 3,
        "{answers} {command:?} took {:?}",
        begin.elapsed()
    );
}

/// What a command that ended said: a code that means something, no panic, nothing that drives a terminal, and why it failed.
fn told(output: &Output, is_right: bool, which: &str) {
    let code = output.status.code();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    let end = said
        .chars()
        .rev()
        .take(2000)
        .collect::<String>()
        .chars()
        .rev()
        .collect::<String>();
    assert!(is_right, "{which}: {code:?}\n{end}");
    assert!(!said.contains("panicked at"), "{which}\n{end}");
    let drives = |char: char| char.is_control() && !matches!(char, '\n' | '\t') || char == '\u{202e}';
    assert!(!said.contains(drives), "{which}\n{end:?}");
    let is_told = matches!(code, None | Some(0 | 143)) || said.contains("error") || said.contains("fix: ");
    assert!(is_told, "{which}: {code:?}\n{end}");
}

/// Writes the numbers to target/forged-WHAT.txt.
fn keep_figures(what: &str, tried: usize, answers: u64) {
    let path = crate::support::files::target().join(format!("forged-{what}.txt"));
    std::fs::write(path, format!("{tried} {what}, {answers} forged answers\n")).unwrap();
}
