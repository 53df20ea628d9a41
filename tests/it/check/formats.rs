//! The formats for other programs, each read by such a program: the SARIF schema, a parser of JUnit reports, and the
//! workflow commands of GitHub.

use crate::support::cli::{Run, Sandbox};
use crate::support::{files, node, python};
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

const WRONG: &str = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicNmae: \"50% <é>, a:b\"\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 901\n";
const RIGHT: &str = r#"{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}"#;

/// Reads standard input, and prints its errors as SARIF.
const SARIF: &str = "
const Ajv = require('ajv'), fs = require('fs');
const ajv = new Ajv({schemaId: 'auto', meta: false, unknownFormats: 'ignore', allErrors: true});
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const schema = JSON.parse(fs.readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')));
const log = JSON.parse(fs.readFileSync(0));
process.stdout.write(ajv.validate(schema, log) ? 'valid' : ajv.errorsText());";

const JUNIT: &str = "
import junitparser, sys
report = junitparser.JUnitXml.fromstring(sys.stdin.read())
for suite in report:
    for case in suite:
        print(case.name, [type(one).__name__ for one in case.result], case.result[0].message if case.result else '')
    print(suite.tests, suite.failures)";

/// The output of a program that reads `input`.
fn fed(program: &mut Command, input: &str) -> String {
    let mut process = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// `check --format FORMAT` over a directory with a valid file and an invalid one.
fn checked(format: &str) -> Run {
    let sandbox = Sandbox::new();
    sandbox.write("some templates/wrong, é.yaml", WRONG);
    sandbox.write("some templates/right.json", RIGHT);
    sandbox
        .run(&["check", "--format", format, "some templates"])
        .exits(1)
}

fn is_sarif(log: &str) {
    let modules = node::modules().unwrap_or_else(|| panic!("install Node.js 18 with npm"));
    let mut program = Command::new("node");
    program.args(["-e", SARIF]).current_dir(modules.parent().unwrap());
    assert_eq!(fed(&mut program, log), "valid");
}

#[test]
fn sarif_follows_its_schema_and_names_the_place() {
    let run = checked("sarif");
    is_sarif(&run.stdout);
    let log = serde_json::from_str::<Value>(&run.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 3, "{run}");
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "some%20templates/wrong%2C%20%C3%A9.yaml"
    );
    assert_eq!(
        (&place["region"]["startLine"], &place["region"]["startColumn"]),
        (&5.into(), &7.into())
    );
    let sandbox = Sandbox::new();
    sandbox.write("right.json", RIGHT);
    is_sarif(
        &sandbox
            .run(&["check", "--format", "sarif", "right.json"])
            .exits(0)
            .stdout,
    );
    let missing = sandbox.run(&["check", "--format", "sarif", "right.json", "none.json"]);
    is_sarif(&missing.exits(1).stdout);
}

#[test]
fn a_junit_report_has_a_case_for_each_file() {
    let run = checked("junit");
    let environment = python::environment(&files::read("tests/junit.txt")).unwrap();
    let mut program = Command::new(environment.join("bin/python3"));
    let said = fed(program.args(["-I", "-c", JUNIT]), &run.stdout);
    let lines = said.lines().collect::<Vec<_>>();
    assert_eq!(lines[0], "some templates/right.json [] ");
    assert!(
        lines[1]
            .starts_with("some templates/wrong, é.yaml ['Failure'] 2 errors: there is no property TopicNmae"),
        "{said}"
    );
    assert_eq!(lines[2], "2 1");
}

#[test]
fn annotations_are_workflow_commands_of_one_line_each() {
    let run = checked("github");
    let lines = run.stdout.lines().collect::<Vec<_>>();
    assert_eq!(lines.len(), 3, "{run}");
    assert_eq!(
        lines[0],
        "::error file=some templates/wrong%2C é.yaml,line=5,col=7,endColumn=16,title=property::some templates/wrong, é.yaml/Topic/Properties/TopicNmae: there is no property TopicNmae%0Afix: did you mean TopicName"
    );
    assert!(
        lines[1].starts_with("::warning ") && lines[2].starts_with("::error "),
        "{run}"
    );
}

#[test]
fn findings_about_the_stacks_of_the_app_name_the_code() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["check", "--format", "sarif"]).exits(0);
    is_sarif(&run.stdout);
}
