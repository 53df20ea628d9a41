//! `destroy`: deletes stacks and their data.

use super::failure::worst;
use super::terminal_ui::{Answers, TerminalUi, watched};
use super::{Context, Failure as CliFailure, aws, selection};
use crate::deploy::destroy::{Destruction, Failure, Options, Results, concerned};
use crate::deploy::ui::Outcome;
use crate::local::age::Recipients;
use crate::view;
use std::cell::Cell;
use std::path::PathBuf;
use std::time::Instant;

/// Delete stacks and their data, after showing what will be lost.
///
/// Turns schedules off, empties the buckets, and deletes the stacks. You must also name the stacks that need a named one.
/// Secrets are kept unless you pass --delete-secrets, and so are resources that the template retains. Lists everything
/// that is kept at the end.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra destroy STACK --backup-to DIR\n  sa-infra destroy --all --yes --delete-data"
)]
#[expect(clippy::struct_excessive_bools, reason = "the command has that many switches")]
pub(super) struct Args {
    #[arg(value_name = "STACK", help = selection::STACKS)]
    stacks: Vec<String>,
    /// Delete all stacks, except those that are deleted only by name
    #[arg(long, conflicts_with = "stacks")]
    all: bool,
    /// Answer the question with yes; needs --delete-data if data would be lost
    #[arg(long, short)]
    yes: bool,
    /// With --yes: delete objects, images and the values you set
    #[arg(long, requires = "yes")]
    delete_data: bool,
    /// Delete stacks with termination protection without asking again
    #[arg(long)]
    disable_termination_protection: bool,
    /// Stop running tasks without asking again
    #[arg(long)]
    stop_tasks: bool,
    /// Delete the secrets of the stacks too
    #[arg(long)]
    delete_secrets: bool,
    /// First copy objects (latest versions) and parameter values to this directory
    #[arg(long, value_name = "DIR")]
    backup_to: Option<PathBuf>,
    /// Encrypt the backup with age to this public key; can be repeated
    #[arg(long = "recipient", value_name = "KEY", requires = "backup_to")]
    recipients: Vec<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), CliFailure> {
    let assembly = args.aws.synth(context, &args.stacks)?;
    selection::named_or_all(&args.stacks, args.all, "delete", &assembly)?;
    if args.all {
        selection::note_not_included(context, &assembly, "delete")?;
    }
    let stacks = selection::deployable(&assembly, &args.stacks)?;
    args.aws.works_on(concerned(&assembly.stacks, &stacks))?;
    let recipients = Recipients::new(&args.recipients);
    let options = Options {
        backup_to: args.backup_to.clone(),
        recipients: recipients.map_err(|error| CliFailure::usage(error.to_string(), error.fix))?,
        delete_secrets: args.delete_secrets,
    };
    let answers = Answers {
        yes: args.yes,
        delete_data: args.delete_data,
        stop_tasks: args.stop_tasks,
        unprotect: args.disable_termination_protection,
        ..Answers::default()
    };
    let began = Instant::now();
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
    let is_deleted = |result: &Result<_, _>| matches!(result, Ok(Outcome::Deleted));
    let deleted = results.iter().filter(|(_, result)| is_deleted(result)).count();
    outcome(results, context)?;
    if deleted > 0 && !context.global.json && !context.global.quiet {
        context.out.flush()?;
        view::destroy::ending(context.err, deleted, began.elapsed().as_secs())?;
    }
    Ok(())
}

/// Reports the failures, and exits with the code of the worst.
fn outcome(results: Results, context: &mut Context<'_>) -> Result<(), CliFailure> {
    let (interrupted, format) = (context.interrupt_code(), context.format());
    let tell = |stack: &str, failure: &Failure| match failure {
        Failure::Declined => view::declined(context.err),
        failure => view::destroy::failure(context.err, stack, failure, format),
    };
    worst(results, tell, |failure| match failure {
        Failure::Left | Failure::Interrupted => interrupted,
        Failure::Stuck { .. } | Failure::Ended { .. } => 5,
        Failure::Declined => 4,
        Failure::Unasked(_) => 2,
        _ => 1,
    })
}
