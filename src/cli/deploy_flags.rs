//! The flags for deploying stacks: those of `deploy`, and of `up`, which deploys.

use super::stack_settings::StackSettings;
use super::terminal_ui::Answers;
use super::{Failure, aws, values};
use crate::deploy::deployment::{Approval, OnFailure, Options};

/// How many stacks are deployed in parallel by default.
pub(super) const CONCURRENCY: usize = 4;

/// How stacks are deployed.
#[derive(Clone, Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Flags {
    /// Which changes need approval [default: broadening, or never with --local]
    #[arg(long, value_name = "WHEN", help_heading = "Questions")]
    require_approval: Option<Approval>,
    /// Answer questions with yes
    #[arg(long, short, help_heading = "Questions")]
    pub(super) yes: bool,
    /// Change what a task uses even while it is running; --yes is not enough for this
    #[arg(long, help_heading = "Questions")]
    during_run: bool,
    /// Allow replacing or removing this resource, although it holds data or a name
    #[arg(long, value_name = "LOGICAL_ID", help_heading = "Questions")]
    allow_replace: Vec<String>,
    /// Continue although CloudFormation warns about data; --yes is not enough for this
    #[arg(long, help_heading = "Questions")]
    acknowledge_warnings: bool,
    /// What to do with the changes when the operation fails; `keep` cannot replace resources
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "rollback",
        help_heading = "CloudFormation"
    )]
    on_failure: OnFailure,
    /// Finish before resources have stabilized: faster, but does not wait until they work
    #[arg(long, help_heading = "CloudFormation")]
    express: bool,
    /// Bucket for large templates [default: created when needed]
    #[arg(long, value_name = "BUCKET", help_heading = "CloudFormation")]
    template_bucket: Option<String>,
    /// Bucket for assets [default: created when needed]
    #[arg(long, value_name = "BUCKET", help_heading = "CloudFormation")]
    asset_bucket: Option<String>,
    /// Role for CloudFormation to assume; a stack keeps the role it has
    #[arg(long, value_name = "ARN", value_parser = values::role, help_heading = "CloudFormation")]
    role_arn: Option<String>,
    #[command(flatten)]
    settings: StackSettings,
    /// Turn termination protection of the stacks on or off
    #[arg(long, value_name = "STATE", help_heading = "CloudFormation")]
    termination_protection: Option<Switch>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

impl Flags {
    /// Checks flags that depend on each other.
    pub(super) fn consistent(&self) -> Result<(), Failure> {
        if self.express && self.on_failure == OnFailure::Delete {
            return Err(Failure::usage(
                "--express cannot be combined with --on-failure delete",
                "remove one of the two flags",
            ));
        }
        self.settings.consistent()
    }

    /// The options of a deployment, one stack at a time.
    pub(super) fn options(&self, aws: &aws::Aws) -> Options {
        Options {
            approval: self.require_approval.unwrap_or(aws.approval()),
            dry_run: false,
            allow_replace: self.allow_replace.clone(),
            given: Vec::new(),
            during_run: self.during_run,
            on_failure: self.on_failure,
            express: self.express,
            detach: false,
            role_arn: self.role_arn.clone(),
            termination_protection: self.termination_protection.map(|switch| switch == Switch::On),
            template_bucket: self.template_bucket.clone(),
            asset_bucket: self.asset_bucket.clone(),
            concurrency: CONCURRENCY,
            ..self.settings.options()
        }
    }

    /// The questions that the flags answer.
    pub(super) fn answers(&self) -> Answers {
        Answers {
            acknowledge: self.acknowledge_warnings,
            ..Answers::yes(self.yes)
        }
    }
}
