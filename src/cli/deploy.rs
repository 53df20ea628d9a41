//! `deploy`: creates or updates the stacks in AWS.

use super::failure::worst;
use super::terminal_ui::{Answers, TerminalUi, watched};
use super::{Context, Failure as CliFailure, aws, program, values};
use crate::deploy::deployment::{Approval, Deployment, Failure, OnFailure, Options, Results};
use crate::operate::doctor;
use crate::synth::{Artifact, Assembly};
use crate::view;
use std::cell::Cell;

/// Create or update stacks, after showing what will change.
///
/// Also deploys the stacks that the named ones need, first. Values that you set after an earlier deployment (the account
/// id, paused schedules, secrets) are kept, whatever the outcome.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "Examples:\n  sa-infra deploy STACK\n  sa-infra deploy --all --dry-run")]
pub(super) struct Args {
    /// Stack ids, as shown by `ls`
    #[arg(value_name = "STACK", required_unless_present = "all")]
    stacks: Vec<String>,
    /// Deploy all stacks
    #[arg(long, conflicts_with = "stacks")]
    all: bool,
    /// Deploy only the named stacks, not the stacks they need
    #[arg(long, conflicts_with = "all")]
    only: bool,
    /// Show the changes without making any
    #[arg(long)]
    dry_run: bool,
    /// Which changes need approval [default: broadening, or never with --local]
    #[arg(long, value_name = "WHEN", help_heading = "Questions")]
    require_approval: Option<Approval>,
    /// Answer questions with yes
    #[arg(long, short, help_heading = "Questions")]
    yes: bool,
    /// Change what a task uses even while it is running; --yes is not enough for this
    #[arg(long)]
    during_run: bool,
    /// Allow replacing or removing this resource, although it holds data or a name
    #[arg(long, value_name = "LOGICAL_ID", help_heading = "Questions")]
    allow_replace: Vec<String>,
    /// Continue although CloudFormation warns about data; --yes is not enough for this
    #[arg(long, help_heading = "Questions")]
    acknowledge_warnings: bool,
    /// What to do with the changes when the operation fails
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "rollback",
        help_heading = "CloudFormation"
    )]
    on_failure: OnFailure,
    /// Exit as soon as every operation has started; waits only for stacks that others need
    #[arg(long, conflicts_with = "dry_run")]
    detach: bool,
    /// Finish before resources have stabilized: faster, but does not wait until they work
    #[arg(long, help_heading = "CloudFormation")]
    express: bool,
    /// Bucket for large templates [default: created when needed]
    #[arg(long, value_name = "BUCKET")]
    template_bucket: Option<String>,
    /// Maximum number of stacks to deploy in parallel
    #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = values::count)]
    concurrency: usize,
    /// Role for CloudFormation to assume
    #[arg(long, value_name = "ARN", value_parser = values::role, help_heading = "CloudFormation")]
    role_arn: Option<String>,
    /// Tag to add to the stacks and all their resources
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::tag, help_heading = "CloudFormation")]
    tag: Vec<(String, String)>,
    /// SNS topic that receives the stack events
    #[arg(long, value_name = "ARN", value_parser = values::topic, help_heading = "CloudFormation")]
    notification_arn: Vec<String>,
    /// Turn termination protection of the stacks on or off
    #[arg(long, value_name = "STATE", help_heading = "CloudFormation")]
    termination_protection: Option<Switch>,
    #[command(flatten)]
    aws: aws::Aws,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), CliFailure> {
    consistent(args)?;
    let assembly = args.aws.synth(context, &args.stacks)?;
    view::findings::human(context.err, &assembly.warnings)?;
    let stacks = stacks(args, &assembly)?;
    let options = Options {
        approval: args.require_approval.unwrap_or(args.aws.approval()),
        dry_run: args.dry_run,
        allow_replace: args.allow_replace.clone(),
        given: Vec::new(),
        during_run: args.during_run,
        on_failure: args.on_failure,
        express: args.express,
        detach: args.detach,
        role_arn: args.role_arn.clone(),
        tags: args.tag.clone(),
        notification_arns: args.notification_arn.clone(),
        termination_protection: args.termination_protection.map(|switch| switch == Switch::On),
        template_bucket: args.template_bucket.clone(),
        concurrency: args.concurrency,
    };
    let whole = Whole {
        all: &assembly.stacks,
        stacks: &stacks,
        options: &options,
        answers: answers(args),
    };
    whole.deploy(&args.aws, context)
}

/// A deployment, with everything that is known before it starts.
pub(super) struct Whole<'a> {
    /// The stacks of the app.
    pub(super) all: &'a [Artifact],
    /// The stacks to deploy.
    pub(super) stacks: &'a [&'a Artifact],
    /// The options.
    pub(super) options: &'a Options,
    /// The questions that are answered in advance.
    pub(super) answers: Answers,
}

impl Whole<'_> {
    /// Deploys, asks questions on the terminal, and reports the failures.
    pub(super) fn deploy(self, aws: &aws::Aws, context: &mut Context<'_>) -> Result<(), CliFailure> {
        let results = aws.run(async |clouds| {
            for finding in doctor::ahead(clouds, self.stacks).await {
                view::doctor::ahead(context.err, &finding)?;
            }
            let interrupts = Cell::new(0);
            let ui = TerminalUi::new(context, self.answers, &interrupts);
            let deployment = Deployment {
                clouds,
                all: self.all,
                options: self.options,
                ui: &ui,
                interrupts: &interrupts,
            };
            Ok(watched(&interrupts, &ui, Box::pin(deployment.deploy(self.stacks))).await)
        })?;
        outcome(results, context)
    }
}

fn answers(args: &Args) -> Answers {
    Answers {
        acknowledge: args.acknowledge_warnings,
        ..Answers::yes(args.yes)
    }
}

/// Refuses options that exclude each other.
fn consistent(args: &Args) -> Result<(), CliFailure> {
    if args.express && args.on_failure == OnFailure::Delete {
        return Err(CliFailure::usage(
            "--express cannot be combined with --on-failure delete",
            "remove one of the two flags",
        ));
    }
    values::different_keys(&args.tag)
        .map_err(|reason| CliFailure::usage(reason, "use each key once; some AWS services ignore case"))
}

/// The named stacks and those they need, in the order of deployment.
fn stacks<'a>(args: &Args, assembly: &'a Assembly) -> Result<Vec<&'a Artifact>, CliFailure> {
    let named = program::deployable(assembly, &args.stacks)?;
    if args.only || args.all {
        return Ok(named);
    }
    let mut wanted = named.iter().map(|stack| &stack.id).collect::<Vec<_>>();
    // Producers come before their consumers, so one pass from the end finds all of them.
    for stack in assembly.stacks.iter().rev() {
        if wanted.contains(&&stack.id) {
            wanted.extend(&stack.dependencies);
        }
    }
    Ok(assembly
        .stacks
        .iter()
        .filter(|stack| wanted.contains(&&stack.id))
        .collect())
}

/// Reports the failures, and exits with the code of the worst.
pub(super) fn outcome(results: Results, context: &mut Context<'_>) -> Result<(), CliFailure> {
    let tell = |stack: &str, failure: &Failure| view::deploy::failure(context.err, stack, failure);
    worst(results, tell, |failure| match failure {
        failure if failure.is_stuck() => 5,
        Failure::Left | Failure::Interrupted | Failure::Undone => 130,
        Failure::Declined => 4,
        Failure::Unasked(_) => 2,
        _ => 1,
    })
}
