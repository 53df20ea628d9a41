//! Which account a command works in, and as whom.

use super::{BOLD, DIM};
use std::io::{self, Write};

/// One line of where a command works.
pub fn line(err: &mut dyn Write, name: &str, regions: &[String], identity: &str) -> io::Result<()> {
    let regions = regions.join(" and ");
    let comma = if regions.is_empty() { "" } else { ", " };
    writeln!(
        err,
        "{DIM}account{DIM:#} {BOLD}{name}{BOLD:#}{comma}{regions}{DIM}, as {identity}{DIM:#}"
    )
}

/// The account with the name that people know it by.
pub fn name(account: &str, alias: Option<&str>) -> String {
    alias.map_or_else(|| account.to_owned(), |alias| format!("{account} ({alias})"))
}

/// The account that values are copied from, beside the one that the command works in.
pub fn source(err: &mut dyn Write, account: &str, arn: &str) -> io::Result<()> {
    writeln!(err, "{DIM}from account {account}, as {arn}{DIM:#}")
}
