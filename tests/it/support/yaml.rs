//! Independent readers and writers of YAML templates: `PyYAML`, cfn-flip and cfn-lint, in one process for many
//! requests, and the AWS CLI in another.

use super::files;
use super::python::{environment, tool};
use sa_infra::local::emulator::python::{NAME, program};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// A YAML template written by `PyYAML`; there are fourteen styles, every other one with aliases.
pub fn written(json: &str, style: usize) -> Value {
    json!({"do": "write", "json": json, "style": style})
}

/// The same written by cfn-flip, with short forms.
pub fn flipped(json: &str) -> Value {
    json!({"do": "flip", "json": json})
}

/// What cfn-lint reads in a document, as JSON.
pub fn linted(text: &str) -> Value {
    json!({"do": "lint", "text": text})
}

/// What cfn-flip reads in a document, as JSON.
pub fn loaded(text: &str) -> Value {
    json!({"do": "load", "text": text})
}

/// What the AWS CLI reads in these documents, as JSON.
pub fn read_by_the_aws_cli(texts: &[String]) -> Vec<String> {
    let environment = environment(&files::read("tests/awscli.txt"));
    let environment = environment.unwrap_or_else(|error| panic!("{error}"));
    let requests = texts
        .iter()
        .map(|text| json!({ "text": text }))
        .collect::<Vec<_>>();
    answers(&program(&environment, NAME), "aws_yaml.py", &requests)
}

/// The answers to these requests, in order.
pub fn ask(requests: &[Value]) -> Vec<String> {
    answers(&tool(NAME), "yaml.py", requests)
}

fn answers(python: &Path, script: &str, requests: &[Value]) -> Vec<String> {
    let script = files::root().join("tests/it/support").join(script);
    let mut process = Command::new(python)
        .arg("-I")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
    let lines = requests.iter().map(|request| format!("{request}\n"));
    let lines = lines.collect::<String>();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let answers = BufReader::new(output).lines().map(|line| line.unwrap());
    let answers = answers.map(|line| serde_json::from_str::<String>(&line).unwrap());
    let answers = answers.collect::<Vec<_>>();
    writer.join().unwrap().unwrap();
    assert!(process.wait().unwrap().success() && answers.len() == requests.len());
    answers
}
