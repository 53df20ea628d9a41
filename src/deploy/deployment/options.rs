//! The options of a deployment.

use crate::cloud::Secret;
use crate::deploy::compared::Compared;
use std::collections::HashMap;

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
    pub(super) fn asks(self, compared: &Compared) -> bool {
        match self {
            Self::Never => false,
            Self::Broadening => compared.diff.broadens() || compared.overwrites(),
            Self::AnyChange => !compared.is_empty(),
        }
    }
}
