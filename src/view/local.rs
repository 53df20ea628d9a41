//! The emulator: its state, its progress, and what it does not support.

use super::{BOLD, DIM, GREEN, YELLOW};
use crate::local::emulator::reduce::Dropped;
use crate::local::emulator::{Status, Step};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Its state, and how to access it.
pub fn human(out: &mut dyn Write, status: &Status) -> io::Result<()> {
    let directory = status.directory.display();
    let (Some(url), Some(process)) = (&status.url, status.process) else {
        writeln!(out, "not running")?;
        return writeln!(out, "state directory: {directory}");
    };
    writeln!(
        out,
        "{GREEN}running{GREEN:#} at {BOLD}{url}{BOLD:#} {DIM}(process {process}){DIM:#}"
    )?;
    writeln!(out, "state directory: {directory}")?;
    let functions = if status.functions {
        "run code as you"
    } else {
        "off"
    };
    writeln!(out, "functions: {functions}")?;
    writeln!(out, "for other tools: eval \"$(sa-infra local env)\"")
}

/// A step in progress.
pub fn step(err: &mut dyn Write, step: Step) -> io::Result<()> {
    let text = match step {
        Step::Waiting => "waiting: another command is starting or stopping the emulator",
        Step::Installing => "installing the emulator (first use only)",
        Step::Starting => "starting the emulator",
    };
    writeln!(err, "local: {text}")
}

/// It is running.
pub fn begun(err: &mut dyn Write, status: &Status) -> io::Result<()> {
    let url = status.url.as_deref().unwrap_or_default();
    writeln!(err, "local: running at {url} until `sa-infra local stop`")
}

/// Schedules have no time zone there.
pub fn in_utc(err: &mut dyn Write) -> io::Result<()> {
    writeln!(
        err,
        "{YELLOW}note{YELLOW:#}: the emulator runs schedules in UTC, whatever their time zone"
    )
}

/// The variables that point other tools at it, as a shell reads them.
pub fn environment(
    out: &mut dyn Write,
    variables: &[(&'static str, String)],
    unset: &[&'static str],
) -> io::Result<()> {
    for name in unset {
        writeln!(out, "unset {name}")?;
    }
    for (name, value) in variables {
        writeln!(out, "export {name}={value}")?;
    }
    Ok(())
}

/// The resources of a stack that the emulator does not support, on one line.
pub fn omitted(err: &mut dyn Write, stack: &str, omitted: &[Dropped]) -> io::Result<()> {
    if omitted.is_empty() {
        return Ok(());
    }
    let resources = omitted.iter().map(|one| format!("{} ({})", one.id, one.kind));
    let resources = resources.collect::<Vec<_>>().join(", ");
    let named_by = omitted.iter().flat_map(|one| &one.named_by).map(|id| &**id);
    let named_by = named_by.collect::<BTreeSet<_>>();
    write!(
        err,
        "{BOLD}{stack}{BOLD:#}: {YELLOW}note{YELLOW:#}: omitted, because the emulator does not support it: {resources}"
    )?;
    if !named_by.is_empty() {
        let named_by = named_by.into_iter().collect::<Vec<_>>().join(", ");
        write!(err, "; references to it become placeholder strings in {named_by}")?;
    }
    writeln!(err)
}
