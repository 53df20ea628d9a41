//! The tables of access and network: for each principal or resource, what it may do or reach, more or less than
//! before.

use super::layout;
use super::text::wrap;
use super::value::{inline, name};
use super::{OLD, heading};
use crate::diff::{Access, Direction, Effect, Network, Term, Weight};
use crate::model::json::{Fields, Json};
use crate::view::{BOLD, DIM, GREEN, YELLOW};
use std::io::{self, Write};

/// From this width on, the grants and their resources are printed next to each other.
const SIDE_BY_SIDE: usize = 70;

/// One row: what, and on or with whom.
struct Row {
    added: bool,
    weight: Weight,
    word: &'static str,
    left: Vec<String>,
    right: Vec<String>,
    below: Option<String>,
}

/// Who may do what.
pub(super) fn access(out: &mut dyn Write, rows: &[Access], width: usize) -> io::Result<()> {
    let row = |access: &Access| {
        let grant = &access.grant;
        let everything = matches!(grant.effect, Effect::Attach | Effect::Boundary);
        Row {
            added: access.added,
            weight: access.weight,
            word: match grant.effect {
                Effect::Allow => "allow",
                Effect::Deny => "deny",
                Effect::Attach => "attach",
                Effect::Boundary => "bound",
                Effect::Build => "build",
            },
            left: match grant.effect {
                Effect::Build => grant.actions.iter().map(branch).collect(),
                _ => grant.actions.iter().map(term).collect(),
            },
            right: if everything {
                Vec::new()
            } else {
                grant.on.iter().map(term).collect()
            },
            below: grant.condition.as_ref().map(|with| match grant.effect {
                Effect::Build => built(with),
                _ => condition(with),
            }),
        }
    };
    let rows = rows.iter().map(|access| (term(&access.grant.who), row(access)));
    table(out, "Access", rows.collect(), width)
}

/// Who can reach what.
pub(super) fn network(out: &mut dyn Write, rows: &[Network], width: usize) -> io::Result<()> {
    let row = |network: &Network| {
        let (word, preposition) = match network.direction {
            Direction::In => ("in", "from "),
            Direction::Out => ("out", "to "),
            Direction::Public => ("public", ""),
        };
        Row {
            added: network.added,
            weight: network.weight,
            word,
            left: vec![network.traffic.clone()],
            right: network
                .peer
                .iter()
                .map(|peer| format!("{preposition}{}", name(peer)))
                .collect(),
            below: None,
        }
    };
    let rows = rows.iter().map(|network| (name(&network.what), row(network)));
    table(out, "Network", rows.collect(), width)
}

fn term(term: &Term) -> String {
    let text = match &term.value {
        Json::List(items) => items.iter().map(name).collect::<Vec<_>>().join(", "),
        value => name(value),
    };
    if term.except {
        format!("all but {text}")
    } else {
        text
    }
}

/// `from branch master`, the source of a build's code.
fn branch(version: &Term) -> String {
    match &*term(version) {
        "\"\"" => "its default branch".to_owned(),
        version => format!("branch {version}"),
    }
}

/// `with BuildSpec of 9 lines, Image aws/codebuild/standard:7.0`. The properties below show the lines that change.
fn built(with: &Json) -> String {
    let members = with.as_map().into_iter().flat_map(Fields::iter);
    let members = members.filter(|(_, value)| value.as_text() != Some(""));
    let members = members.map(
        |(name, value)| match value.as_text().map_or(0, |text| text.lines().count()) {
            0 | 1 => format!("{name} {}", inline(value)),
            lines => format!("{name} of {lines} lines"),
        },
    );
    format!("with {}", members.collect::<Vec<_>>().join(", "))
}

/// `when StringEquals aws:SourceAccount ${AWS::AccountId}`.
fn condition(condition: &Json) -> String {
    let Json::Map(operators) = condition else {
        return format!("when {}", inline(condition));
    };
    let keys = operators.iter().flat_map(|(operator, keys)| match keys {
        Json::Map(keys) => keys
            .iter()
            .map(|(key, value)| format!("{operator} {key} {}", values(value)))
            .collect(),
        other => vec![format!("{operator} {}", values(other))],
    });
    format!("when {}", keys.collect::<Vec<_>>().join(" and "))
}

fn values(json: &Json) -> String {
    match json {
        Json::List(items) => items.iter().map(inline).collect::<Vec<_>>().join(" or "),
        one => inline(one),
    }
}

/// Rows under their headings; broadening changes come first, and so do their headings.
fn table(out: &mut dyn Write, title: &str, rows: Vec<(String, Row)>, width: usize) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    heading(out, title)?;
    let has = |weight: Weight| rows.iter().any(|(_, row)| row.weight == weight);
    let legend = [(Weight::Broader, "! broader"), (Weight::Neutral, "= unchanged")];
    let legend = legend
        .iter()
        .filter(|(weight, _)| has(*weight))
        .map(|(_, words)| *words);
    let legend = legend.collect::<Vec<_>>().join("   ");
    if !legend.is_empty() {
        super::note(out, "  ", &legend, width)?;
    }
    let mut groups = Vec::<(String, Vec<Row>)>::new();
    let mut places = std::collections::HashMap::new();
    for (head, row) in rows {
        let at = *places.entry(head.clone()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((head, vec![row])),
        }
    }
    for (head, rows) in groups {
        for line in wrap(&head, width.saturating_sub(2)) {
            writeln!(out, "  {BOLD}{line}{BOLD:#}")?;
        }
        rows.iter().try_for_each(|row| self::row(out, row, width))?;
    }
    Ok(())
}

/// `    + ! allow  s3:GetObject  files`.
fn row(out: &mut dyn Write, row: &Row, width: usize) -> io::Result<()> {
    let (style, sign) = if row.added { (GREEN, '+') } else { (OLD, '-') };
    let (mark_style, mark) = match row.weight {
        Weight::Broader => (YELLOW, '!'),
        Weight::Narrower => (DIM, ' '),
        Weight::Neutral => (DIM, '='),
    };
    let indent = 15;
    let room = width.saturating_sub(indent);
    let lines = if width >= SIDE_BY_SIDE {
        layout::in_columns(&row.left, &row.right, room)
    } else {
        layout::stacked(&row.left, &row.right, room)
    };
    for (at, line) in lines.iter().enumerate() {
        if at == 0 {
            let word = row.word;
            writeln!(
                out,
                "    {style}{sign}{style:#} {mark_style}{mark}{mark_style:#} {style}{word:<6} {line}{style:#}"
            )?;
        } else {
            writeln!(out, "{}{style}{line}{style:#}", " ".repeat(indent))?;
        }
    }
    row.below
        .iter()
        .try_for_each(|below| super::note(out, &" ".repeat(indent), below, width))
}
