//! The findings of the doctor, for people.

use super::prose::prose;
use super::{Format, GREEN, RED, YELLOW, count};
use crate::operate::doctor::{Finding, Level};
use std::io::{self, Write};

/// The indentation of findings.
const INDENT: usize = 7;

/// One line for each finding, and one for its fix.
pub fn list(out: &mut dyn Write, findings: &[Finding], format: Format) -> io::Result<()> {
    for Finding {
        area,
        level,
        what,
        fix,
    } in findings
    {
        let (style, word) = match level {
            Level::Ok => (GREEN, "ok"),
            Level::Open => (YELLOW, "open"),
            Level::Error => (RED, "error"),
        };
        let what = format.times_in(what);
        let width = format.table_width().unwrap_or(usize::MAX).saturating_sub(INDENT);
        for (at, line) in prose(&format!("{area}: {what}"), width).iter().enumerate() {
            match at {
                0 => writeln!(out, "{style}{word:<5}{style:#}  {line}")?,
                _ => writeln!(out, "{:INDENT$}{line}", "")?,
            }
        }
        let fix = fix.as_deref().map(imperative);
        for line in fix.iter().flat_map(|fix| prose(&format!("fix: {fix}"), width)) {
            writeln!(out, "{:INDENT$}{line}", "")?;
        }
    }
    let number = |level| findings.iter().filter(|finding| finding.level == level).count();
    match (number(Level::Error), number(Level::Open)) {
        (0, 0) => writeln!(out, "{GREEN}no problems found{GREEN:#}"),
        (errors, open) => writeln!(out, "{}, {open} open", count(errors, "error")),
    }
}

/// A fix that begins with a verb.
pub fn imperative(fix: &str) -> String {
    if fix.starts_with('`') {
        format!("run {fix}")
    } else {
        fix.to_owned()
    }
}

/// What will make a deployment fail, before it starts.
pub fn ahead(err: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    writeln!(err, "{YELLOW}note{YELLOW:#}: {}", finding.what)?;
    finding
        .fix
        .iter()
        .try_for_each(|fix| writeln!(err, "  fix: {fix}"))
}
