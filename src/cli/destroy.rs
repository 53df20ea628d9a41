//! `destroy`: takes stacks down, with what they hold.

use super::failure::worst;
use super::terminal_ui::{Answers, TerminalUi, watched};
use super::{Context, Failure as CliFailure, aws, program};
use crate::deploy::destroy::{Destruction, Failure, Options, Results};
use crate::view;
use std::cell::Cell;
use std::path::PathBuf;

/// Delete stacks with what they hold, after showing what that is.
///
/// Stacks that need a named one have to be named too. Schedules are turned off first, then buckets are emptied. Secrets
/// stay unless told otherwise, and so does what the templates say; all of that is listed at the end.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra destroy STACK --backup-to DIR\n  sa-infra destroy --all --yes --delete-data"
)]
#[expect(clippy::struct_excessive_bools, reason = "the command has that many switches")]
pub(super) struct Args {
    /// Stacks, by the ids that `ls` shows
    #[arg(value_name = "STACK", required_unless_present = "all")]
    stacks: Vec<String>,
    /// All stacks
    #[arg(long, conflicts_with = "stacks")]
    all: bool,
    /// Answer the question with yes; where data is lost, only together with --delete-data
    #[arg(long, short)]
    yes: bool,
    /// With --yes: objects, images and values that people set may go
    #[arg(long, requires = "yes")]
    delete_data: bool,
    /// Destroy stacks that are protected from termination too, without asking again
    #[arg(long)]
    disable_termination_protection: bool,
    /// Stop tasks that run, without asking again
    #[arg(long)]
    stop_tasks: bool,
    /// Delete the secrets of the stacks as well
    #[arg(long)]
    delete_secrets: bool,
    /// First copy objects (their latest versions) and values of parameters to this directory
    #[arg(long, value_name = "DIR")]
    backup_to: Option<PathBuf>,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), CliFailure> {
    let assembly = args.aws.synth(context, &args.stacks)?;
    let stacks = program::deployable(&assembly, &args.stacks)?;
    let options = Options {
        backup_to: args.backup_to.clone(),
        delete_secrets: args.delete_secrets,
    };
    let answers = Answers {
        yes: args.yes,
        delete_data: args.delete_data,
        stop_tasks: args.stop_tasks,
        unprotect: args.disable_termination_protection,
        ..Answers::default()
    };
    let results = args.aws.run(async |clouds| {
        let interrupts = Cell::new(0);
        let ui = TerminalUi::new(context, answers, &interrupts);
        let destruction = Destruction {
            clouds,
            all: &assembly.stacks,
            options: &options,
            ui: &ui,
            interrupts: &interrupts,
        };
        Ok(watched(&interrupts, &ui, Box::pin(destruction.destroy(&stacks))).await)
    })?;
    outcome(results, context)
}

/// Says what failed, and ends with the code of the worst.
fn outcome(results: Results, context: &mut Context<'_>) -> Result<(), CliFailure> {
    let interrupted = context.interrupt_code();
    let tell = |stack: &str, failure: &Failure| view::destroy::failure(context.err, stack, failure);
    worst(results, tell, |failure| match failure {
        Failure::Left | Failure::Interrupted => interrupted,
        Failure::Stuck { .. } | Failure::Ended { .. } => 5,
        Failure::Declined => 4,
        Failure::Unasked(_) => 2,
        _ => 1,
    })
}
