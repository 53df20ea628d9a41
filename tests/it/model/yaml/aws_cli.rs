//! The AWS CLI's own reader of templates, used by `aws cloudformation package` and `deploy`, as a reference for ours.

use super::{TRAPS, all, equal};
use crate::support::files;
use crate::support::yaml::{ask, flipped, read_by_the_aws_cli};
use sa_infra::template::Template;
use serde_json::Value;

/// A template after the AWS CLI has read it.
fn theirs(told: &str) -> Option<Value> {
    serde_json::from_str(told).ok()
}

#[test]
fn the_aws_cli_reads_every_template_as_we_do() {
    let templates = all();
    let texts = ask(&templates.iter().map(|json| flipped(json)).collect::<Vec<_>>());
    let read = read_by_the_aws_cli(&texts);
    for (json, told) in templates.iter().zip(&read) {
        assert!(theirs(told).is_some(), "{told}");
        equal(json, told);
    }
}

#[test]
fn the_aws_cli_reads_what_a_person_writes_as_we_do() {
    let text = files::read("tests/it/model/yaml/small.yaml");
    let ours = Template::parse(&text).unwrap().to_compact();
    let told = read_by_the_aws_cli(&[text]).remove(0);
    // CloudFormation compares these values as strings.
    let told = told.replace(r#""Enabled": true"#, r#""Enabled": "true""#);
    let ours = ours.replace(r#""Enabled":true"#, r#""Enabled":"true""#);
    assert_eq!(theirs(&ours), theirs(&told));
}

#[test]
fn the_aws_cli_reads_the_traps_of_yaml_as_we_do() {
    let traps = TRAPS.split("\n---\n").map(str::trim_end);
    let traps = traps.filter(|trap| !trap.starts_with('#')).collect::<Vec<_>>();
    let text = |trap: &&str| format!("Metadata:\n  Trap:\n    {}\n", trap.replace('\n', "\n    "));
    let texts = traps.iter().map(text).collect::<Vec<_>>();
    let read = read_by_the_aws_cli(&texts);
    let mut others = Vec::new();
    for ((trap, text), told) in traps.iter().zip(&texts).zip(&read) {
        let ours = Template::parse(text).unwrap().to_compact();
        let ours = theirs(&ours).map(|read| read["Metadata"]["Trap"].clone());
        let told = theirs(told).map(|read| read["Metadata"]["Trap"].clone());
        if ours != told {
            others.push(format!("{trap}: {ours:?}, the AWS CLI {told:?}"));
        }
    }
    assert_eq!(others, Vec::<String>::new());
}
