//! `recover`: the way out of a state in which a stack is stuck.

use super::attached::{Target, run as attached};
use super::terminal_ui::Answers;
use super::{Context, Failure};
use crate::deploy::recover::{Options, recover};

/// Say why a stack is stuck, and help it out, the least destructive way first.
///
/// What failed is shown, then what can be done about it, which is done after a yes. Nothing is given up unless it is
/// named with --skip, or --force gives up whatever fails again; what that means is in `docs recovering`. A stack that is
/// not stuck stays as it is.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra recover STACK\n  sa-infra recover STACK --yes --skip LOGICAL_ID"
)]
pub(super) struct Args {
    /// Answer questions with yes; nothing is given up by that
    #[arg(long, short)]
    yes: bool,
    /// Leave this resource as it is when it cannot be undone or deleted: somebody has to mend it afterwards
    #[arg(long, value_name = "LOGICAL_ID", conflicts_with = "force")]
    skip: Vec<String>,
    /// Leave whatever fails again as it is
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
