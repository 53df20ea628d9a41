//! Others that write and read templates in YAML: `PyYAML`, cfn-flip and cfn-lint, in one process for many requests.

use super::python::tool;
use sa_infra::local::emulator::python::NAME;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// A template in YAML as `PyYAML` writes it; there are fourteen styles, every other one with aliases.
pub fn written(json: &str, style: usize) -> Value {
    json!({"do": "write", "json": json, "style": style})
}

/// The same as cfn-flip writes it, with short forms.
pub fn flipped(json: &str) -> Value {
    json!({"do": "flip", "json": json})
}

/// What cfn-lint reads in a text, as JSON.
pub fn linted(text: &str) -> Value {
    json!({"do": "lint", "text": text})
}

/// What cfn-flip reads in a text, as JSON.
pub fn loaded(text: &str) -> Value {
    json!({"do": "load", "text": text})
}

/// The answers to these requests, in their order.
pub fn ask(requests: &[Value]) -> Vec<String> {
    let mut process = Command::new(tool(NAME))
        .args([
            "-I",
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/yaml.py"),
        ])
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
