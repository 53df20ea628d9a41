//! Why a command refuses to run: a message with a suggested fix.

use crate::cloud::Error;

/// Why it did not come out.
#[derive(Debug)]
pub enum Failure {
    /// A call of AWS.
    Cloud(Error),
    /// Something that is not so, or not there.
    Refused(Refusal),
}

/// Something that is not so, or not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Whose mistake it is.
    pub kind: RefusalKind,
    /// What is the matter, with its place.
    pub reason: String,
    /// What to do about it, a lowercase fragment.
    pub fix: String,
}

/// Whose mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// What was asked for cannot be meant.
    Usage,
    /// What was asked for is not possible now.
    State,
}

impl Refusal {
    /// What was asked for cannot be meant.
    pub fn usage(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::Usage,
            reason: reason.into(),
            fix: fix.into(),
        }
    }

    /// What was asked for is not possible now.
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
