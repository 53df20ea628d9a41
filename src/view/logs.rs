//! Log lines, for people and for programs.

use super::format::exact;
use super::style::{Colors, uncolored};
use super::{DIM, count};
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

/// There are no lines, or none that the filter lets through.
pub fn nothing(err: &mut dyn Write, service: &str, since: &str, is_filtered: bool) -> io::Result<()> {
    let lines = if is_filtered {
        "no matching log lines"
    } else {
        "no log lines"
    };
    writeln!(
        err,
        "{DIM}{service}: {lines} {}; use --since to look further back{DIM:#}",
        period(since)
    )
}

/// A duration such as `2h` or a timestamp, in words.
fn period(since: &str) -> String {
    let at = since.len() - since.chars().next_back().map_or(0, char::len_utf8);
    let (number, unit) = since.split_at(at);
    let unit = match unit {
        "s" => "second",
        "m" => "minute",
        "h" => "hour",
        "d" => "day",
        _ => return format!("since {since}"),
    };
    match number.parse::<usize>() {
        Ok(1) => format!("in the last {unit}"),
        Ok(number) => format!("in the last {}", count(number, unit)),
        Err(_) => format!("since {since}"),
    }
}
