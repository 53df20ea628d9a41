//! The steps of `up`, for people.

use super::{BOLD, DIM, YELLOW};
use crate::operate::refusal::Refusal;
use std::io::{self, Write};

/// The next step, as a separate command line.
pub fn step(err: &mut dyn Write, command: &str) -> io::Result<()> {
    writeln!(err, "{DIM}=>{DIM:#} {BOLD}{command}{BOLD:#}")
}

/// Why the input cannot be used; it is asked for again.
pub fn again(err: &mut dyn Write, refusal: &Refusal) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}again{YELLOW:#}: {}: {}",
        refusal.reason, refusal.fix
    )
}
