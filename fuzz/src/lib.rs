//! The fuzz targets: each reads any bytes, and must neither panic nor contradict itself.

#![expect(clippy::panic, reason = "that is how a target reports a contradiction")]

mod answer;

use sa_infra::check::check;
use sa_infra::operate::secrets::dotenv;
use sa_infra::settings::{self, Complaint, Settings};
use sa_infra::template::Template;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub use answer::answer;

/// Reads a template, checks it, and reads again what it writes.
pub fn template(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (read, problems) = Template::read(&text);
    let Some(read) = read else {
        assert!(!problems.is_empty(), "unreadable, and no problem is reported");
        return;
    };
    check(&Arc::from("fuzz"), &read);
    if problems.is_empty() {
        let written = read.to_pretty();
        match Template::parse(&written) {
            Ok(again) => assert_eq!(again.to_pretty(), written),
            Err(problems) => panic!("cannot read its own output: {problems:?}\n{written}"),
        }
    }
}

/// Reads a `.env` file, with all names known and with none.
pub fn dotenv(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for known in [true, false] {
        // A carriage return alone ends a line, too.
        let lines = text.split(['\n', '\r']).count();
        match dotenv::parse(&text, |_| known) {
            Ok(entries) => assert!(entries.iter().all(|entry| (1..=lines).contains(&entry.line))),
            Err(fault) => assert!((1..=lines).contains(&fault.line), "line {}", fault.line),
        }
    }
}

/// Checks a schedule expression, in a rule and in a schedule.
pub fn schedule(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let quoted = text.chars().fold(String::new(), |quoted, sign| match sign {
        '"' | '\\' => quoted + "\\" + &sign.to_string(),
        sign if (sign as u32) < 0x20 => quoted + &format!("\\u{:04x}", sign as u32),
        sign => quoted + &sign.to_string(),
    });
    let template = format!(
        r#"{{"Resources": {{
            "Rule": {{"Type": "AWS::Events::Rule", "Properties": {{"ScheduleExpression": "{quoted}"}}}},
            "Schedule": {{"Type": "AWS::Scheduler::Schedule", "Properties": {{
                "ScheduleExpression": "{quoted}", "FlexibleTimeWindow": {{"Mode": "OFF"}},
                "Target": {{"Arn": "arn:aws:sns:us-east-1:111122223333:t", "RoleArn": "arn:aws:iam::111122223333:role/r"}}}}}}}}}}"#
    );
    match Template::parse(&template) {
        Ok(template) => drop(check(&Arc::from("fuzz"), &template)),
        Err(problems) => panic!("{problems:?}\n{template}"),
    }
}

/// A configuration with a value of each kind.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    name: String,
    count: u32,
    tags: BTreeMap<String, String>,
    hosts: Vec<String>,
}

impl Settings for Config {
    fn check(&self) -> Vec<Complaint> {
        Vec::new()
    }
}

/// Reads a configuration file, and shows what is wrong with it.
pub fn settings(input: &[u8]) {
    const DEFAULTS: &str = "name = \"x\"\ncount = 1\nhosts = []\n[tags]\n";
    let text = String::from_utf8_lossy(input);
    let loaded = settings::load_text::<Config>(DEFAULTS, Some((Path::new("fuzz.toml"), &text)), &[]);
    match loaded {
        Ok(loaded) => {
            let Config {
                name,
                count,
                tags,
                hosts,
            } = loaded.value;
            std::hint::black_box((name, count, tags, hosts));
        }
        Err(problems) => assert!(problems.to_string().contains("fuzz.toml"), "{problems}"),
    }
}
