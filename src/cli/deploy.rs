//! `deploy`: makes the stacks in AWS what their templates say.

use super::failure::worst;
use super::terminal_ui::{Answers, TerminalUi, watched};
use super::{Context, Failure as CliFailure, aws, program, values};
use crate::deploy::deployment::{Approval, Deployment, Failure, OnFailure, Options, Results};
use crate::synth::{Artifact, Assembly};
use crate::view;
use std::cell::Cell;

/// Create or update stacks, after showing what will change.
///
/// Stacks that the named ones need are deployed too, first. What people set after an earlier deployment (the account
/// id, paused schedules, secrets) is kept, however it ends.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "Examples:\n  sa-infra deploy STACK\n  sa-infra deploy --all --dry-run")]
pub(super) struct Args {
    /// Stacks, by the ids that `ls` shows
    #[arg(value_name = "STACK", required_unless_present = "all")]
    stacks: Vec<String>,
    /// All stacks
    #[arg(long, conflicts_with = "stacks")]
    all: bool,
    /// Only the named stacks, not those they need
    #[arg(long, conflicts_with = "all")]
    only: bool,
    /// Show the changes and make none
    #[arg(long)]
    dry_run: bool,
    /// Which changes to ask about [default: broadening; with --local never, since nothing real opens]
    #[arg(long, value_name = "WHEN", help_heading = "Questions")]
    require_approval: Option<Approval>,
    /// Answer questions with yes
    #[arg(long, short, help_heading = "Questions")]
    yes: bool,
    /// Make changes to what a task uses though it runs; --yes alone does not
    #[arg(long)]
    during_run: bool,
    /// Let this resource be replaced or removed, though it holds data or a name
    #[arg(long, value_name = "LOGICAL_ID", help_heading = "Questions")]
    allow_replace: Vec<String>,
    /// Go on though CloudFormation warns of what becomes of data; --yes alone does not
    #[arg(long, help_heading = "Questions")]
    acknowledge_warnings: bool,
    /// What happens to what was made when something fails
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "rollback",
        help_heading = "CloudFormation"
    )]
    on_failure: OnFailure,
    /// Come back as soon as the changes are under way; only stacks that others need are waited for
    #[arg(long, conflicts_with = "dry_run")]
    detach: bool,
    /// End before resources have become stable: quicker, and nobody waits for whether they work
    #[arg(long, help_heading = "CloudFormation")]
    express: bool,
    /// Bucket for templates that do not fit into a request [default: one that is made when it is needed]
    #[arg(long, value_name = "BUCKET")]
    template_bucket: Option<String>,
    /// How many stacks at once
    #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = values::count)]
    concurrency: usize,
    /// Role that CloudFormation works with
    #[arg(long, value_name = "ARN", value_parser = values::role, help_heading = "CloudFormation")]
    role_arn: Option<String>,
    /// Tag of the stacks, which CloudFormation gives to all their resources
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::tag, help_heading = "CloudFormation")]
    tag: Vec<(String, String)>,
    /// Topic that CloudFormation tells about every event
    #[arg(long, value_name = "ARN", value_parser = values::topic, help_heading = "CloudFormation")]
    notification_arn: Vec<String>,
    /// Protect the stacks from being deleted, or no longer
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

/// A deployment with everything that is known about it beforehand.
pub(super) struct Whole<'a> {
    /// The stacks of the app.
    pub(super) all: &'a [Artifact],
    /// Those that are deployed.
    pub(super) stacks: &'a [&'a Artifact],
    /// How.
    pub(super) options: &'a Options,
    /// What is not asked.
    pub(super) answers: Answers,
}

impl Whole<'_> {
    /// Deploys, talks with the person meanwhile, and says what failed.
    pub(super) fn deploy(self, aws: &aws::Aws, context: &mut Context<'_>) -> Result<(), CliFailure> {
        let results = aws.run(async |clouds| {
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

/// What the command line says must go together.
fn consistent(args: &Args) -> Result<(), CliFailure> {
    if args.express && args.on_failure == OnFailure::Delete {
        return Err(CliFailure::usage(
            "--express cannot be combined with --on-failure delete: CloudFormation takes one or the other",
            "leave one of them out",
        ));
    }
    values::different_keys(&args.tag).map_err(|reason| {
        CliFailure::usage(reason, "give each key once; AWS may not tell them apart by case")
    })
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

/// Says what failed, and ends with the code of the worst.
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
