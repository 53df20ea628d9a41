//! Stack events, one per line.

use super::style::line as line_of;
use super::{DIM, Format, GREEN, RED, YELLOW};
use crate::deploy::events::{Event, Outcome};
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::io::{self, Write};

/// One event for people: time, status, type, resource, reason. `names` has the display names by logical id.
pub fn line<S: BuildHasher>(
    out: &mut dyn Write,
    event: &Event,
    names: &HashMap<String, String, S>,
    format: Format,
) -> io::Result<()> {
    let style = match event.outcome {
        Outcome::Failed => RED,
        Outcome::Cancelled | Outcome::RolledBack => YELLOW,
        Outcome::Done => GREEN,
        Outcome::Busy => DIM,
    };
    let Event {
        status,
        logical_id,
        resource_type,
        ..
    } = event;
    let at = format.time(event.at);
    let name = names.get(logical_id).unwrap_or(logical_id);
    write!(
        out,
        "{at:<8}  {style}{status:<27}{style:#}  {resource_type} {name}"
    )?;
    if format.verbose && name != logical_id {
        write!(out, " {DIM}{logical_id}{DIM:#}")?;
    }
    match &event.reason {
        Some(reason) => writeln!(out, "  {}", line_of(reason.trim())),
        None => writeln!(out),
    }
}

/// One event for programs: a JSON object on a line of its own.
pub fn json_line(out: &mut dyn Write, event: &Event) -> io::Result<()> {
    super::json_line(out, event)
}

/// AWS does not answer.
pub fn lost(err: &mut dyn Write, reason: &str) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}waiting{YELLOW:#}: {reason}\n  {DIM}the operation continues in AWS; watching resumes automatically{DIM:#}"
    )
}

/// Watching ends before the operation does.
pub fn continues(err: &mut dyn Write) -> io::Result<()> {
    writeln!(
        err,
        "{DIM}the operation continues in AWS; run the same command to watch it again{DIM:#}"
    )
}

/// AWS answers again.
pub fn back(err: &mut dyn Write) -> io::Result<()> {
    writeln!(err, "{GREEN}resumed{GREEN:#}: AWS is reachable again")
}

/// No operation is in progress.
pub fn idle(err: &mut dyn Write, stack: &str, status: &str) -> io::Result<()> {
    writeln!(err, "{DIM}no operation is running: {stack} is {status}{DIM:#}")
}
