//! The tree that a configuration is parsed into: every value with its source.

use super::path::{Path, Step};
use indexmap::IndexMap;

/// The members of a table, in the order of the file, defaults first.
pub(super) type Table = IndexMap<String, Node>;

/// A value and its source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// The source of the value.
    pub(super) at: At,
    /// The value.
    pub(super) kind: Kind,
}

/// Where a value came from. It is put into words only when needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// The built-in defaults.
    Default,
    /// The file: the byte offset of the key, or of the element of a list.
    File(usize),
    /// An override, by its index.
    Override(usize),
}

/// The kinds of TOML values.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A string.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date, a time or both, as it is written.
    Time(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
    /// An invalid value that has been reported: readers skip it, and its siblings keep their positions.
    Gone,
}

impl Node {
    /// An empty table from the defaults.
    pub(super) fn table() -> Self {
        Self {
            at: At::Default,
            kind: Kind::Table(Table::new()),
        }
    }

    /// The value one step below.
    pub(super) fn child(&self, step: &Step) -> Option<&Self> {
        match (&self.kind, step) {
            (Kind::Table(table), Step::Key(key)) => table.get(key),
            (Kind::List(items), Step::Index(index)) => items.get(*index),
            _ => None,
        }
    }

    fn child_mut(&mut self, step: &Step) -> Option<&mut Self> {
        match (&mut self.kind, step) {
            (Kind::Table(table), Step::Key(key)) => table.get_mut(key),
            (Kind::List(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        }
    }

    /// The value at `path`.
    pub(super) fn get(&self, path: &Path) -> Option<&Self> {
        path.0.iter().try_fold(self, |node, step| node.child(step))
    }

    /// The value at `path`, to change it.
    pub(super) fn get_mut(&mut self, path: &Path) -> Option<&mut Self> {
        path.0.iter().try_fold(self, |node, step| node.child_mut(step))
    }

    /// The value at `path`, or the nearest one that contains it.
    pub(super) fn around(&self, path: &Path) -> &Self {
        let mut node = self;
        for step in &path.0 {
            match node.child(step) {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }

    /// Sets the value at `path`, which consists of keys. Creates missing tables.
    pub(super) fn set(&mut self, path: &Path, value: Self) {
        let mut node = self;
        for step in &path.0 {
            let Step::Key(key) = step else { return };
            if !matches!(node.kind, Kind::Table(_)) {
                node.kind = Kind::Table(Table::new());
            }
            let Kind::Table(table) = &mut node.kind else {
                return;
            };
            node = table.entry(key.clone()).or_insert_with(Self::table);
        }
        *node = value;
    }
}
