//! The error of reading one value, as parts until its message is written.

use super::path::{Path, Step};
use super::problem::SEAM;
use serde::de::{self, Expected, Unexpected};
use std::fmt;

/// Why a tree does not become the typed configuration, and where.
#[derive(Debug)]
pub(super) struct Fault {
    /// The path of the value, innermost step first.
    steps: Vec<Step>,
    /// Whether the key is wrong, and not its value.
    pub(super) in_key: bool,
    /// What is wrong.
    pub(super) what: What,
}

/// The kinds of faults.
#[derive(Debug)]
pub(super) enum What {
    /// Another type is expected: its name in serde.
    Type(String),
    /// A number outside the range of the type: the type's name in serde.
    Range(String),
    /// An unknown key; the known ones.
    Key(&'static [&'static str]),
    /// Not one of these values.
    Word(&'static [&'static str]),
    /// A required key is missing.
    Missing(&'static str),
    /// The error of one of our own types: the reason and the fix.
    Invalid(String, String),
}

impl Fault {
    fn new(what: What) -> Self {
        Self {
            steps: Vec::new(),
            in_key: false,
            what,
        }
    }

    /// The same fault, with one more step of its path.
    pub(super) fn under(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The same fault, about a key.
    pub(super) fn of_key(mut self, key: &str) -> Self {
        self.in_key = true;
        self.under(Step::Key(key.to_owned()))
    }

    /// Its path.
    pub(super) fn path(&self) -> Path {
        Path(self.steps.iter().rev().cloned().collect())
    }
}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        let (reason, fix) = message
            .split_once(SEAM)
            .unwrap_or((&message, "correct the value"));
        Self::new(What::Invalid(reason.to_owned(), fix.to_owned()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(What::Type(expected.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(What::Range(expected.to_string()))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(What::Word(expected))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(What::Key(expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(What::Missing(field))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {:?}", self.path(), self.what)
    }
}

impl std::error::Error for Fault {}
