//! Findings of synth and check: place, reason, suggested fix.

mod difference;
mod github;
mod junit;
mod sarif;

use super::{BOLD, DIM, RED, YELLOW, count};
use crate::model::finding::{Finding, Position, Severity};
use serde::Serialize;
use std::io::{self, Write};

/// A finding as programs read it.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    /// `error` or `warning`.
    severity: &'static str,
    /// The stack, or the file.
    stack: &'a str,
    /// The logical id.
    subject: &'a str,
    /// The path of the property.
    path: &'a str,
    /// The id of the rule.
    rule: &'a str,
    /// The line in the file.
    line: Option<usize>,
    /// The column in the file.
    column: Option<usize>,
    /// The line of code that defines the resource.
    source: Option<String>,
    /// What is wrong.
    reason: &'a str,
    /// How to fix it.
    fix: &'a str,
}

impl<'a> From<&'a Finding> for Row<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            severity: finding.severity.word(),
            stack: &finding.stack,
            subject: &finding.subject,
            path: &finding.path,
            rule: finding.rule,
            line: finding.position.as_ref().map(|at| at.line),
            column: finding.position.as_ref().map(|at| at.column),
            source: finding
                .origin
                .map(|origin| format!("{}:{}", origin.file(), origin.line())),
            reason: &finding.reason,
            fix: &finding.fix,
        }
    }
}

/// Findings as rows for JSON.
pub fn rows(findings: &[Finding]) -> Vec<Row<'_>> {
    findings.iter().map(Row::from).collect()
}

/// All findings, errors first.
pub fn human(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let mut sorted = findings.iter().collect::<Vec<_>>();
    sorted.sort_by_key(|finding| finding.severity);
    for finding in sorted {
        let style = match finding.severity {
            Severity::Error => RED,
            Severity::Warning => YELLOW,
        };
        let word = finding.severity.word();
        writeln!(
            out,
            "{style}{word}{style:#}: {BOLD}{}{BOLD:#}: {}",
            finding.place(),
            finding.reason
        )?;
        if let Some(at) = &finding.position {
            excerpt(out, &finding.stack, at)?;
        }
        if let Some(origin) = finding.origin {
            writeln!(
                out,
                "  {DIM}defined at{DIM:#} {}:{}",
                origin.file(),
                origin.line()
            )?;
        }
        writeln!(out, "  {DIM}fix:{DIM:#} {}", finding.fix)?;
    }
    Ok(())
}

/// The line with the place marked, as in rustc.
fn excerpt(out: &mut dyn Write, file: &str, at: &Position) -> io::Result<()> {
    let number = at.line.to_string();
    let space = " ".repeat(number.len());
    let mark = " ".repeat(at.column - at.first) + &"^".repeat(at.width);
    writeln!(out, "{space}{DIM}-->{DIM:#} {file}:{}:{}", at.line, at.column)?;
    writeln!(out, "{space} {DIM}|{DIM:#}")?;
    writeln!(out, "{DIM}{number} |{DIM:#} {}", at.text.trim_end())?;
    writeln!(out, "{space} {DIM}|{DIM:#} {RED}{mark}{RED:#}")
}

/// A format for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Code scanning.
    Sarif,
    /// Annotations of a pull request.
    Github,
    /// Test reports.
    Junit,
}

/// Shows what a correction changed in a file.
pub fn difference(out: &mut dyn Write, file: &str, before: &str, after: &str) -> io::Result<()> {
    difference::write(out, file, before, after)
}

/// Writes findings about these files for other programs.
pub fn report(out: &mut dyn Write, report: Report, findings: &[Finding], files: &[String]) -> io::Result<()> {
    match report {
        Report::Sarif => sarif::write(out, findings),
        Report::Github => github::write(out, findings),
        Report::Junit => junit::write(out, findings, files),
    }
}

/// The file and the line to show: of the template, or of the code that created it.
fn location(finding: &Finding) -> (String, Option<usize>) {
    match (&finding.position, finding.origin) {
        (None, Some(origin)) => (origin.file().to_owned(), usize::try_from(origin.line()).ok()),
        (position, _) => (finding.stack.to_string(), position.as_ref().map(|at| at.line)),
    }
}

/// `2 errors, 1 warning`; empty when there are none.
pub fn summary(findings: &[Finding]) -> String {
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let warnings = findings.len() - errors;
    let parts = [(errors, "error"), (warnings, "warning")];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    parts
        .map(|(number, noun)| count(number, noun))
        .collect::<Vec<_>>()
        .join(", ")
}
