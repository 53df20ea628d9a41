//! A seeded campaign of forged answers: types swapped, members missing or repeated, huge and hostile strings, names of other
//! stacks, bodies that break off. Every call of every trait, and every command, ends with a result or an error of its own.
//!
//! `CAMPAIGN=all cargo test --test it hostile::answers` runs all of it; the test command runs a slice.

use crate::cloud::models::everything;
use crate::support::cli::Sandbox;
use crate::support::models::Models;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How many seeds there are: for calls, and for commands.
const ALL: (u64, u64) = (24, 12);
const SLICE: (u64, u64) = (4, 1);

/// The longest time after which a command must end.
const PATIENCE: Duration = Duration::from_mins(1);

/// Commands that end, whatever AWS says: none waits for the end of an operation.
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

/// One command: it ends in time, unaided, with a documented exit code, and prints no terminal control sequence.
fn one(models: &Models, answers: &str, command: &[&str]) {
    let variables = models.variables(answers);
    let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
    let sandbox = Sandbox::new();
    let mut process = sandbox.command("", command, &variables);
    let begin = Instant::now();
    let output = process.stdin(Stdio::null()).output().unwrap();
    let code = output.status.code();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    let end = said
        .chars()
        .rev()
        .take(2000)
        .collect::<String>()
        .chars()
        .rev()
        .collect::<String>();
    assert!(
        matches!(code, Some(0..=5)),
        "{answers} {command:?}: {code:?}\n{end}"
    );
    assert!(!said.contains("panicked at"), "{answers} {command:?}\n{end}");
    let drives = |char: char| char.is_control() && !matches!(char, '\n' | '\t') || char == '\u{202e}';
    assert!(!said.contains(drives), "{answers} {command:?}\n{end:?}");
    let is_told = code == Some(0) || said.contains("error") || said.contains("fix: ");
    assert!(is_told, "{answers} {command:?}: {code:?}\n{end}");
    assert!(
        begin.elapsed() < PATIENCE * 3,
        "{answers} {command:?} took {:?}",
        begin.elapsed()
    );
}

/// How much was tried, in target/forged-WHAT.txt.
fn keep_figures(what: &str, tried: usize, answers: u64) {
    let path = crate::support::files::target().join(format!("forged-{what}.txt"));
    std::fs::write(path, format!("{tried} {what}, {answers} forged answers\n")).unwrap();
}
