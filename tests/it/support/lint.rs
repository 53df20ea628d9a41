//! cfn-lint, the reference linter for CloudFormation templates, and the list of its findings that we accept.

use super::python;
use serde_json::Value;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A finding of cfn-lint about a template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// `E3002`; the letter is the level: error, warning, informational.
    pub rule: String,
    /// The template's file name up to the first dot, then the path within: `app-infra-base/Resources/Topic`.
    pub place: String,
    /// The message.
    pub message: String,
    /// The directory of the template, which identifies the configuration.
    pub variant: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rule,
            place,
            message,
            variant,
        } = self;
        write!(formatter, "{rule} {place} {message} [{variant}]")
    }
}

/// Every finding of cfn-lint about these templates in these regions, informational ones included; templates cannot
/// suppress any. One process for all of them.
pub fn lint(templates: &[PathBuf], regions: &[&str]) -> Vec<Finding> {
    assert!(!templates.is_empty(), "there is nothing to lint");
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let output = Command::new(python::tool("cfn-lint"))
        .args([
            "--format",
            "json",
            "--include-checks",
            "I",
            "--mandatory-checks",
            "E",
            "W",
            "I",
        ])
        .arg("--regions")
        .args(regions)
        .arg("--")
        .args(templates)
        .current_dir(&home)
        .env("HOME", home.path())
        .output()
        .unwrap();
    let Ok(Value::Array(findings)) = serde_json::from_slice(&output.stdout) else {
        panic!("cfn-lint failed: {output:?}");
    };
    let mut findings = findings.iter().map(finding).collect::<Vec<_>>();
    findings.sort();
    findings
}

fn finding(json: &Value) -> Finding {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let file = PathBuf::from(text(&json["Filename"]));
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let path = json["Location"]["Path"].as_array().into_iter().flatten();
    let stack = name.split('.').next().unwrap().to_owned();
    Finding {
        rule: text(&json["Rule"]["Id"]),
        place: path.fold(stack, |place, part| place + "/" + &text(part)),
        message: text(&json["Message"]),
        variant: file
            .parent()
            .and_then(Path::file_name)
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    }
}

/// A line of the list of accepted findings: `RULE PLACE REASON`, where `*` in a place matches any text.
#[derive(Debug)]
pub struct Exception<'a> {
    rule: &'a str,
    place: &'a str,
}

/// Reads the list; a line without a reason is an error. Empty lines and lines that start with `#` are ignored.
pub fn exceptions(text: &str) -> Vec<Exception<'_>> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut words = line.splitn(3, ' ');
            match [words.next(), words.next(), words.next()] {
                [Some(rule), Some(place), Some(reason)] if reason.contains(' ') => Exception { rule, place },
                _ => panic!("not `RULE PLACE REASON`, the reason in several words: {line}"),
            }
        })
        .collect()
}

/// Findings that no exception accepts, and exceptions that match no finding.
pub fn complaints(findings: &[Finding], exceptions: &[Exception<'_>]) -> Vec<String> {
    let accepts = |exception: &Exception<'_>, finding: &Finding| {
        exception.rule == finding.rule && matches(exception.place, &finding.place)
    };
    let open = findings
        .iter()
        .filter(|finding| !exceptions.iter().any(|exception| accepts(exception, finding)))
        .map(ToString::to_string);
    let unused = exceptions
        .iter()
        .filter(|exception| !findings.iter().any(|finding| accepts(exception, finding)))
        .map(|exception| format!("{exception:?} accepts nothing: remove its line"));
    open.chain(unused).collect()
}

/// Whether `text` matches `pattern`, in which `*` matches any text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| matches(rest, &text[at..]))
        }),
    }
}
