//! A new stack in short: its resources, by type and number. `--verbose` shows the rest.

use super::text::{width, wrap};
use super::{grants, heading, note, section};
use crate::deploy::compared::Compared;
use crate::diff::{Diff, Effect, Network, Weight};
use crate::view::progress::elide;
use crate::view::{DIM, GREEN, count};
use std::io::{self, Write};

/// The minimum width at which names are shown.
const NAMES: usize = 20;

/// The contents of the new stack.
pub(super) fn new(out: &mut dyn Write, compared: &Compared, diff: &Diff, width: usize) -> io::Result<()> {
    access(out, compared, diff, width)?;
    // A new resource is open, but no existing resource is opened further.
    let network = diff.network.iter().map(|row| Network {
        weight: Weight::Narrower,
        ..row.clone()
    });
    grants::network(out, &network.collect::<Vec<_>>(), width)?;
    heading(out, "Resources")?;
    let mut kinds = Vec::<(&str, Vec<&str>)>::new();
    for change in &diff.resources {
        let name = diff.name(&change.id);
        match kinds.iter_mut().find(|(kind, _)| *kind == change.kind) {
            Some((_, names)) => names.push(name),
            None => kinds.push((&change.kind, vec![name])),
        }
    }
    let label = |(kind, names): &(&str, Vec<&str>)| match names.len() {
        1 => (*kind).to_owned(),
        number => format!("{kind} ({number})"),
    };
    let labels = kinds.iter().map(label).collect::<Vec<_>>();
    let widest = labels.iter().map(|label| self::width(label)).max().unwrap_or(0);
    for (label, (_, names)) in labels.iter().zip(&kinds) {
        let room = width.saturating_sub(widest + 6);
        if room < NAMES {
            writeln!(
                out,
                "  {GREEN}+{GREEN:#} {}",
                elide(label, width.saturating_sub(4))
            )?;
            continue;
        }
        let names = shorten(names, room);
        writeln!(out, "  {GREEN}+{GREEN:#} {label:<widest$}  {DIM}{names}{DIM:#}")?;
    }
    let mut others = Vec::<(&str, usize)>::new();
    for change in &diff.others {
        let section = section(&change.path);
        match others.iter_mut().find(|(known, _)| *known == section) {
            Some((_, number)) => *number += 1,
            None => others.push((section, 1)),
        }
    }
    let others = others.into_iter().filter(|(section, _)| *section != super::REST);
    let others = others.map(|(section, number)| {
        let noun = section.to_lowercase();
        count(number, noun.trim_end_matches('s'))
    });
    let others = others.collect::<Vec<_>>();
    if !others.is_empty() {
        note(out, "  ", &format!("and {}", others.join(", ")), width)?;
    }
    let stack = &compared.stack;
    let hint = format!("`sa-infra diff {stack} --verbose` shows every property");
    wrap(&hint, width.saturating_sub(2))
        .iter()
        .try_for_each(|line| writeln!(out, "  {DIM}{line}{DIM:#}"))
}

/// All names, or the first one if not all fit: their number is next to them.
fn shorten(names: &[&str], room: usize) -> String {
    let all = names.join(", ");
    match names {
        [first, _, ..] if width(&all) > room => elide(first, room.saturating_sub(3)) + ", …",
        _ => elide(&all, room),
    }
}

/// The number of principals that get access; access for everyone is shown in full.
fn access(out: &mut dyn Write, compared: &Compared, diff: &Diff, width: usize) -> io::Result<()> {
    let is_grant = |effect: Effect| matches!(effect, Effect::Allow | Effect::Attach);
    let broader = compared.diff.access.iter().zip(&diff.access);
    let broader = broader.filter(|(row, _)| row.weight == Weight::Broader && is_grant(row.grant.effect));
    let (new, open): (Vec<_>, Vec<_>) = broader.partition(|(row, _)| compared.diff.is_new_access(row));
    let open = open
        .into_iter()
        .map(|(_, named)| named.clone())
        .collect::<Vec<_>>();
    grants::access(out, &open, width)?;
    if new.is_empty() {
        return Ok(());
    }
    if open.is_empty() {
        heading(out, "Access")?;
    }
    let mut who = Vec::new();
    for (row, _) in &new {
        if !who.contains(&&row.grant.who) {
            who.push(&row.grant.who);
        }
    }
    let words = format!(
        "{} for {} that the stack creates or uses",
        count(new.len(), "permission"),
        count(who.len(), "principal")
    );
    note(out, "  ", &words, width)
}
