//! `watch`: attached to what is under way.

use super::attached::{Target, run as attached};
use super::terminal_ui::Answers;
use super::{Context, Failure};

/// Watch what is under way on a stack to its end.
///
/// Shows a deployment, a rollback or a deletion as the command that began it shows it, and exits as that does: 0 done,
/// 1 failed, 5 stuck. Where nothing is under way, the last operation counts. At the end, values that people set and the
/// operation has written over are given back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra watch STACK\n  sa-infra watch STACK --json")]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    attached(&args.target, Answers::default(), context, async |attach| {
        attach.watch().await
    })
}
