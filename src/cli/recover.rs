//! `recover`: gets a stack out of a stuck state.

use super::attached::{Target, run as attached};
use super::terminal_ui::Answers;
use super::{Context, Failure};
use crate::deploy::recover::{Options, recover};

/// Explain why a stack is stuck, and recover it with the least destructive step.
///
/// Shows what failed and the next step, and asks before taking it. No resource is abandoned unless you name it with --skip,
/// or pass --force to abandon whatever fails again: see `docs recovering`. A stack that is not stuck is not changed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra recover STACK\n  sa-infra recover STACK --yes --skip LOGICAL_ID"
)]
pub(super) struct Args {
    /// Answer questions with yes; this never abandons a resource
    #[arg(long, short)]
    yes: bool,
    /// Skip this resource if it cannot be rolled back or deleted; you must fix it afterwards
    #[arg(long, value_name = "LOGICAL_ID", conflicts_with = "force")]
    skip: Vec<String>,
    /// Skip every resource that fails again
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    target: Target,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let options = Options {
        skip: args.skip.clone(),
        force: args.force,
    };
    attached(&args.target, Answers::yes(args.yes), context, async |attach| {
        recover(attach, &options).await
    })
}
