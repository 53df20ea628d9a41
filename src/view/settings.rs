//! The configuration: its effective values and its problems.

use super::{BOLD, DIM, RED, count};
use crate::settings::{Entry, Listing, Problem};
use std::io::{self, Write};
use std::path::Path;

/// One `key = value` per line, each with its source.
pub fn human(out: &mut dyn Write, entries: &[Entry], file: Option<&Path>) -> io::Result<()> {
    match file {
        Some(file) => writeln!(out, "{DIM}# {}{DIM:#}", file.display())?,
        None => writeln!(
            out,
            "{DIM}# no configuration file: every key has its default{DIM:#}"
        )?,
    }
    write!(out, "{}", Listing(entries))
}

/// All problems: place, reason, suggested fix.
pub fn problems(out: &mut dyn Write, problems: &[Problem]) -> io::Result<()> {
    for problem in problems {
        let place = problem.place();
        writeln!(
            out,
            "{RED}error{RED:#}: {BOLD}{place}{BOLD:#}: {}",
            problem.reason
        )?;
        writeln!(out, "  {DIM}fix:{DIM:#} {}", problem.fix)?;
    }
    if problems.len() > 1 {
        writeln!(out, "{}", count(problems.len(), "problem"))?;
    }
    Ok(())
}
