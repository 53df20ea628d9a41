//! The emulator: its state, its progress, and what it does not support.

use super::{BOLD, DIM, GREEN, YELLOW};
use crate::local::emulator::reduce::Dropped;
use crate::local::emulator::{Status, Step};
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

/// The resources of a stack that the emulator does not support.
pub fn dropped(err: &mut dyn Write, stack: &str, dropped: &[Dropped]) -> io::Result<()> {
    for gone in dropped {
        let (kind, id) = (&gone.kind, &gone.id);
        write!(
            err,
            "{BOLD}{stack}{BOLD:#}: {YELLOW}note{YELLOW:#}: {id} is left out: the emulator does not support {kind}"
        )?;
        if !gone.named_by.is_empty() {
            write!(
                err,
                "; references to it become placeholder strings in {}",
                gone.named_by.join(", ")
            )?;
        }
        writeln!(err)?;
    }
    Ok(())
}
