//! Log lines, for people and for programs.

use super::DIM;
use super::events::time;
use crate::operate::logs::LogEvent;
use std::io::{self, Write};

/// A line with its time. What a program wrote cannot steer the terminal.
pub fn line(out: &mut dyn Write, event: &LogEvent) -> io::Result<()> {
    writeln!(
        out,
        "{DIM}{}{DIM:#}  {}",
        time(event.at),
        harmless(&event.message)
    )
}

/// The same with the name of who wrote it, where several do.
pub fn line_of(out: &mut dyn Write, who: &str, event: &LogEvent) -> io::Result<()> {
    writeln!(out, "{DIM}{who} |{DIM:#} {}", harmless(&event.message))
}

fn harmless(message: &str) -> String {
    let message = message.trim_end();
    message
        .chars()
        .map(|sign| {
            if sign.is_control() && sign != '\t' {
                ' '
            } else {
                sign
            }
        })
        .collect()
}

/// A line as a JSON object.
pub fn json_line(out: &mut dyn Write, event: &LogEvent) -> io::Result<()> {
    super::json_line(out, event)
}

/// There is no line.
pub fn nothing(err: &mut dyn Write, service: &str, since: &str) -> io::Result<()> {
    writeln!(
        err,
        "{DIM}{service} has no matching log lines since {since}; use --since to look further back{DIM:#}"
    )
}
