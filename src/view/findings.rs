//! Findings of synth and check: place, reason, way out.

use super::{BOLD, DIM, RED, YELLOW, count};
use crate::model::finding::{Finding, Severity};
use serde::Serialize;
use std::io::{self, Write};

/// A finding as programs read it.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    severity: &'static str,
    stack: &'a str,
    subject: &'a str,
    path: &'a str,
    source: Option<String>,
    reason: &'a str,
    fix: &'a str,
}

impl<'a> From<&'a Finding> for Row<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            severity: finding.severity.word(),
            stack: &finding.stack,
            subject: &finding.subject,
            path: &finding.path,
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
        if let Some(origin) = finding.origin {
            writeln!(out, "  {DIM}put at{DIM:#} {}:{}", origin.file(), origin.line())?;
        }
        writeln!(out, "  {DIM}fix:{DIM:#} {}", finding.fix)?;
    }
    Ok(())
}

/// `2 errors, 1 warning`; empty when there is nothing.
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
