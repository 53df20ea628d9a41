//! `cancel`: cancels the running operation of a stack.

use super::attached::{Target, run as attached};
use super::terminal_ui::Answers;
use super::{Context, Failure};
use crate::deploy::cancel::cancel;

/// Cancel the running operation of a stack, and watch the rollback.
///
/// Rolls back an update, deletes a stack that is being created, and deletes change sets that were not executed. Live
/// parameters are kept. A deletion cannot be cancelled.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra cancel STACK\n  sa-infra cancel STACK --yes")]
pub(super) struct Args {
    /// Answer the question with yes
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    target: Target,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    attached(&args.target, Answers::yes(args.yes), context, async |attach| {
        cancel(attach).await
    })
}
