//! The steps of `up`, for people.

use super::{BOLD, DIM};
use std::io::{self, Write};

/// What comes next, as a command line of its own.
pub fn step(err: &mut dyn Write, command: &str) -> io::Result<()> {
    writeln!(err, "{DIM}=>{DIM:#} {BOLD}sa-infra {command}{BOLD:#}")
}
