//! Configurations that are refused, each with all of its problems.

mod cases;

use super::read;
use sa_infra::settings::Problem;
use std::fmt::Write as _;

/// What each message must have: a place, a reason and a suggested fix, with no internals.
fn hold(problem: &Problem) {
    let text = problem.to_string();
    let is_placed = problem.line.is_some() || !problem.key.is_empty() || problem.given_by.is_some();
    assert!(is_placed, "no place: {text}");
    for fragment in [&problem.reason, &problem.fix] {
        assert!(fragment.len() >= 5, "too short: {text}");
        assert!(!fragment.contains(['\u{1f}', '\n']), "not a line: {text}");
        assert!(fragment.len() < 400, "too long: {text}");
        assert_eq!(fragment.trim(), fragment, "{text}");
        for word in [
            "unexpected",
            "serde",
            "struct ",
            "enum",
            "Some(",
            "None",
            "invalid type",
        ] {
            assert!(!fragment.contains(word), "speaks of {word}: {text}");
        }
    }
    if let Some(line) = problem.line {
        assert!(text.starts_with(&format!("sa-infra.toml:{line}:")), "{text}");
    }
    assert!(text.contains("\n  fix: "), "{text}");
}

/// The messages for a configuration.
fn messages(text: &str) -> String {
    let Err(problems) = read(text) else {
        return "NOTHING IS WRONG".to_owned();
    };
    problems.iter().for_each(hold);
    problems.to_string()
}

fn transcript(cases: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, text) in cases {
        writeln!(out, "## {name}\n{}\n", messages(text)).unwrap();
    }
    out
}

#[test]
fn every_bad_configuration_says_where_why_and_what_to_do() {
    let mut count = 0;
    for (name, cases) in cases::groups() {
        count += cases.len();
        insta::assert_snapshot!(name, transcript(&cases));
    }
    assert!(count >= 100, "{count} cases");
}

#[test]
fn all_problems_are_reported_at_once() {
    let text = cases::EVERYTHING;
    let problems = read(text).unwrap_err();
    problems.iter().for_each(hold);
    insta::assert_snapshot!("everything", problems.to_string());
}

#[test]
fn no_prefix_of_a_file_brings_it_down() {
    let init = super::super::init().replace("\n#", "\n");
    for end in (0..init.len())
        .step_by(41)
        .filter(|end| init.is_char_boundary(*end))
    {
        if let Err(problems) = read(&init[..end]) {
            problems.iter().for_each(hold);
        }
    }
    for text in [
        cases::EVERYTHING,
        "a = [[[",
        "[[stock_advisor]]",
        "[stock_advisor]\nservices = 1",
        "\u{0}",
        "=",
    ] {
        for end in (0..=text.len())
            .step_by(5)
            .filter(|end| text.is_char_boundary(*end))
        {
            if let Err(problems) = read(&text[..end]) {
                problems.iter().for_each(hold);
            }
        }
    }
}

#[test]
fn secrets_are_not_repeated() {
    for text in [
        "[stock_advisor.parameters]\nINTRINIO_API_KEY = \"hunter2hunter2\"",
        "[stock_advisor.parameters.definitions.X_TOKEN]\nvalue_token = \"hunter2hunter2\"",
        "[stock_advisor]\nregion = \"AKIAhunter2hunter2XX\"",
        "[stock_advisor.services.portfolio-manager]\ncommand = [\"-api_key\", \"hunter2hunter2é\"]",
        "[stock_advisor.services.portfolio-manager.schedule]\ncron = \"AKIAhunter2hunter2XX\"",
        "[stock_advisor.parameters]\nINTRINIO_API_KEY = hunter2hunter2",
        "[stock_advisor.parameters.definitions.X_TOKEN]\nplaceholder = \"AKIAhunter2hunter2XX\"",
    ] {
        let problems = read(text).unwrap_err();
        assert!(!problems.to_string().contains("hunter2"), "{problems}");
        problems.iter().for_each(hold);
    }
}

#[test]
fn a_wrong_region_on_the_command_line_is_named_once() {
    let problems = super::Config::read(None, Some("us-esat-1"), None).unwrap_err();
    insta::assert_snapshot!(problems.to_string(), @r#"
    --region: stock_advisor.region: "us-esat-1" is not an AWS region
      fix: did you mean "us-east-1"? write the name of a region, such as us-east-1
    "#);
}

#[test]
fn a_wrong_suffix_in_the_environment_names_the_variable() {
    let problems = super::Config::read(None, None, Some(("S3_BUCKET_SUFFIX", "-Ajith"))).unwrap_err();
    assert!(
        problems
            .to_string()
            .starts_with("S3_BUCKET_SUFFIX: simple_trader.bucket_suffix: \"-Ajith\" ")
    );
}
