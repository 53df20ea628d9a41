//! The commands end to end: what they print, where, and the code they exit with.

use crate::support::cli::{Run, Sandbox, all_commands, commands};
use crate::support::{files, message};
use serde_json::Value;

const BASE: &str = "templates/app-infra-base.template.json";

/// The parts that stay the same when a stack grows.
fn numberless(run: &Run) -> String {
    let text = run.to_string();
    let parts = text.split(|sign: char| sign.is_ascii_digit());
    let parts = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>();
    parts.join("#")
}

#[test]
fn every_help_has_a_purpose_in_one_line_examples_and_no_wall_of_text() {
    let sandbox = Sandbox::new();
    for words in all_commands(&sandbox) {
        let (help, command) = (help_of(&sandbox, &words), words.join(" "));
        let (about, rest) = help.split_once("\n\n").unwrap();
        assert!(
            about.lines().count() == 1 && about.len() <= 85,
            "{command}: {about}"
        );
        let (text, flags) = rest.split_once("Usage: ").unwrap_or(("", rest));
        assert!(text.lines().count() <= 6, "{command}: {text}");
        assert!(flags.contains("\nGlobal options:\n"), "{command}: {help}");
        let examples = help.split("\nExamples:\n").nth(1).unwrap_or_default();
        let own = format!("  sa-infra {command}");
        let examples = examples.lines().filter(|line| line.starts_with(&own)).count();
        assert!((2..=3).contains(&examples), "{help}");
        assert!(
            help.lines().all(|line| line.chars().count() <= 100),
            "{command}: {help}"
        );
    }
}

fn help_of(sandbox: &Sandbox, words: &[String]) -> String {
    let words = words.iter().map(|word| &**word).chain(["--help"]);
    sandbox.run(&words.collect::<Vec<_>>()).exits(0).stdout
}

#[test]
fn every_help_fits_a_narrow_terminal() {
    let sandbox = Sandbox::new();
    for command in std::iter::once(String::new()).chain(commands(&sandbox)) {
        let words = [&*command, "--help"];
        let words = words
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>();
        let help = sandbox.run_in("", &words, &[("COLUMNS", "40")]).exits(0).stdout;
        let (text, _examples) = help.split_once("\nExamples:\n").unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("Usage: "));
        let long = lines.filter(|line| line.chars().count() > 40).collect::<Vec<_>>();
        assert!(long.is_empty(), "{command}: {long:?}");
    }
}

#[test]
fn every_help_reads_well() {
    let sandbox = Sandbox::new();
    for command in std::iter::once(String::new()).chain(commands(&sandbox)) {
        let arguments = [&*command, "--help"];
        let arguments = arguments
            .into_iter()
            .filter(|argument| !argument.is_empty())
            .collect::<Vec<_>>();
        let run = sandbox.run(&arguments).exits(0);
        insta::assert_snapshot!(format!("help_{command}").trim_end_matches('_'), run.to_string());
    }
}

#[test]
fn ls_lists_the_stacks() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("ls", sandbox.run(&["ls"]).to_string());
    insta::assert_snapshot!("ls_long", numberless(&sandbox.run(&["list", "--long"])));
    insta::assert_snapshot!("ls_json", numberless(&sandbox.run(&["ls", "--json"])));
}

#[test]
fn synth_writes_what_changed_and_says_so() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("synth_first", numberless(&sandbox.run(&["synth"])));
    sandbox.write(BASE, "{}");
    sandbox.write("templates/app-infra-gone.template.json", "{}");
    insta::assert_snapshot!(
        "synth_stale",
        numberless(&sandbox.run(&["synth", "--check"]).exits(3))
    );
    insta::assert_snapshot!("synth_again", numberless(&sandbox.run(&["synth"])));
    assert_eq!(sandbox.read(BASE), files::read(BASE));
}

#[test]
fn synth_prints_one_template_and_nothing_else() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["synth", "app-infra-base", "--stdout"]).exits(0);
    assert_eq!((run.stdout, run.stderr), (files::read(BASE), String::new()));
    assert!(!sandbox.path().join("templates").exists());
}

#[test]
fn synth_tells_programs_in_json() {
    let run = Sandbox::new().run(&["synth", "--json"]).exits(0);
    let rows = serde_json::from_str::<Vec<Value>>(&run.stdout).unwrap();
    let stacks = rows
        .iter()
        .map(|row| row["stack"].as_str().unwrap())
        .collect::<Vec<_>>();
    assert_eq!(
        stacks,
        [
            "app-infra-base",
            "app-infra-compute",
            "app-infra-develop",
            "simple-trader"
        ]
    );
}

