//! Why a stack was not deployed.

use super::{Stop, state};
use crate::cloud;
use crate::deploy::adoption::{self, Unfit};
use crate::deploy::nested::Unreadable;
use crate::deploy::root_cause::Cause;
use crate::deploy::ui::Unasked;
use crate::model::template::{BUCKET_LIMIT, Malformed};

/// Why a stack was not deployed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A call of AWS failed.
    #[error(transparent)]
    Call(#[from] cloud::Error),
    /// A question could not be asked.
    #[error(transparent)]
    Unasked(#[from] Unasked),
    /// The user declined.
    #[error("declined; nothing was changed")]
    Declined,
    /// The user interrupted before the execution.
    #[error("interrupted; nothing was changed")]
    Interrupted,
    /// Another process changed the stack first.
    #[error("{0}; nothing was changed")]
    Overtaken(String),
    /// AWS does not show the result of a request.
    #[error("{0}")]
    Uncertain(&'static str),
    /// The user interrupted, and chose to roll back.
    #[error("interrupted and rolled back")]
    Undone,
    /// The connection to AWS is lost.
    #[error("stopped watching, the operation continues in AWS: {0}")]
    Lost(cloud::Error),
    /// The user stopped watching.
    #[error("stopped watching; the operation continues in AWS")]
    Left,
    /// The stack is in a state that a person has to fix.
    #[error("{what}")]
    Stuck {
        /// The state, in words.
        what: String,
        /// A suggested fix.
        fix: String,
    },
    /// A resource that holds data or a name would be removed.
    #[error("{}", crate::deploy::ui::stops_in_words(.0))]
    Stopped(Vec<Stop>),
    /// Resources would be replaced, which CloudFormation refuses without a rollback.
    #[error("--on-failure keep cannot replace resources, and this would replace {}", .0.join(", "))]
    Unrollable(Vec<String>),
    /// CloudFormation refused the change set.
    #[error("CloudFormation rejects the changes: {reason}")]
    Refused {
        /// CloudFormation's reason.
        reason: String,
        /// Its findings.
        findings: Vec<String>,
    },
    /// Resources of the stack exist already, and their deletion policies do not allow an import.
    #[error("{}", existing_in_words(resources))]
    Exists {
        /// The resources, each with its owner.
        resources: Vec<String>,
        /// Whether another stack may own one of them.
        is_foreign: bool,
    },
    /// An export would be removed that a stack outside of this app imports.
    #[error("the export {export} is imported by {}, which is not a stack of this app", importers.join(", "))]
    Imported {
        /// The export.
        export: String,
        /// The stacks.
        importers: Vec<String>,
    },
    /// The template is longer than CloudFormation accepts.
    #[error("its template has {0} bytes, but CloudFormation accepts at most {BUCKET_LIMIT}")]
    TooLong(usize),
    /// There is no bucket for a long template.
    #[error("{0}")]
    TemplateBucket(String),
    /// There is no bucket for assets.
    #[error("{0}")]
    AssetBucket(String),
    /// An asset cannot be made.
    #[error("{reason}")]
    Asset {
        /// Why.
        reason: String,
        /// What to do about it.
        fix: String,
    },
    /// The change set has another template than the one that was shown and sent.
    #[error("the template of the change set is not the one that was sent; nothing was executed")]
    Swapped {
        /// The bucket through which it was sent.
        bucket: Option<String>,
    },
    /// An existing bucket cannot become part of the stack, or does not match the template afterwards.
    #[error(transparent)]
    Adoption(Unfit),
    /// The existing resources are imported, but you declined the second step.
    #[error("stopped after the first of two steps: the existing resources are imported, but not updated yet")]
    Halfway,
    /// A value could not be carried over.
    #[error("{0}")]
    Values(String),
    /// The operation failed.
    #[error("ended in {status}")]
    Ended {
        /// The ARN of the stack.
        arn: String,
        /// The final status.
        status: String,
        /// The root cause.
        cause: Cause,
    },
    /// A stack that it depends on was not deployed.
    #[error("not deployed, because {needed} was not")]
    Waiting {
        /// That stack.
        needed: String,
        /// Whether the user stopped its deployment. Then nothing needs to be fixed.
        stopped: bool,
    },
    /// The stack does not exist.
    #[error("not deployed in {0}")]
    Absent(String),
    /// The update finished before it was cancelled.
    #[error("the update finished before it could be cancelled")]
    Late,
    /// The operation in progress cannot be cancelled.
    #[error("it is {0}, which cannot be cancelled")]
    Unstoppable(String),
    /// The deployed template cannot be read.
    #[error("the deployed template cannot be read: {0}")]
    Template(String),
}

fn existing_in_words(resources: &[String]) -> String {
    let which = match resources {
        [] => "CloudFormation does not name them".to_owned(),
        resources => resources.join(", "),
    };
    format!("some of its resources already exist, and their deletion policies prevent the import: {which}")
}

impl From<adoption::Error> for Failure {
    fn from(error: adoption::Error) -> Self {
        match error {
            adoption::Error::Call(error) => Self::Call(error),
            adoption::Error::Unfit(unfit) => Self::Adoption(unfit),
        }
    }
}

impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Call(error) => Self::Call(error),
            Unreadable::Template(parts) => Self::Template(Malformed::line(&parts)),
        }
    }
}

impl Failure {
    /// Whether the user stopped the deployment.
    pub(super) fn is_stopped(&self) -> bool {
        match self {
            Self::Declined | Self::Interrupted | Self::Undone | Self::Left | Self::Halfway => true,
            Self::Waiting { stopped, .. } => *stopped,
            _ => false,
        }
    }

    /// Whether the stack is in a state that a person has to fix.
    pub fn is_stuck(&self) -> bool {
        match self {
            Self::Stuck { .. } => true,
            Self::Ended { status, .. } => {
                matches!(
                    state::entry(Some(&status.as_str().into())),
                    state::Entry::Stuck(_)
                )
            }
            _ => false,
        }
    }
}
