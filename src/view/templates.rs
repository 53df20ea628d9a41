//! Template files: which ones `synth` wrote, or found out of date.

use super::{DIM, GREEN, YELLOW, count};
use crate::deploy::template_files::{File, State};
use crate::model::template::INLINE_LIMIT;
use std::io::{self, Write};

/// One line per file, for people.
pub fn human(out: &mut dyn Write, files: &[File], checked: bool) -> io::Result<()> {
    for file in files {
        let (style, word) = match (file.state, checked) {
            (State::New, false) => (GREEN, "wrote"),
            (State::Changed, false) => (GREEN, "updated"),
            (State::Unchanged, _) => (DIM, "unchanged"),
            (State::New, true) => (YELLOW, "missing"),
            (State::Changed, true) => (YELLOW, "stale"),
            (State::Orphaned, _) => (YELLOW, "orphaned"),
        };
        write!(out, "{style}{word:<9}{style:#} {}", file.path.display())?;
        if file.state == State::Orphaned {
            writeln!(
                out,
                " {DIM}(not a stack of this app; delete the file if you removed the stack){DIM:#}"
            )?;
        } else {
            let share = file.bytes * 100 / INLINE_LIMIT;
            let size = format!(
                "{}, {} bytes, {share} % of the limit",
                count(file.resources, "resource"),
                file.bytes
            );
            writeln!(out, " {DIM}({size}){DIM:#}")?;
        }
    }
    Ok(())
}
