//! Results as text for people or as JSON for programs, written to any writer. Never calls AWS, never decides.

pub mod account;
mod adopt;
pub mod build;
pub mod deploy;
pub mod destroy;
pub mod diagram;
pub mod diff;
pub mod doctor;
pub mod drift;
pub mod events;
pub mod facts;
pub mod findings;
pub mod images;
pub mod instance;
pub mod local;
pub mod logs;
pub mod notify;
pub mod outputs;
pub mod permissions;
pub mod progress;
pub mod recover;
pub mod restore;
mod root_cause;
pub mod run;
pub mod schedule;
pub mod secrets;
pub mod settings;
mod size;
pub mod stacks;
pub mod status;
pub mod tasks;
pub mod templates;
pub mod up;
pub mod upload;

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

/// How results for people are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// How many columns a line may have.
    pub width: usize,
    /// Whether everything is shown, with logical ids.
    pub verbose: bool,
}

impl Format {
    /// The short form.
    pub fn brief(width: usize) -> Self {
        let verbose = false;
        Self { width, verbose }
    }
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

/// A table on its way out. Where it does not fit into a terminal's `width`, each row is a paragraph: a name in two pieces
/// is no name.
pub(crate) fn write_table<const N: usize>(
    out: &mut dyn Write,
    header: [&str; N],
    rows: Vec<[String; N]>,
    width: Option<u16>,
) -> io::Result<()> {
    let lines = table(header, rows.clone()).lines().collect::<Vec<_>>();
    let widest = lines.iter().map(|line| line.trim_end().chars().count()).max();
    if width.is_none() || widest <= width.map(usize::from) {
        return lines
            .iter()
            .try_for_each(|line| writeln!(out, "{}", line.trim_end()));
    }
    for row in rows {
        let mut cells = header.iter().zip(row);
        if let Some((_, name)) = cells.next() {
            writeln!(out, "{BOLD}{name}{BOLD:#}")?;
        }
        for (header, cell) in cells.filter(|(_, cell)| cell != "-") {
            writeln!(out, "  {DIM}{}:{DIM:#} {cell}", header.to_lowercase())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::write_table;

    fn written(width: Option<u16>) -> String {
        let rows = vec![["portfolio-manager".to_owned(), "set".to_owned(), "-".to_owned()]];
        let mut out = anstream::StripStream::new(Vec::new());
        write_table(&mut out, ["NAME", "STATE", "BY"], rows, width).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    #[test]
    fn what_does_not_fit_is_a_paragraph() {
        let table = "NAME               STATE  BY\nportfolio-manager  set    -\n";
        assert_eq!(written(None), table);
        assert_eq!(written(Some(28)), table);
        assert_eq!(written(Some(27)), "portfolio-manager\n  state: set\n");
    }
}
