//! The changes of a correction, as a unified diff.

use crate::view::{BOLD, GREEN, RED};
use similar::{ChangeTag, TextDiff};
use std::io::{self, Write};

/// Lines of context around a change.
const CONTEXT: usize = 2;

/// Shows the lines that differ.
pub(super) fn write(out: &mut dyn Write, file: &str, before: &str, after: &str) -> io::Result<()> {
    let diff = TextDiff::from_lines(before, after);
    writeln!(out, "{BOLD}--- {file}\n+++ {file}{BOLD:#}")?;
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        writeln!(out, "{}", hunk.header())?;
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches(['\r', '\n']);
            match change.tag() {
                ChangeTag::Delete => writeln!(out, "{RED}-{line}{RED:#}")?,
                ChangeTag::Insert => writeln!(out, "{GREEN}+{line}{GREEN:#}")?,
                ChangeTag::Equal => writeln!(out, " {line}")?,
            }
        }
    }
    Ok(())
}
