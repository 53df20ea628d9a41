//! `cancel`: what is under way is given up.

use super::attached::{Target, run as attached};
use super::terminal_ui::Answers;
use super::{Context, Failure};
use crate::deploy::cancel::cancel;

/// Cancel what is under way on a stack, and watch until it is undone.
///
/// An update is put back to what was before, a stack that is being created is deleted, and a change set that nobody has
/// executed is removed. What people set is kept. A deletion cannot be cancelled.
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
