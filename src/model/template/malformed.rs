//! What is wrong with a template that cannot be read.

use std::fmt;

/// A part of a template that does not have the form CloudFormation requires.
#[derive(Clone, Debug, PartialEq)]
pub struct Malformed {
    /// Where, as a path from the root: `Resources/Topic/DependsOn`; empty for the whole file.
    pub path: String,
    /// What is wrong, a lowercase fragment.
    pub reason: String,
    /// What to do about it, a lowercase fragment.
    pub fix: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => formatter.write_str(&self.reason),
            path => write!(formatter, "{path}: {}", self.reason),
        }
    }
}

impl Malformed {
    /// Several in one line.
    pub fn line(parts: &[Self]) -> String {
        let parts = parts.iter().map(ToString::to_string);
        parts.collect::<Vec<_>>().join("; ")
    }
}

impl std::error::Error for Malformed {}
