//! Which account a command works in, and as whom.

use super::{BOLD, DIM};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A line with the account, regions and identity of a command.
pub fn line(err: &mut dyn Write, name: &str, regions: &[String], identity: &str) -> io::Result<()> {
    let regions = regions.join(" and ");
    let comma = if regions.is_empty() { "" } else { ", " };
    writeln!(
        err,
        "{DIM}account{DIM:#} {BOLD}{name}{BOLD:#}{comma}{regions}{DIM}, as {identity}{DIM:#}"
    )
}

/// The account with its alias.
pub fn name(account: &str, alias: Option<&str>) -> String {
    alias.map_or_else(|| account.to_owned(), |alias| format!("{account} ({alias})"))
}

/// A question, after the account of its stacks and the configuration. Stacks of several accounts are listed by account, on
/// lines of their own.
pub fn question(accounts: &[(String, Vec<&str>)], configuration: Option<&str>, text: &str) -> String {
    let (mut lines, mut first) = (String::new(), Vec::new());
    match accounts {
        [] => {}
        [(account, _)] => first.push(format!("account {account}")),
        several => {
            for (account, stacks) in several {
                let _ = writeln!(lines, "account {account}: {}", stacks.join(", "));
            }
        }
    }
    first.extend(configuration.map(str::to_owned));
    match &*first.join(", ") {
        "" => format!("{lines}{text}"),
        place => format!("{lines}{place}: {text}"),
    }
}

/// The account that values are copied from.
pub fn source(err: &mut dyn Write, account: &str, arn: &str) -> io::Result<()> {
    writeln!(err, "{DIM}from account {account}, as {arn}{DIM:#}")
}