#[test]
fn a_wrong_configuration_writes_nothing() {
    let sandbox =
        Sandbox::with_config("namespace = \"AWS\"\n[stock_advisor.network]\ncidr = \"10.0.0.0/33\"\n");
    let run = sandbox.run(&["synth"]).exits(1);
    message::helps(&run.stderr);
    assert!(!sandbox.path().join("templates").exists());
    insta::assert_snapshot!("wrong_configuration", run.to_string());
}

#[test]
fn wrong_arguments_exit_with_2_and_name_what_is_near() {
    let sandbox = Sandbox::new();
    for (name, arguments) in [
        ("unknown_stack", &["synth", "app-infra-bose"][..]),
        ("unknown_command", &["sinth"]),
        ("unknown_option", &["synth", "--ot", "x"]),
        ("stdout_of_many", &["synth", "--stdout"]),
        ("no_command", &[]),
    ] {
        let run = sandbox.run(arguments).exits(2);
        assert_eq!(run.stdout, "");
        insta::assert_snapshot!(name, run.to_string());
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let sandbox = Sandbox::new();
    std::fs::write(
        sandbox.path().join("latin1.json"),
        b"{\"Description\": \"Gr\xf6\xdfe\"}",
    )
    .unwrap();
    for (name, arguments) in [
        ("missing_template", &["check", "missing.json"][..]),
        ("template_in_latin1", &["check", "latin1.json"]),
        ("directory_as_template", &["check", "."]),
        ("missing_configuration", &["--config", "missing.toml", "ls"]),
    ] {
        let run = sandbox.run(arguments).exits(1);
        assert_eq!(run.stdout, "");
        insta::assert_snapshot!(name, run.to_string());
    }
}

#[test]
fn a_pattern_finds_templates_and_is_refused_if_it_is_not_valid() {
    let sandbox = Sandbox::new();
    for name in ["a.json", "sub/b.yaml", "sub/.c.yaml", "build/d.json"] {
        sandbox.write(name, &files::read(BASE));
    }
    sandbox.write(".gitignore", "build/\n");
    for (argument, found) in [(".", 2), ("**/*.{json,yaml}", 2), ("build/*", 1), ("sub/.*", 1)] {
        let run = sandbox.run(&["check", argument]).exits(0);
        let expected = format!("{found} template");
        assert!(run.to_string().contains(&expected), "{argument} {run}");
    }
    let run = sandbox.run(&["check", "sub/[a"]).exits(1);
    assert!(
        run.stderr.contains("cannot read sub/[a: a `[` has no `]`"),
        "{run}"
    );
}

#[test]
fn check_reads_several_files_and_tells_of_all() {
    let sandbox = Sandbox::new();
    sandbox.write("good.json", &files::read(BASE));
    sandbox.write("bad.json", r#"{"Resources": {"T": {"Type": "AWS::SNS::Topik"}}}"#);
    sandbox.write("worse.json", "[");
    let run = sandbox
        .run(&["check", "good.json", "bad.json", "worse.json"])
        .exits(1);
    assert!(
        run.stdout.contains("bad.json/T") && run.stdout.contains("worse.json"),
        "{run}"
    );
    let run = sandbox.run(&["check", "bad.json", "--json"]).exits(1);
    let rows = serde_json::from_str::<Vec<Value>>(&run.stdout).unwrap();
    assert_eq!(
        (&rows[0]["severity"], &rows[0]["subject"]),
        (&"error".into(), &"T".into())
    );
}

#[test]
fn the_nearest_configuration_counts_and_the_environment_moves_nothing() {
    let sandbox = Sandbox::with_config("stock_advisor.region = \"eu-west-1\"\n");
    sandbox.write("below/deep/file", "");
    let region = |arguments: &[&str], variables: &[(&str, &str)]| {
        let run = sandbox.run_in("below/deep", arguments, variables).exits(0);
        serde_json::from_str::<Value>(&run.stdout).unwrap()[0]["region"].clone()
    };
    assert_eq!(region(&["ls", "--json"], &[]), "eu-west-1");
    assert_eq!(
        region(&["ls", "--json"], &[("AWS_REGION", "ap-south-1")]),
        "eu-west-1"
    );
    assert_eq!(
        region(&["ls", "--json", "--region", "us-west-2"], &[]),
        "us-west-2"
    );
}

#[test]
fn init_writes_a_configuration_that_changes_nothing() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("init", sandbox.run(&["init"]).exits(0).to_string());
    insta::assert_snapshot!("init_again", sandbox.run(&["init"]).exits(1).to_string());
    sandbox.run(&["synth", "app-infra-base"]).exits(0);
    assert_eq!(sandbox.read(BASE), files::read(BASE));
}
