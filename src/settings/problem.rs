//! A problem in a configuration: place, reason, suggested fix.

use serde::Serialize;
use std::fmt;
use std::path::PathBuf;

/// A problem of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file that contains it; `None` for a default, or a value of the command line.
    pub file: Option<PathBuf>,
    /// The line in that file, counted from one.
    pub line: Option<usize>,
    /// The column in that line, in characters, counted from one; only for a syntax error.
    pub column: Option<usize>,
    /// The flag or the environment variable that set it, `--region`.
    pub given_by: Option<String>,
    /// The key: `stock_advisor.network.cidr`; empty for the whole file.
    pub key: String,
    /// The problem, a fragment. Long values are shortened, and possible secrets omitted.
    pub reason: String,
    /// The suggested fix, a fragment.
    pub fix: String,
}

impl Problem {
    /// Its place: `sa-infra.toml:12: stock_advisor.network.cidr`.
    pub fn place(&self) -> String {
        let file = self.file.as_ref().map(|file| file.display().to_string());
        let numbers = [self.line, self.column]
            .into_iter()
            .flatten()
            .map(|number| number.to_string());
        let written = file.map(|file| std::iter::once(file).chain(numbers).collect::<Vec<_>>().join(":"));
        let key = Some(self.key.clone()).filter(|key| !key.is_empty());
        let parts: Vec<String> = written
            .or_else(|| self.given_by.clone())
            .into_iter()
            .chain(key)
            .collect();
        parts.join(": ")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        if !place.is_empty() {
            write!(formatter, "{place}: ")?;
        }
        write!(formatter, "{}\n  fix: {}", self.reason, self.fix)
    }
}

/// All problems of a configuration: never empty, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// In the order of the file, without duplicates.
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| (problem.file.is_none(), problem.line));
        let mut seen: Vec<Problem> = Vec::with_capacity(problems.len());
        for problem in problems {
            // A flag for several keys is reported once.
            let same = |other: &Problem| problem.given_by.is_some() && other.reason == problem.reason;
            if !seen.contains(&problem) && !seen.iter().any(same) {
                seen.push(problem);
            }
        }
        if seen.is_empty() {
            seen.push(Problem {
                reason: "the built-in configuration cannot be read".to_owned(),
                fix: "this is a bug: please report it".to_owned(),
                ..Problem::default()
            });
        }
        Self(seen)
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl std::ops::Deref for Problems {
    type Target = [Problem];

    fn deref(&self) -> &[Problem] {
        &self.0
    }
}

impl std::ops::DerefMut for Problems {
    fn deref_mut(&mut self) -> &mut [Problem] {
        &mut self.0
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.0.iter().enumerate() {
            let gap = if position == 0 { "" } else { "\n" };
            write!(formatter, "{gap}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Why a string cannot become a value: the error of a `TryFrom` behind `#[serde(try_from = "String")]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The text after the value in the message: `is not an IPv4 network`.
    pub reason: String,
    /// The suggested fix, a fragment.
    pub fix: String,
}

impl Invalid {
    /// A reason that continues `"the value" ...`, and a suggested fix.
    pub fn new(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

/// Separates the two parts of an [`Invalid`] while serde carries them as one string.
pub(super) const SEAM: char = '\u{1f}';

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{SEAM}{}", self.reason, self.fix)
    }
}

/// A problem between several values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The keys involved, the one to change first. The report points at the first one that is set, and omits this
    /// problem when one of the keys is invalid on its own.
    pub keys: Vec<String>,
    /// The problem, a fragment.
    pub reason: String,
    /// The suggested fix, a fragment.
    pub fix: String,
}
