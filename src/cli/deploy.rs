//! `deploy`: creates or updates the stacks in AWS.

use super::deploy_flags::{CONCURRENCY, Flags};
use super::failure::worst;
use super::terminal_ui::{Answers, TerminalUi, watched};
use super::{Context, Failure as CliFailure, aws, comparison, selection, values};
use crate::deploy::deployment::{Deployment, Failure, Options, Results};
use crate::deploy::ui::Outcome;
use crate::operate::doctor;
use crate::synth::{Artifact, Assembly};
use crate::view;
use std::cell::Cell;
use std::time::Instant;

/// Create or update stacks, after showing what will change.
///
/// Also deploys the stacks that the named ones need, first. Values that you set after an earlier deployment (the account
/// id, paused schedules, secrets) are kept, whatever the outcome.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "Examples:\n  sa-infra deploy STACK\n  sa-infra deploy --all --dry-run")]
pub(super) struct Args {
    #[arg(value_name = "STACK", help = selection::STACKS)]
    stacks: Vec<String>,
    /// Deploy all stacks, except those that are deployed only by name
    #[arg(long, conflicts_with = "stacks")]
    all: bool,
    /// Deploy only the named stacks, not the stacks they need
    #[arg(long, conflicts_with = "all")]
    only: bool,
    /// Show the changes without making any; creates a change set and deletes it
    #[arg(long)]
    dry_run: bool,
    /// Compare with the deployed templates only, and create no change set
    #[arg(long, requires = "dry_run")]
    no_change_set: bool,
    /// Exit as soon as every operation has started; waits only for stacks that others need
    #[arg(long, conflicts_with = "dry_run")]
    detach: bool,
    /// Maximum number of stacks to deploy in parallel
    #[arg(long, value_name = "NUMBER", default_value_t = CONCURRENCY, value_parser = values::count)]
    concurrency: usize,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), CliFailure> {
    args.flags.consistent()?;
    let assembly = args.aws.synth(context, &args.stacks)?;
    selection::named_or_all(&args.stacks, args.all, "deploy", &assembly)?;
    if args.all {
        selection::note_not_included(context, &assembly, "deploy")?;
    }
    view::findings::human(context.err, &assembly.warnings)?;
    let stacks = stacks(args, &assembly)?;
    args.aws.works_on(stacks.iter().copied())?;
    args.aws.note_omissions(context, &stacks)?;
    args.aws.note_time_zones(context, &stacks)?;
    if args.no_change_set {
        return comparison::compare(&args.aws, &stacks, context);
    }
    let options = Options {
        // With --yes there is no plan to approve.
        plan_first: stacks.len() > 1 && !args.dry_run && !args.flags.yes,
        dry_run: args.dry_run,
        detach: args.detach,
        concurrency: args.concurrency,
        ..args.flags.options(&args.aws)
    };
    let whole = Whole {
        all: &assembly.stacks,
        stacks: &stacks,
        options: &options,
        answers: args.flags.answers(),
    };
    let outcomes = whole.deploy(&args.aws, context)?;
    let what = if outcomes.contains(&Outcome::Created) {
        "`sa-infra doctor` shows what the services still need"
    } else if outcomes.contains(&Outcome::Begun) {
        "`sa-infra status` shows how far the operations are"
    } else {
        return Ok(());
    };
    context.next(what)
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
    pub(super) fn deploy(
        self,
        aws: &aws::Aws,
        context: &mut Context<'_>,
    ) -> Result<Vec<Outcome>, CliFailure> {
        let began = Instant::now();
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
        let outcomes = results
            .iter()
            .filter_map(|(_, result)| result.as_ref().ok().copied());
        let outcomes = outcomes.collect::<Vec<_>>();
        outcome(results, context)?;
        if !self.options.dry_run && !context.global.json && !context.global.quiet {
            view::deploy::ending(context.err, &outcomes, began.elapsed().as_secs())?;
        }
        Ok(outcomes)
    }
}

/// The named stacks and their dependencies, in deployment order.
fn stacks<'a>(args: &Args, assembly: &'a Assembly) -> Result<Vec<&'a Artifact>, CliFailure> {
    let named = selection::deployable(assembly, &args.stacks)?;
    if args.only || args.all {
        return Ok(named);
    }
    Ok(assembly.with_dependencies(&named))
}

/// Reports the failures, and exits with the code of the worst. A declined question is not an error.
pub(super) fn outcome(results: Results, context: &mut Context<'_>) -> Result<(), CliFailure> {
    let interrupted = context.interrupt_code();
    let is_ended = context.ended_by.is_some();
    let format = context.format();
    // A question about all stacks has one answer, and is asked before the first one.
    let is_one = results.len() == 1;
    let is_declined = |result: &Result<_, _>| matches!(result, Err(Failure::Declined));
    let declined = results.iter().filter(|(_, result)| is_declined(result));
    let declined = declined.map(|(stack, _)| stack.to_string()).collect::<Vec<_>>();
    let tell = |stack: &str, failure: &Failure| match failure {
        Failure::Declined if is_one => view::declined(context.err),
        Failure::Declined => view::deploy::declined(context.err, stack),
        Failure::Interrupted if is_one => view::deploy::stopped(context.err, failure),
        Failure::Waiting { needed, .. } if declined.contains(needed) => {
            view::deploy::waits(context.err, stack, needed)
        }
        failure => view::deploy::failure(context.err, stack, failure, format),
    };
    worst(results, tell, |failure| match failure {
        failure if failure.is_stuck() => 5,
        Failure::Left | Failure::Interrupted | Failure::Undone => interrupted,
        Failure::Halfway if is_ended => interrupted,
        Failure::Declined => 4,
        Failure::Waiting { needed, .. } if declined.contains(needed) => 4,
        Failure::Unasked(_) => 2,
        _ => 1,
    })
}
