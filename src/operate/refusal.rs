//! Why a command refuses to run: a message with a suggested fix.

use crate::cloud::Error;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// An AWS call failed.
    Cloud(Error),
    /// The command refuses to run.
    Refused(Refusal),
}

/// Why a command refuses to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its kind.
    pub kind: RefusalKind,
    /// The problem, with its place.
    pub reason: String,
    /// What to do about it, a lowercase fragment.
    pub fix: String,
}

/// The kind of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The request is invalid.
    Usage,
    /// The request is not possible in the current state.
    State,
}

impl Refusal {
    /// The request is invalid.
    pub fn usage(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::Usage,
            reason: reason.into(),
            fix: fix.into(),
        }
    }

    /// The request is not possible in the current state.
    pub fn state(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::State,
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Cloud(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
