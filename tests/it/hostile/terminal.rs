//! Strings from AWS, file names, templates and log lines that would control a terminal are displayed, and never
//! interpreted.

use crate::support::cli::{Run, Sandbox};
use crate::support::models::Models;
use crate::support::source::all_sources;
use crate::support::terminal::Session;
use std::thread;

/// The displayed form of a sequence that sets the title of the window.
const SHOWN: &str = "\\u001b]0;pwned\\u0007";

/// Every command that prints AWS's answers.
const COMMANDS: [&[&str]; 33] = [
    &["diff"],
    &["deploy", "--all", "--yes"],
    &["deploy", "app-infra-base", "--dry-run"],
    &["destroy", "--all", "--yes", "--delete-data"],
    &["status"],
    &["outputs"],
    &["events", "app-infra-base"],
    &["events", "app-infra-compute", "--all"],
    &["drift"],
    &["watch", "app-infra-base"],
    &["cancel", "app-infra-base", "--yes"],
    &["recover", "app-infra-base", "--yes"],
    &["secrets"],
    &["secrets", "copy", "--from", "other"],
    &["secrets", "set", "INTRINIO_API_KEY", "--stdin"],
    &["notify"],
    &["notify", "test"],
    &["notify", "add", "owner@example.com"],
    &["schedule"],
    &["schedule", "pause"],
    &["logs", "portfolio-manager"],
    &["logs", "portfolio-manager", "--keep-colors"],
    &["logs", "portfolio-manager", "--build"],
    &["tasks"],
    &["images"],
    &["run", "portfolio-manager", "--yes"],
    &["build", "portfolio-manager"],
    &["build", "list"],
    &["policy", "operate", "--simulate"],
    &["instance"],
    &["instance", "key"],
    &["doctor"],
    &["up", "--yes"],
];

/// Whether a terminal interprets the character, or displays the following text differently.
fn drives(char: char) -> bool {
    let is_control = char.is_control() && !matches!(char, '\n' | '\t');
    is_control || matches!(char, '\u{200b}' | '\u{202e}' | '\u{2066}' | '\u{e0041}')
}

fn harmless(run: &Run) {
    let said = [
        &*run.stdout,
        &run.stderr,
        run.account.as_deref().unwrap_or_default(),
    ];
    assert!(!said.concat().contains(drives), "{run:?}");
}

fn run(models: &Models, arguments: &[&str]) -> Run {
    let variables = models.variables("hostile");
    let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
    Sandbox::new().run_fed("", arguments, &variables, "x")
}

#[test]
fn no_string_of_aws_drives_a_file_or_a_pipe() {
    let models = Models::start();
    thread::scope(|scope| {
        for command in COMMANDS {
            let models = &models;
            scope.spawn(move || {
                let text = run(models, command);
                harmless(&text);
                let said = text.to_string() + text.account.as_deref().unwrap_or_default();
                assert!(said.contains(SHOWN), "the strings are shown: {text}");
                let json = run(models, &[command, &["--json"]].concat());
                harmless(&json);
                assert_eq!(json.code, text.code, "{json}");
            });
        }
    });
    let json = run(&models, &["outputs", "--json"]).exits(0);
    let outputs = serde_json::from_str::<serde_json::Value>(&json.stdout).unwrap();
    let value = outputs[0]["outputs"][0]["value"].as_str().unwrap();
    assert!(
        value.contains("\u{1b}]0;pwned\u{7}") && value.contains('\u{202e}'),
        "JSON keeps the string: {value:?}"
    );
}

/// The output for a terminal, without the sequences that this program writes: colors, and the cursor of the progress
/// display.
fn foreign(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap().to_owned();
    let rest = pieces.map(|piece| {
        let sequence = piece.strip_prefix('[').unwrap_or_else(|| panic!("{piece:?}"));
        let (parameters, rest) = sequence.split_at(sequence.find(|char: char| char.is_alphabetic()).unwrap());
        assert!(
            parameters
                .chars()
                .all(|char| char.is_ascii_digit() || char == ';'),
            "{piece:?}"
        );
        let is_ours = rest.starts_with(['m', 'A', 'K']) || parameters.is_empty() && rest.starts_with('J');
        assert!(is_ours, "{piece:?}");
        rest[1..].to_owned()
    });
    let rest = rest.collect::<String>();
    (first + &rest).replace("\r\n", "\n")
}

