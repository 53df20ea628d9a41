//! Added, removed and changed resources.

use super::text::{width, wrap};
use super::{CHANGED, OLD, tree};
use crate::deploy::compared::Compared;
use crate::diff::{Action, Diff, Replacement, ResourceChange, Step};
use crate::view::style::Style;
use crate::view::{BOLD, DIM, Format, GREEN, RED, YELLOW};
use std::collections::HashMap;
use std::io::{self, Write};

/// All of them. Equal changes (usually a new tag) are shown together, at the first of their resources.
pub(super) fn all(out: &mut dyn Write, compared: &Compared, diff: &Diff, format: Format) -> io::Result<()> {
    let width = format.width;
    let mut groups = Vec::<(Vec<u8>, Vec<&ResourceChange>)>::new();
    let mut places = HashMap::new();
    for change in &diff.resources {
        let details = details(change, width)?;
        let is_alike =
            !details.is_empty() && change.replacement == Replacement::Never && change.collision.is_none();
        let place = is_alike.then(|| *places.entry(details.clone()).or_insert(groups.len()));
        match place.and_then(|at| groups.get_mut(at)) {
            Some((_, alike)) => alike.push(change),
            None => groups.push((details, vec![change])),
        }
    }
    for (details, alike) in groups {
        alike.iter().try_for_each(|change| {
            let is_imported = compared.imported.iter().any(|id| **id == *change.id);
            head(out, change, diff, format, is_imported)
        })?;
        if alike.len() > 1 {
            super::note(out, "    ", &format!("each of these {}:", alike.len()), width)?;
        }
        out.write_all(&details)?;
    }
    Ok(())
}

/// The lines below the heading of a resource.
fn details(change: &ResourceChange, width: usize) -> io::Result<Vec<u8>> {
    let mut details = Vec::new();
    notes(&mut details, change, width)?;
    let changes = change
        .changes
        .iter()
        .map(|change| (shown(&change.path.0), change));
    tree::changes(&mut details, changes, &change.because, "    ", width)?;
    Ok(details)
}

fn head(
    out: &mut dyn Write,
    change: &ResourceChange,
    diff: &Diff,
    format: Format,
    is_imported: bool,
) -> io::Result<()> {
    let width = format.width;
    let (style, sign) = match change.action {
        _ if is_imported => (GREEN, "[<]"),
        Action::Add => (GREEN, "[+]"),
        Action::Change => (CHANGED, "[~]"),
        Action::Remove => (OLD, "[-]"),
    };
    let mut line = Line { out, width, used: 0 };
    line.word(style, sign)?;
    line.word(Style::new(), &change.kind)?;
    let name = diff.name(&change.id);
    line.word(BOLD, name)?;
    if format.verbose && name != &*change.id {
        line.word(DIM, &change.id)?;
    }
    if is_imported {
        line.word(GREEN, "imports the existing resource")?;
    }
    match change.replacement {
        Replacement::Always => line.word(RED, &format!("replace{}", causes(change)))?,
        Replacement::Maybe => line.word(YELLOW, &format!("may be replaced{}", causes(change)))?,
        Replacement::Never => {}
    }
    if let Some(policy) = &change.kept {
        let whose = if change.action == Action::Remove {
            ""
        } else {
            "the old one "
        };
        let how = if policy == "Snapshot" {
            "kept as a snapshot"
        } else {
            "kept"
        };
        line.word(DIM, &format!("({whose}{how})"))?;
    }
    writeln!(out)
}

/// The properties that cause the replacement: ` (Name, Path)`.
fn causes(change: &ResourceChange) -> String {
    let deciding = change
        .because
        .iter()
        .filter(|cause| cause.replacement == change.replacement);
    let mut names = Vec::new();
    for name in deciding.filter_map(|cause| Some(shown(&cause.path.0).first()?.to_string())) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        String::new()
    } else {
        format!(" ({})", names.join(", "))
    }
}

/// Notes about a resource that are not changes.
fn notes(out: &mut dyn Write, change: &ResourceChange, width: usize) -> io::Result<()> {
    for cause in &change.because {
        if let Some(follows) = &cause.follows {
            let path = shown(&cause.path.0)
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>();
            let words = format!("{} refers to {follows}, which is replaced", path.join("/"));
            super::note(out, "    ", &words, width)?;
        }
        if matches!(cause.path.0.as_slice(), [Step::Key(name)] if name == "Type") {
            let words = "CloudFormation does not change the type of a logical id: use a new logical id";
            super::note(out, "    ", words, width)?;
        }
    }
    let Some(collision) = &change.collision else {
        return Ok(());
    };
    let words = if let Some(with) = &collision.with {
        format!(
            "name conflict: {with} has the name {} while this resource is created; keep its logical id, or remove it first",
            collision.name
        )
    } else {
        let when = if change.replacement == Replacement::Maybe {
            " when replaced"
        } else {
            ""
        };
        let name = &collision.name;
        format!(
            "name conflict{when}: the old resource has the name {name} while the new one is created; choose another name"
        )
    };
    for line in wrap(&words, width.saturating_sub(4)) {
        writeln!(out, "    {RED}{line}{RED:#}")?;
    }
    Ok(())
}

/// The path without `Properties`.
fn shown(path: &[Step]) -> &[Step] {
    match path {
        [Step::Key(first), rest @ ..] if first == "Properties" && !rest.is_empty() => rest,
        all => all,
    }
}

/// Words on a line that wraps when it is full.
struct Line<'a> {
    out: &'a mut dyn Write,
    width: usize,
    used: usize,
}

impl Line<'_> {
    fn word(&mut self, style: Style, word: &str) -> io::Result<()> {
        let indent = "    ";
        if self.used > 0 && self.used + 1 + width(word) > self.width {
            write!(self.out, "\n{indent}")?;
            self.used = indent.len();
        } else if self.used > 0 {
            write!(self.out, " ")?;
            self.used += 1;
        }
        for (at, part) in wrap(word, self.width.saturating_sub(indent.len()))
            .iter()
            .enumerate()
        {
            if at > 0 {
                write!(self.out, "\n{indent}")?;
                self.used = indent.len();
            }
            write!(self.out, "{style}{part}{style:#}")?;
            self.used += width(part);
        }
        Ok(())
    }
}
