//! Results as text for people or as JSON for programs, into any writer. Never calls AWS, never decides.

pub mod deploy;
pub mod destroy;
pub mod diff;
pub mod drift;
pub mod events;
pub mod findings;
pub mod local;
pub mod outputs;
pub mod progress;
pub mod recover;
pub mod settings;
pub mod stacks;
pub mod status;
pub mod templates;

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::io::{self, Write};

pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const BOLD: Style = Style::new().bold();

/// Any result as indented JSON.
pub fn json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// `1 resource`, `2 resources`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Exports that only other stacks read are no news to people.
pub(crate) fn is_news(output: &str) -> bool {
    !output.starts_with("ExportsOutput")
}

/// A text on as many lines as it takes, each this far from the left.
pub(crate) fn indented(out: &mut dyn Write, by: usize, text: &str, width: usize) -> io::Result<()> {
    let lines = diff::wrap(text, width.saturating_sub(by)).into_iter();
    lines
        .into_iter()
        .try_for_each(|line| writeln!(out, "{:by$}{line}", ""))
}

/// A table without lines: cells two spaces apart, as wide as they need to be.
pub(crate) fn table<const N: usize>(header: [&str; N], rows: Vec<[String; N]>) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_preset(comfy_table::presets::NOTHING);
    table.set_header(header);
    table.add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table
}