#[test]
fn no_string_of_aws_drives_a_terminal() {
    let models = Models::start();
    let commands = [
        &["status"][..],
        &["events", "app-infra-base"],
        &["logs", "portfolio-manager"],
        &["deploy", "app-infra-base"],
    ];
    thread::scope(|scope| {
        for command in commands {
            let models = &models;
            scope.spawn(move || {
                let variables = models.variables("hostile");
                let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
                let sandbox = Sandbox::new();
                let session = Session::at(sandbox.command("", command, &variables), &[]);
                let text = foreign(&session.text);
                assert!(text.contains(SHOWN) && !text.contains(drives), "{text:?}");
            });
        }
    });
}

#[test]
fn log_lines_keep_their_colors_when_asked() {
    let models = Models::start();
    let variables = models.variables("hostile");
    let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
    let sandbox = Sandbox::new();
    for (flags, colored) in [(&[][..], false), (&["--keep-colors"], true)] {
        let arguments = [&["logs", "portfolio-manager"], flags].concat();
        let session = Session::at(sandbox.command("", &arguments, &variables), &[]).ends(0, &[SHOWN]);
        assert_eq!(session.text.contains("\u{1b}[31m"), colored, "{:?}", session.text);
    }
}

#[test]
fn no_file_name_and_no_template_drives_anything() {
    let sandbox = Sandbox::with_config("[simple_trader]\n");
    let name = "a\u{1b}]0;pwned\u{7}\r\u{9b}2J\u{202e}gnp.py";
    for file in [
        "src/setup/setup.py",
        "keys.json",
        "access_token.txt",
        "requirements.txt",
        name,
        "b\u{1b}[2J.env",
    ] {
        sandbox.write(&format!("trader/{file}"), "{}\n");
    }
    sandbox.write(
        &format!("{name}.yaml"),
        "Resources:\n  \"T\u{202e}\u{85}\":\n    Type: \"AWS::SNS::Topic\u{202e}\"\n    Bad\u{202e}: 1\n",
    );
    let check = format!("{name}.yaml");
    for command in [
        &["upload", "trader", "--dry-run", "--list"][..],
        &["check", &check],
        &["check", &check, "--format", "github"],
        &["check", &check, "--format", "junit"],
        &["check", &check, "--format", "sarif"],
        &["deploy", name],
        &["config", "--config", name],
        &["--config", name, "synth"],
        &[name],
    ] {
        let run = sandbox.run(command);
        harmless(&run);
        assert!([&*run.stdout, &run.stderr].concat().contains("202e"), "{run}");
    }
}

#[test]
fn only_the_output_knows_escape_sequences() {
    let knows = [
        "src/view/output.rs",
        "src/view/output/wrapped.rs",
        "src/view/style.rs",
        "src/view/style/window.rs",
        "src/cli/help.rs",
    ];
    for source in
        all_sources().filter(|source| source.path.starts_with("src/") || source.path.starts_with("stacks/"))
    {
        let tokens = source.tokens().iter().filter(|token| !token.in_test);
        let escapes = |text: &str| {
            let is_sequence = text.starts_with('"') && (text.contains("\\x1b") || text.contains("\\u{1b}"));
            is_sequence || text == "anstream" || text == "StripStream" || text == "AutoStream"
        };
        let found = tokens.into_iter().find(|token| escapes(&token.text));
        let is_known = knows.contains(&&*source.path);
        assert!(
            found.is_none() || is_known,
            "{}: use view::style and view::output",
            source.place(found.unwrap())
        );
    }
}
