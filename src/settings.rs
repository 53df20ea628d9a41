//! Settings: a file over built-in defaults, read into a typed value. All problems are reported at once, and each
//! value has its source. Independent of what is configured.
//!
//! Two rules for the text of the defaults:
//!
//! - a table with the key `"*"` takes entries of any name, and each new one starts from the values of `"*"`, with its
//!   name in place of `{name}`;
//! - tables are merged key by key, every other value (lists too) is replaced.

mod edit;
mod entry;
mod explain;
mod fault;
mod file;
mod lines;
mod merge;
mod node;
mod parse;
mod path;
mod problem;
mod quote;
mod read;
mod shown;
mod source;
mod syntax;
mod verdict;

pub use crate::model::sensitive::is_secret;
pub use edit::without;
pub use entry::{Entry, Listing};
pub use file::{NAME, create, find, shown};
pub use problem::{Complaint, Invalid, Problem, Problems};
pub use quote::{cut, quoted};
pub use source::Source;

use lines::Lines;
use node::{At, Kind, Node};
use path::Path as Key;
use serde::de::DeserializeOwned;
use source::Places;
use std::path::{Path, PathBuf};
use verdict::Verdict;

/// A typed configuration.
pub trait Settings: DeserializeOwned {
    /// Problems between several values.
    fn check(&self) -> Vec<Complaint>;
}

/// A value from outside the file, for some keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The keys that get the value.
    pub keys: Vec<String>,
    /// The value as a string.
    pub value: String,
    /// Its source, as shown: `--region`.
    pub source: String,
    /// Whether it overrides the file too, or only the defaults.
    pub beats_file: bool,
}

/// A valid configuration.
#[derive(Clone, Debug)]
pub struct Loaded<C> {
    /// The typed configuration.
    pub value: C,
    /// Its values, each with its source.
    pub entries: Vec<Entry>,
    /// The file that was read.
    pub file: Option<PathBuf>,
    tables: Vec<String>,
}

impl<C> Loaded<C> {
    /// Whether the file has the table `key`, even an empty one.
    pub fn has_table(&self, key: &str) -> bool {
        self.tables.iter().any(|table| table == key)
    }
}

/// Reads the configuration: `file`, if there is one, over `defaults`, and the overrides over both.
///
/// # Errors
///
/// All problems of the configuration.
pub fn load<C: Settings>(
    defaults: &str,
    file: Option<&Path>,
    overrides: &[Override],
) -> Result<Loaded<C>, Problems> {
    let text = file.map(file::read).transpose()?;
    let shown = file.map(file::shown);
    let mut loaded = load_text(defaults, shown.as_deref().zip(text.as_deref()), overrides)?;
    loaded.file = file.map(Path::to_path_buf);
    Ok(loaded)
}

/// The same for the text of a file, with the file's name for messages.
///
/// # Errors
///
/// All problems of the configuration.
pub fn load_text<C: Settings>(
    defaults: &str,
    file: Option<(&Path, &str)>,
    overrides: &[Override],
) -> Result<Loaded<C>, Problems> {
    let text = file.map_or("", |(_, text)| text);
    let places = Places {
        file: file.map(|(path, _)| path.to_path_buf()),
        lines: Lines::of(text),
        overrides,
    };
    let parsed = parse::parse(text, At::File);
    let mut base = parse::parse(defaults, |_| At::Default).tree;
    merge::expand(&mut base, &parsed.tree);
    let mut tree = base.clone();
    let tables = tables(&parsed.tree);

    let mut verdict = Verdict::new(places, base);
    verdict.mistakes(text, &parsed);
    merge::overlay(&mut tree, parsed.tree);
    merge::apply(&mut tree, overrides);
    let (value, entries) = verdict.judge(tree)?;
    Ok(Loaded {
        value,
        entries,
        file: file.map(|(path, _)| path.to_path_buf()),
        tables,
    })
}

/// The tables of the file.
fn tables(tree: &Node) -> Vec<String> {
    fn collect(node: &Node, path: &Key, found: &mut Vec<String>) {
        if let Kind::Table(table) = &node.kind {
            found.push(path.to_string());
            for (key, member) in table {
                collect(member, &path.child(path::Step::Key(key.clone())), found);
            }
        }
    }
    let mut found = Vec::new();
    collect(tree, &Key::default(), &mut found);
    found
}
