//! What to do next, at the end of a command: once, with a command to run.

use super::DIM;
use std::io::{self, Write};

/// A line with the next step.
pub fn next(err: &mut dyn Write, what: &str) -> io::Result<()> {
    writeln!(err, "{DIM}next:{DIM:#} {what}")
}
