//! Results as text for people or as JSON for programs, written to any writer. Never calls AWS, and makes no
//! decisions.

pub mod account;
mod adopt;
pub mod build;
pub mod console;
pub mod deploy;
pub mod destroy;
pub mod diagram;
pub mod diff;
pub mod doctor;
pub mod drift;
pub mod events;
pub mod facts;
pub mod findings;
mod format;
pub mod gc;
pub mod images;
pub mod instance;
mod link;
pub mod local;
pub mod logs;
pub mod markdown;
pub mod next;
pub mod notify;
pub mod output;
pub mod outputs;
pub mod permissions;
pub mod progress;
mod prose;
pub mod recover;
pub mod restore;
mod root_cause;
pub mod run;
pub mod schedule;
pub mod secrets;
pub mod settings;
mod size;
mod stack_setting;
pub mod stacks;
pub mod status;
pub mod style;
mod table;
pub mod tasks;
pub mod templates;
pub mod trace;
pub mod up;
pub mod upload;

#[cfg(feature = "console")]
pub(crate) use format::exact;
pub use format::{Format, Terminal};
pub(crate) use table::write_table;

use anstyle::AnsiColor;
use serde::Serialize;
use std::io::{self, Write};
use style::Style;

pub(crate) const RED: Style = Style::color(AnsiColor::Red).bold();
pub(crate) const YELLOW: Style = Style::color(AnsiColor::Yellow).bold();
pub(crate) const GREEN: Style = Style::color(AnsiColor::Green);
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const BOLD: Style = Style::new().bold();

/// Any result as indented JSON.
pub fn json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// A value on its own line, as one of several.
pub fn json_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// The user declined, which is not an error.
pub fn declined(err: &mut dyn Write) -> io::Result<()> {
    writeln!(err, "declined; nothing was changed")
}

/// `1 resource`, `2 resources`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Whether people need to see the output: not if only other stacks read the export.
pub(crate) fn is_news(output: &str) -> bool {
    !output.starts_with("ExportsOutput")
}

/// Prints a string on as many lines as needed, each indented by this much.
pub(crate) fn indented(out: &mut dyn Write, by: usize, text: &str, width: usize) -> io::Result<()> {
    let lines = diff::wrap(text, width.saturating_sub(by)).into_iter();
    lines
        .into_iter()
        .try_for_each(|line| writeln!(out, "{:by$}{line}", ""))
}
