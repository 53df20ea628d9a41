//! The diff, for people and for programs. Every line fits the given width.

mod access_line;
mod grants;
mod json;
mod layout;
mod named;
mod overview;
mod resources;
mod text;
mod tree;
mod value;

use super::{BOLD, DIM, Format, count};
use crate::deploy::diff::Compared;
use crate::diff::{Action, Diff, Path, Replacement, Step, Summary};
use crate::view::style::Style;
use anstyle::AnsiColor;
use std::io::{self, Write};

pub use access_line::access_line;
pub use json::json;
pub(super) use text::wrap;
pub(super) use value::inline;

/// The old value, where bold would be too strong.
const OLD: Style = Style::color(AnsiColor::Red);

/// A changed value.
const CHANGED: Style = Style::color(AnsiColor::Yellow);

/// Changes outside of sections.
const REST: &str = "Template";

/// Each stack: access and network first, then resources, then other changes, and a summary.
pub fn human(out: &mut dyn Write, stacks: &[Compared], format: Format) -> io::Result<()> {
    for (at, compared) in stacks.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        stack(out, compared, format)?;
    }
    Ok(())
}

/// The changes of one stack, before it is deployed.
pub fn planned(out: &mut dyn Write, compared: &Compared, format: Format) -> io::Result<()> {
    stack(out, compared, format)?;
    writeln!(out)
}

/// The resources that a change set names only because they keep a value that you set.
pub fn kept(out: &mut dyn Write, compared: &Compared, format: Format) -> io::Result<()> {
    if compared.kept.is_empty() {
        return Ok(());
    }
    let places = compared.kept.iter().map(|kept| kept.place.as_str());
    let what = format!("keeps what you set: {}", places.collect::<Vec<_>>().join(", "));
    for (at, line) in text::wrap(&what, format.width.saturating_sub(4))
        .iter()
        .enumerate()
    {
        let sign = if at == 0 { "=" } else { " " };
        writeln!(out, "  {DIM}{sign} {line}{DIM:#}")?;
    }
    Ok(())
}

fn stack(out: &mut dyn Write, compared: &Compared, format: Format) -> io::Result<()> {
    let width = format.width;
    let new = if compared.is_new { " (new)" } else { "" };
    if !compared.differs() && compared.kept.is_empty() {
        return writeln!(out, "{BOLD}{}{BOLD:#}{new}: no differences", compared.stack);
    }
    writeln!(out, "{BOLD}{}{BOLD:#}{new}", compared.stack)?;
    let diff = &named::named(&compared.diff);
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
    if compared.is_new && !format.verbose {
        overview::new(out, compared, diff, width)?;
    } else {
        grants::access(out, &diff.access, width)?;
        grants::network(out, &diff.network, width)?;
        changes(out, compared, diff, format)?;
    }
    kept(out, compared, format)?;
    let mut summary = if compared.is_new && !format.verbose {
        counts(diff.summary(), 0)
    } else {
        summary(diff)
    };
    let settings = compared.settings.iter();
    let settings = settings.filter(|setting| setting.before != setting.after).count();
    if settings > 0 {
        let gap = if summary.is_empty() { "" } else { ", " };
        summary = format!("{summary}{gap}{} to change", count(settings, "stack setting"));
    }
    if summary.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    text::wrap(&summary, width)
        .iter()
        .try_for_each(|line| writeln!(out, "{line}"))
}

/// Changed resources and other changes, property by property.
fn changes(out: &mut dyn Write, compared: &Compared, diff: &Diff, format: Format) -> io::Result<()> {
    let width = format.width;
    if !diff.resources.is_empty() || !compared.kept.is_empty() {
        heading(out, "Resources")?;
        resources::all(out, compared, diff, format)?;
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
    Ok(())
}

fn heading(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{title}{BOLD:#}")
}

/// The section of the template that contains a path.
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
fn summary(diff: &Diff) -> String {
    let may = |change: &&crate::diff::ResourceChange| {
        change.action == Action::Change && change.replacement == Replacement::Maybe
    };
    let may = match diff.resources.iter().filter(may).count() {
        0 => String::new(),
        number => format!(" ({number} may be replaced)"),
    };
    counted(diff.summary(), &may, diff.others.len())
}

/// The same for a comparison of which only the numbers are known.
pub(crate) fn counts(summary: Summary, others: usize) -> String {
    counted(summary, "", others)
}

fn counted(summary: Summary, may: &str, others: usize) -> String {
    let parts = [
        (summary.add, "to add", ""),
        (summary.change, "to change", may),
        (summary.replace, "to replace", ""),
        (summary.remove, "to remove", ""),
    ];
    let parts = parts.into_iter().filter(|(number, ..)| *number > 0);
    let mut parts = parts
        .map(|(number, what, note)| format!("{number} {what}{note}"))
        .collect::<Vec<_>>();
    if others > 0 {
        parts.push(format!("{} outside resources", count(others, "difference")));
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
