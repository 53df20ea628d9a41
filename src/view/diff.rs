//! The diff, for people and for programs. Every line fits the given width.

mod access_line;
mod grants;
mod json;
mod layout;
mod resources;
mod text;
mod tree;
mod value;

use super::{BOLD, DIM, count};
use crate::deploy::diff::Compared;
use crate::diff::{Action, Diff, Path, Replacement, Step};
use crate::view::style::Style;
use anstyle::AnsiColor;
use std::io::{self, Write};

pub use access_line::access_line;
pub use json::json;
pub(super) use text::wrap;
pub(super) use value::inline;

/// What was, where bold would cry.
const OLD: Style = Style::color(AnsiColor::Red);

/// What changes.
const CHANGED: Style = Style::color(AnsiColor::Yellow);

/// What belongs to no section.
const REST: &str = "Template";

/// Each stack: access and network first, then resources, then the rest, and a summary.
pub fn human(out: &mut dyn Write, stacks: &[Compared], width: usize) -> io::Result<()> {
    for (at, compared) in stacks.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        stack(out, compared, width)?;
    }
    Ok(())
}

/// Who may do more or less, and what is open more or less.
pub fn access(out: &mut dyn Write, diff: &Diff, width: usize) -> io::Result<()> {
    grants::access(out, &diff.access, width)?;
    grants::network(out, &diff.network, width)
}

fn stack(out: &mut dyn Write, compared: &Compared, width: usize) -> io::Result<()> {
    let diff = &compared.diff;
    let new = if compared.is_new { " (new)" } else { "" };
    if !compared.differs() {
        return writeln!(out, "{BOLD}{}{BOLD:#}{new}: no differences", compared.stack);
    }
    writeln!(out, "{BOLD}{}{BOLD:#}{new}", compared.stack)?;
    if !compared.settings.is_empty() {
        heading(out, "Stack")?;
        let mut settings = compared.settings.iter();
        settings.try_for_each(|setting| super::stack_setting::line(out, setting))?;
    }
    if !compared.adopts.is_empty() {
        heading(out, "Existing resources to import")?;
        for adoption in &compared.adopts {
            write!(out, "  ")?;
            super::adopt::told(out, adoption, "  ")?;
        }
    }
    access(out, diff, width)?;
    if !diff.resources.is_empty() {
        heading(out, "Resources")?;
        resources::all(out, &diff.resources, width)?;
    }
    for changes in diff
        .others
        .chunk_by(|one, other| section(&one.path) == section(&other.path))
    {
        let section = changes.first().map_or("", |change| section(&change.path));
        heading(out, section)?;
        let below = changes.iter().map(|change| match change.path.0.as_slice() {
            [_, rest @ ..] if section != REST => (rest, change),
            all => (all, change),
        });
        tree::changes(out, below, &[], "  ", width)?;
    }
    writeln!(out)?;
    for line in text::wrap(&summary(compared), width) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn heading(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{title}{BOLD:#}")
}

/// The section of the template that a path leads into.
fn section(path: &Path) -> &str {
    match path.0.as_slice() {
        [Step::Key(name), _, ..]
            if ["Parameters", "Mappings", "Conditions", "Outputs"].contains(&&**name) =>
        {
            name
        }
        _ => REST,
    }
}

/// `2 to add, 3 to change (1 may be replaced), 1 to replace, 1 to remove`.
fn summary(compared: &Compared) -> String {
    let diff = &compared.diff;
    let summary = diff.summary();
    let may = |change: &&crate::diff::ResourceChange| {
        change.action == Action::Change && change.replacement == Replacement::Maybe
    };
    let may = match diff.resources.iter().filter(may).count() {
        0 => String::new(),
        number => format!(" ({number} may be replaced)"),
    };
    let parts = [
        (summary.add, "to add", ""),
        (summary.change, "to change", &*may),
        (summary.replace, "to replace", ""),
        (summary.remove, "to remove", ""),
    ];
    let parts = parts.into_iter().filter(|(number, ..)| *number > 0);
    let mut parts = parts
        .map(|(number, what, note)| format!("{number} {what}{note}"))
        .collect::<Vec<_>>();
    if !diff.others.is_empty() {
        parts.push(format!(
            "{} outside resources",
            count(diff.others.len(), "difference")
        ));
    }
    let settings = compared.settings.iter();
    match settings.filter(|setting| setting.before != setting.after).count() {
        0 => {}
        number => parts.push(format!("{} to change", count(number, "stack setting"))),
    }
    parts.join(", ")
}

/// A line in dim letters, wrapped.
fn note(out: &mut dyn Write, indent: &str, words: &str, width: usize) -> io::Result<()> {
    for line in text::wrap(words, width.saturating_sub(text::width(indent))) {
        writeln!(out, "{indent}{DIM}{line}{DIM:#}")?;
    }
    Ok(())
}
