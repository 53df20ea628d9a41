//! Log lines, for people and for programs.

use super::DIM;
use super::format::exact;
use super::style::{Colors, uncolored};
use crate::operate::logs::LogEvent;
use std::io::{self, Write};

/// A line with its time, in its own colors if that was requested.
pub fn line(out: &mut dyn Write, event: &LogEvent, keep_colors: bool) -> io::Result<()> {
    let (at, message) = (exact(event.at), event.message.trim_end());
    write!(out, "{DIM}{at}{DIM:#}  ")?;
    if keep_colors {
        writeln!(out, "{}", Colors(message))
    } else {
        writeln!(out, "{}", uncolored(message))
    }
}

/// The same with the name of its service, for several services.
pub fn line_of(out: &mut dyn Write, who: &str, event: &LogEvent) -> io::Result<()> {
    writeln!(out, "{DIM}{who} |{DIM:#} {}", uncolored(event.message.trim_end()))
}

/// A line as a JSON object.
pub fn json_line(out: &mut dyn Write, event: &LogEvent) -> io::Result<()> {
    super::json_line(out, event)
}

/// There are no lines.
pub fn nothing(err: &mut dyn Write, service: &str, since: &str) -> io::Result<()> {
    writeln!(
        err,
        "{DIM}{service} has no matching log lines since {since}; use --since to look further back{DIM:#}"
    )
}
