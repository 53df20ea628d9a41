//! What the commands need to be allowed, for people.

use super::{DIM, count};
use crate::toolkit::permissions::{Calls, LIMIT};
use std::io::{self, Write};

/// What each command calls.
pub fn table(out: &mut dyn Write, calls: &[Calls]) -> io::Result<()> {
    calls.iter().try_for_each(|calls| {
        let mut lines = calls.actions.iter();
        writeln!(out, "{:<10}{}", calls.command, lines.next().unwrap_or(&"-"))?;
        lines.try_for_each(|action| writeln!(out, "          {action}"))
    })
}

/// One policy does not hold it all.
pub fn several(err: &mut dyn Write, documents: usize) -> io::Result<()> {
    let policies =
        count(documents, "policy document").replace("documents", "documents, one for each managed policy");
    writeln!(err, "{DIM}{policies}: IAM takes {LIMIT} characters in one{DIM:#}")
}
