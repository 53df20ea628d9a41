//! `restore`: restores a backup that `destroy --backup-to` made.

use super::prompt::confirm;
use super::{Context, Failure, aws};
use crate::local::age::Identity;
use crate::operate::restore::{apply, find, plan};
use crate::synth::Artifact;
use crate::view;
use std::path::PathBuf;

/// Restore a backup of `destroy --backup-to`: objects, values and paused schedules.
///
/// Deploy the stacks first. Existing objects with the same key and values that you set since are kept. Images are not part
/// of a backup; missing ones are listed with the command that builds them again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra restore backup --dry-run\n  sa-infra restore backup --yes")]
pub(super) struct Args {
    /// Directory of the backup, or of one stack in it
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Decrypt the backup with the age identity in this file
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Replace existing objects with the same key, and values that you set
    #[arg(long)]
    overwrite: bool,
    /// Show what would be restored, without restoring it
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Answer the question with yes
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let identity = args.identity.as_deref().map(Identity::new).transpose();
    let identity = identity.map_err(|error| Failure::usage(error.to_string(), error.fix))?;
    let backups = find(&args.directory, identity.as_ref())?;
    let assembly = args.aws.synth(context, &[])?;
    let of_backup = |stack: &&Artifact| backups.iter().any(|backup| backup.index.stack == *stack.id);
    args.aws.works_on(assembly.stacks.iter().filter(of_backup))?;
    args.aws.run(async |clouds| {
        let plans = plan(clouds, &assembly, backups, args.overwrite).await?;
        let summaries = plans.iter().map(|plan| &plan.summary).collect::<Vec<_>>();
        let writes = summaries.iter().any(|summary| summary.writes());
        if !args.dry_run && writes {
            for summary in &summaries {
                view::restore::planned(context.err, summary)?;
            }
            if !args.yes {
                let directory = args.directory.display();
                confirm(context, &format!("{directory}: restore all of this?"), "--yes")?;
            }
            for plan in &plans {
                let err = &mut *context.err;
                // If standard error is closed, the command continues without it.
                apply(clouds, plan, |news| drop(view::restore::news(err, news))).await?;
            }
        }
        let done = !args.dry_run;
        context.show(&summaries, |out, summaries| {
            summaries
                .iter()
                .try_for_each(|summary| view::restore::done(out, summary, done))
        })
    })
}
