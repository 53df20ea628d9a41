//! Templates in YAML are read as CloudFormation reads them: the output of other tools reads back equal, and other
//! readers get the same value from a document.

mod aws_cli;

use crate::support::cli::Sandbox;
use crate::support::documents::{json, template};
use crate::support::files;
use crate::support::random::plan;
use crate::support::variants::distinct_templates;
use crate::support::yaml::{ask, flipped, linted, loaded, written};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sa_infra::diff::Diff;
use sa_infra::json::Fields;
use sa_infra::template::{Places, Template};
use serde_json::{Value, json as literal};
use std::fs;

/// The number of styles of `PyYAML`.
const STYLES: usize = 14;

/// Every template: ours in all configurations, and those of the original apps.
fn all() -> Vec<String> {
    let sandbox = Sandbox::new();
    let ours = distinct_templates(&sandbox).into_iter();
    let ours = ours.map(|path| fs::read_to_string(path).unwrap());
    let theirs = files::ending("tests/it/reference", ".original.json").into_iter();
    ours.chain(theirs.map(files::read)).collect()
}

/// The same template from both texts: there is no difference.
fn equal(json: &str, yaml: &str) {
    let read = |text: &str| Template::parse(text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    let (one, other) = (read(json), read(yaml));
    assert_eq!(other.to_compact(), one.to_compact(), "{yaml}");
    assert!(Diff::between(&one, &other).is_empty(), "{yaml}");
    assert!(Places::of(json).is_some() && Places::of(yaml).is_some());
}

#[test]
fn every_template_is_the_same_in_yaml() {
    let templates = all();
    assert!(templates.len() > 20, "{}", templates.len());
    let requests = templates.iter().enumerate();
    let requests = requests.flat_map(|(at, json)| [flipped(json), written(json, at % STYLES)]);
    let answers = ask(&requests.collect::<Vec<_>>());
    for (json, yaml) in templates.iter().zip(answers.chunks(2)) {
        for yaml in yaml {
            equal(json, yaml);
        }
    }
}

/// Random templates, in JSON: apps, and documents with everything that a template may contain.
fn random() -> Vec<String> {
    let mut random = TestRunner::deterministic();
    let mut texts = Vec::new();
    for _ in 0..60 {
        let stacks = plan().new_tree(&mut random).unwrap().current().build().synth();
        texts.extend(
            stacks
                .into_iter()
                .flat_map(|made| made.stacks)
                .map(|stack| stack.template.to_pretty()),
        );
    }
    let holding = json().prop_map(|json| Template {
        metadata: Fields::from_iter([("X", json)]),
        ..Template::default()
    });
    for _ in 0..150 {
        texts.push(template().new_tree(&mut random).unwrap().current().to_compact());
        texts.push(holding.new_tree(&mut random).unwrap().current().to_compact());
    }
    texts
}

#[test]
fn whatever_another_writer_makes_of_a_template_reads_back_equal() {
    let texts = random();
    let requests = texts
        .iter()
        .enumerate()
        .map(|(at, json)| written(json, at % STYLES));
    let answers = ask(&requests.collect::<Vec<_>>());
    texts
        .iter()
        .zip(&answers)
        .for_each(|(json, yaml)| equal(json, yaml));
}

/// What three readers make of a document: ours, cfn-lint's, cfn-flip's.
fn read_by_all(texts: &[String]) -> Vec<[Option<Value>; 3]> {
    let requests = texts.iter().flat_map(|text| [linted(text), loaded(text)]);
    let answers = ask(&requests.collect::<Vec<_>>());
    let theirs = |text: &String| serde_json::from_str(text).ok();
    let ours = texts.iter().map(|text| {
        let json = Template::parse(text).ok()?.to_compact();
        let mut json = serde_json::from_str::<Value>(&json).ok()?;
        // We always write this section.
        json.as_object_mut()?
            .retain(|name, value| name != "Resources" || *value != literal!({}));
        Some(json)
    });
    let both = ours.zip(answers.chunks(2));
    both.map(|(ours, others)| [ours, theirs(&others[0]), theirs(&others[1])])
        .collect()
}

#[test]
fn what_a_person_writes_is_read_as_other_tools_read_it() {
    let text = files::read("tests/it/model/yaml/small.yaml");
    // cfn-flip does not support merge keys.
    let [Some(ours), Some(lint), None] = &read_by_all(&[text])[0] else {
        panic!("not read");
    };
    assert_eq!(ours, lint);
    assert_eq!(ours["Mappings"]["Accounts"]["us-east-1"]["elb"], "012345678901");
}

/// Scalars, keys and functions that are easily misread, each in a template of its own.
const TRAPS: &str = include_str!("yaml/traps.txt");

#[test]
fn every_trap_of_yaml_is_read_as_other_tools_read_it() {
    let traps = TRAPS
        .split("\n---\n")
        .map(str::trim_end)
        .filter(|trap| !trap.starts_with('#'));
    let traps = traps.collect::<Vec<_>>();
    let indented = |trap: &str| trap.replace('\n', "\n    ");
    let texts = traps.iter().map(|trap| {
        format!(
            "AWSTemplateFormatVersion: 2010-09-09\nMetadata:\n  Trap:\n    {}\n",
            indented(trap)
        )
    });
    let readings = read_by_all(&texts.collect::<Vec<_>>());
    for (trap, [ours, lint, flip]) in traps.iter().zip(&readings) {
        assert!(ours.is_some(), "{trap}");
        assert_eq!(ours, lint, "{trap}");
        // cfn-flip does not support merge keys.
        assert!(ours == flip || trap.contains("<<"), "{trap}: {flip:?}");
    }
    assert!(traps.len() > 50, "{}", traps.len());
}

#[test]
fn a_number_with_an_exponent_is_one_to_cloudformation_and_a_string_to_others() {
    let text = "Metadata: {Trap: 12345e67}".to_owned();
    let [ours, lint, flip] = &read_by_all(&[text])[0];
    let trap = |read: &Option<Value>| read.as_ref().unwrap()["Metadata"]["Trap"].clone();
    assert_eq!(
        (trap(ours), trap(lint), trap(flip)),
        (1.2345e71.into(), "12345e67".into(), "12345e67".into())
    );
}

#[test]
fn diff_and_check_go_by_what_is_in_a_file() {
    let sandbox = Sandbox::with_config("");
    sandbox.run(&["synth"]).exits(0);
    let stacks = [
        "app-infra-base",
        "app-infra-compute",
        "app-infra-develop",
        "simple-trader",
    ];
    let templates = stacks.map(|stack| sandbox.read(&format!("templates/{stack}.template.json")));
    let flipped = ask(&templates.each_ref().map(|template| flipped(template)));
    for (stack, (ending, yaml)) in stacks.iter().zip(
        ["template.json", "template.yaml", "yml", "template"]
            .iter()
            .zip(&flipped),
    ) {
        sandbox.write(&format!("yaml/{stack}.{ending}"), yaml);
    }
    sandbox
        .run(&["diff", "--offline", "yaml", "--exit-code"])
        .exits(0);
    let checked = sandbox
        .run(&[
            "check",
            "yaml/simple-trader.template",
            "yaml/app-infra-base.template.json",
        ])
        .exits(0);
    assert!(checked.stdout.contains("2 templates checked"), "{checked}");
}

#[test]
fn check_says_what_cloudformation_makes_of_a_string_that_looks_like_another() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", &files::read("tests/it/model/yaml/small.yaml"));
    sandbox.write(
        "b.json",
        "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !Reff x}\n",
    );
    let run = sandbox.run(&["check", "a.txt", "b.json"]).exits(1);
    insta::assert_snapshot!(run.to_string());
}
