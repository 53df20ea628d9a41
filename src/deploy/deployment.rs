//! `deploy`: from an assembly to running stacks. Nothing in AWS is changed before approval, and live parameters
//! are kept, whatever the outcome.

mod change_set;
mod change_set_findings;
mod exports;
mod guard;
mod inherited;
mod keeping;
pub(super) mod outgoing;
mod pinned_images;
mod plan;
mod prune;
mod running_tasks;
mod secrets;
mod stack;
pub(super) mod stack_settings;
mod state;

use crate::cloud::{self, Clouds, Secret};
use crate::deploy::adoption::{self, Unfit};
use crate::deploy::compared::Compared;
use crate::deploy::nested::Unreadable;
use crate::deploy::root_cause::Cause;
use crate::deploy::ui::{Outcome, Question, Ui, Unasked};
use crate::deploy::work_graph;
use crate::model::template::{BUCKET_LIMIT, Malformed};
use crate::synth::Artifact;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use stack::Notes;

pub(super) use exports::not_exported;
pub use guard::Stop;

/// The options of a deployment.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Options {
    /// Which changes need approval.
    pub approval: Approval,
    /// Show the changes and stop.
    pub dry_run: bool,
    /// Logical IDs that may be replaced or removed though they hold data or a name.
    pub allow_replace: Vec<String>,
    /// Template parameters to set, in place of their current value.
    pub given: Vec<(String, Secret)>,
    /// Whether to deploy without checking for running tasks.
    pub during_run: bool,
    /// What to do with the changes when the operation fails.
    pub on_failure: OnFailure,
    /// Finish before resources have become stable.
    pub express: bool,
    /// Do not wait for the end, unless another stack depends on it.
    pub detach: bool,
    /// The service role of CloudFormation.
    pub role_arn: Option<String>,
    /// Tags of the stacks to set, which CloudFormation passes on to their resources. Other tags stay.
    pub tags: Vec<(String, String)>,
    /// Keys of tags of the stacks to remove.
    pub remove_tags: Vec<String>,
    /// Topics to which CloudFormation sends every event. Others stay.
    pub notification_arns: Vec<String>,
    /// Topics that no longer get the events.
    pub remove_notification_arns: Vec<String>,
    /// On or off; `None` leaves it unchanged.
    pub termination_protection: Option<bool>,
    /// The bucket for templates that are too long for a request; `None` for the default bucket, which is created when
    /// it is needed.
    pub template_bucket: Option<String>,
    /// The bucket for assets; `None` is one that is made when it is needed.
    pub asset_bucket: Option<String>,
    /// Maximum number of stacks to deploy in parallel.
    pub concurrency: usize,
    /// Compare all stacks and ask once, before the first is deployed.
    pub plan_first: bool,
    /// Deployed templates that were read already, by the id of the stack. For comparisons only.
    pub compared: HashMap<String, Option<String>>,
}

/// What to do with the changes when the operation fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OnFailure {
    /// Roll back.
    #[default]
    Rollback,
    /// Keep the stack as it is, so that you can look at it.
    Keep,
    /// Delete a new stack; roll back an update.
    Delete,
}

/// Which changes need approval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Approval {
    /// No change.
    Never,
    /// Changes that broaden access or network.
    #[default]
    Broadening,
    /// Every change.
    AnyChange,
}

impl Approval {
    /// Whether these changes need approval.
    fn asks(self, compared: &Compared) -> bool {
        match self {
            Self::Never => false,
            Self::Broadening => compared.diff.broadens() || compared.overwrites(),
            Self::AnyChange => !compared.is_empty(),
        }
    }
}

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
    fn is_stopped(&self) -> bool {
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

/// The context of a deployment.
pub struct Deployment<'a, C> {
    /// Access to AWS.
    pub clouds: &'a C,
    /// All stacks of the app.
    pub all: &'a [Artifact],
    /// The options.
    pub options: &'a Options,
    /// The user interface.
    pub ui: &'a dyn Ui,
    /// The number of interrupts.
    pub interrupts: &'a Cell<u32>,
}

/// The result of each stack, in deployment order.
pub type Results = Vec<(Arc<str>, Result<Outcome, Failure>)>;

impl<C> Deployment<'_, C> {
    /// Asks a question; every answer but yes is a failure.
    fn asks(&self, question: &Question) -> Result<(), Failure> {
        let agreed = self.ui.ask(question)?;
        // Ctrl-C at the question counts as no answer.
        self.goes_on()?;
        if agreed { Ok(()) } else { Err(Failure::Declined) }
    }

    /// Stops if the user has interrupted.
    fn goes_on(&self) -> Result<(), Failure> {
        if self.interrupts.get() > 0 {
            return Err(Failure::Interrupted);
        }
        Ok(())
    }
}

impl<C: Clouds> Deployment<'_, C> {
    /// Deploys the stacks, each as soon as its dependencies are done. Once the consumers are deployed, removes the
    /// retained exports that they no longer import.
    pub async fn deploy(&self, stacks: &[&Artifact]) -> Results {
        let plan = if self.options.plan_first {
            match self.plan(stacks).await {
                Ok(plan) => plan,
                Err((id, failure)) => return vec![(id, Err(failure))],
            }
        } else {
            plan::Plan::new()
        };
        // A consumer cannot start before the stack is done.
        let is_needed = |stack: &Artifact| stacks.iter().any(|other| work_graph::needs(other, stack));
        let detaches = |stack: &Artifact| self.options.detach && !is_needed(stack);
        let blocked = |needed: &&Artifact, failure: &Failure| Failure::Waiting {
            needed: needed.id.to_string(),
            stopped: failure.is_stopped(),
        };
        let notes = Notes::default();
        let done = work_graph::each(
            stacks,
            self.options.concurrency,
            |stack, other| work_graph::needs(stack, other),
            blocked,
            async |stack| stack::deploy(self, stack, detaches(stack), plan.get(&stack.id), &notes).await,
        );
        let done = done.await;
        let deployed = stacks.iter().zip(&done).filter(|(_, done)| done.is_ok());
        let deployed = deployed.map(|(stack, _)| *stack).collect::<Vec<_>>();
        let mut results = Results::new();
        for (stack, done) in stacks.iter().zip(done) {
            let result = match done {
                Ok(done) => self.prune(stack, &done, &deployed).await.map(|()| done.outcome),
                Err(failure) => Err(failure),
            };
            results.push((stack.id.clone(), result));
        }
        results
    }
}
