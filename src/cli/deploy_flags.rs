//! The flags that say how stacks are deployed: those of `deploy`, and of `up`, which deploys.

use super::terminal_ui::Answers;
use super::{Failure, aws, values};
use crate::deploy::deployment::{Approval, OnFailure, Options};

/// How many stacks are deployed in parallel, unless `--concurrency` says otherwise.
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
    /// Role for CloudFormation to assume; a stack keeps the role it has
    #[arg(long, value_name = "ARN", value_parser = values::role, help_heading = "CloudFormation")]
    role_arn: Option<String>,
    /// Set a tag of the stacks and all their resources; other tags stay
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::tag, help_heading = "CloudFormation")]
    tag: Vec<(String, String)>,
    /// Remove a tag of the stacks
    #[arg(long, value_name = "KEY", help_heading = "CloudFormation")]
    remove_tag: Vec<String>,
    /// Add an SNS topic that receives the stack events; other topics stay
    #[arg(long, value_name = "ARN", value_parser = values::topic, help_heading = "CloudFormation")]
    notification_arn: Vec<String>,
    /// Remove such a topic
    #[arg(long, value_name = "ARN", value_parser = values::topic, help_heading = "CloudFormation")]
    remove_notification_arn: Vec<String>,
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
    /// Checks what must go together.
    pub(super) fn consistent(&self) -> Result<(), Failure> {
        if self.express && self.on_failure == OnFailure::Delete {
            return Err(Failure::usage(
                "--express cannot be combined with --on-failure delete",
                "remove one of the two flags",
            ));
        }
        let both = self.tag.iter().find(|(key, _)| self.remove_tag.contains(key));
        let both = both.map(|(key, _)| key);
        let removed = &self.remove_notification_arn;
        let both = both.or_else(|| self.notification_arn.iter().find(|arn| removed.contains(arn)));
        if let Some(both) = both {
            return Err(Failure::usage(
                format!("{both} is both set and removed"),
                "remove one of the two flags",
            ));
        }
        values::different_keys(&self.tag)
            .map_err(|reason| Failure::usage(reason, "use each key once; some AWS services ignore case"))
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
            tags: self.tag.clone(),
            remove_tags: self.remove_tag.clone(),
            notification_arns: self.notification_arn.clone(),
            remove_notification_arns: self.remove_notification_arn.clone(),
            termination_protection: self.termination_protection.map(|switch| switch == Switch::On),
            template_bucket: self.template_bucket.clone(),
            concurrency: CONCURRENCY,
            ..Options::default()
        }
    }

    /// What the flags answer.
    pub(super) fn answers(&self) -> Answers {
        Answers {
            acknowledge: self.acknowledge_warnings,
            ..Answers::yes(self.yes)
        }
    }
}
