//! The findings of the doctor, for people.

use super::{GREEN, RED, YELLOW};
use crate::operate::doctor::{Finding, Level};
use std::io::{self, Write};

/// One line for each finding, and one for what mends it.
pub fn list(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for Finding {
        area,
        level,
        what,
        fix,
    } in findings
    {
        let (style, word) = match level {
            Level::Good => (GREEN, "good"),
            Level::Open => (YELLOW, "open"),
            Level::Bad => (RED, "bad "),
        };
        writeln!(out, "{style}{word}{style:#}  {area}: {what}")?;
        if let Some(fix) = fix {
            writeln!(out, "      fix: {fix}")?;
        }
    }
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    match (count(Level::Bad), count(Level::Open)) {
        (0, 0) => writeln!(out, "{GREEN}no problems found{GREEN:#}"),
        (bad, open) => writeln!(out, "{bad} bad, {open} open"),
    }
}

/// What will keep a deployment from its end, said before it begins.
pub fn ahead(err: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    writeln!(err, "{YELLOW}note{YELLOW:#}: {}", finding.what)?;
    finding
        .fix
        .iter()
        .try_for_each(|fix| writeln!(err, "  fix: {fix}"))
}
