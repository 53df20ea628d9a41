//! Why a panel or a change has no result: the problem, and a suggested fix.

use crate::cloud::{Error, Kind};
use crate::deploy::diff;
use crate::operate::refusal::{Failure, Refusal};
use maud::{Markup, html};

/// A problem.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// The problem, a lowercase fragment.
    pub(super) reason: String,
    /// The suggested fix, a lowercase fragment.
    pub(super) fix: String,
    /// Its kind.
    pub(super) kind: ProblemKind,
}

/// The kind of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProblemKind {
    /// The identity lacks a permission.
    Denied,
    /// AWS cannot be reached now.
    Lost,
    /// Anything else.
    Other,
}

impl Problem {
    pub(super) fn new(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            fix: fix.into(),
            kind: ProblemKind::Other,
        }
    }

    /// The problem in a panel.
    pub(super) fn markup(&self) -> Markup {
        let (class, head) = match self.kind {
            ProblemKind::Denied => ("problem denied", "This needs more rights"),
            ProblemKind::Lost => ("problem lost", "AWS cannot be reached; the page keeps trying"),
            ProblemKind::Other => ("problem", "This cannot be shown"),
        };
        html! {
            div class=(class) role="alert" {
                strong { (head) }
                p { (self.reason) }
                p.fix { (super::parts::prose(&format!("fix: {}", self.fix))) }
            }
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let kind = match error.kind {
            Kind::AccessDenied { .. } => ProblemKind::Denied,
            _ if error.is_transient() => ProblemKind::Lost,
            _ => ProblemKind::Other,
        };
        Self {
            reason: error.to_string(),
            fix: error.fix(),
            kind,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.reason, refusal.fix)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Cloud(error) => error.into(),
            Failure::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<diff::Error> for Problem {
    fn from(error: diff::Error) -> Self {
        match error {
            diff::Error::Cloud(error) => error.into(),
            error => Self::new(error.to_string(), "run `sa-infra diff` for the details"),
        }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string(), "run the command again")
    }
}
