//! The effective configuration, value by value, each with its source.

use super::node::{Kind, Node};
use super::path::{Path, Step};
use super::shown::{json, toml};
use super::source::{Places, Source};
use indexmap::IndexMap;
use serde::Serialize;
use std::fmt;

/// One value of the effective configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The key, such as `stock_advisor.network.cidr`.
    pub key: String,
    /// The value; strings that look like secrets are hidden.
    pub value: serde_json::Value,
    /// The source: `default`, a file with the line, a flag or a variable.
    pub source: Source,
}

impl Entry {
    /// The value as TOML.
    pub fn toml(&self) -> String {
        toml(&self.value)
    }
}

/// The values of `tree`, with tables flattened.
pub(super) fn entries(tree: &Node, places: &Places<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    collect(tree, &Path::default(), places, &mut entries);
    entries
}

fn collect(node: &Node, path: &Path, places: &Places<'_>, entries: &mut Vec<Entry>) {
    match &node.kind {
        Kind::Table(table) => {
            for (key, member) in table {
                collect(member, &path.child(Step::Key(key.clone())), places, entries);
            }
        }
        Kind::Gone => {}
        _ => entries.push(Entry {
            key: path.to_string(),
            value: json(node, path),
            source: places.source(node.at),
        }),
    }
}

/// The entries as TOML, each with its source in a comment.
pub struct Listing<'a>(pub &'a [Entry]);

impl fmt::Display for Listing<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sections: IndexMap<&str, Vec<(String, &Source)>> = IndexMap::new();
        for entry in self.0 {
            let (section, key) = entry.key.rsplit_once('.').unwrap_or(("", &entry.key));
            let line = format!("{key} = {}", entry.toml());
            sections.entry(section).or_default().push((line, &entry.source));
        }
        for (position, (section, lines)) in sections.iter().enumerate() {
            if position > 0 {
                formatter.write_str("\n")?;
            }
            if !section.is_empty() {
                writeln!(formatter, "[{section}]")?;
            }
            let width = lines
                .iter()
                .map(|(line, _)| line.chars().count())
                .filter(|width| *width <= WIDEST);
            let width = width.max().unwrap_or(0);
            for (line, source) in lines {
                writeln!(formatter, "{line:width$}  # {source}")?;
            }
        }
        Ok(())
    }
}

/// Longer lines do not move the comments of their section to the right.
const WIDEST: usize = 72;
