//! The sources of values, in words.

use super::Override;
use super::lines::Lines;
use super::node::At;
use super::problem::Problem;
use serde::{Serialize, Serializer};
use std::fmt;
use std::path::PathBuf;

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Built in.
    Default,
    /// The configuration file.
    File {
        /// Its path, relative to the working directory if that is near.
        path: PathBuf,
        /// The line, counted from one.
        line: usize,
    },
    /// A flag or an environment variable, by its name.
    Given(String),
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File { path, line } => write!(formatter, "{}:{line}", path.display()),
            Self::Given(name) => formatter.write_str(name),
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The data for finding the source of a value.
pub(super) struct Places<'a> {
    /// The file, as shown.
    pub(super) file: Option<PathBuf>,
    /// Its lines.
    pub(super) lines: Lines,
    /// The overrides.
    pub(super) overrides: &'a [Override],
}

impl Places<'_> {
    /// The source of a value.
    pub(super) fn source(&self, at: At) -> Source {
        match (at, &self.file) {
            (At::File(offset), Some(path)) => Source::File {
                path: path.clone(),
                line: self.lines.line(offset),
            },
            (At::Override(position), _) => {
                let given = self.overrides.get(position).map(|given| given.source.clone());
                Source::Given(given.unwrap_or_default())
            }
            _ => Source::Default,
        }
    }

    /// A problem with the value at `at`.
    pub(super) fn problem(&self, at: At, key: String, reason: String, fix: String) -> Problem {
        let (file, line, given_by) = match self.source(at) {
            Source::Default => (None, None, None),
            Source::File { path, line } => (Some(path), Some(line), None),
            Source::Given(name) => (None, None, Some(name)),
        };
        Problem {
            file,
            line,
            column: None,
            given_by,
            key,
            reason,
            fix,
        }
    }
}
