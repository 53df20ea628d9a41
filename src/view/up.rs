//! The steps of `up`, for people.

use super::{BOLD, DIM, YELLOW};
use crate::operate::refusal::Refusal;
use std::io::{self, Write};

/// What comes next, as a command line of its own.
pub fn step(err: &mut dyn Write, command: &str) -> io::Result<()> {
    writeln!(err, "{DIM}=>{DIM:#} {BOLD}sa-infra {command}{BOLD:#}")
}

/// Why something that was typed cannot be used; it is asked for again.
pub fn again(err: &mut dyn Write, refusal: &Refusal) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}again{YELLOW:#}: {}: {}",
        refusal.reason, refusal.fix
    )
}
