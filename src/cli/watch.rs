//! `watch`: attaches to the running operation of a stack.

use super::attached::{Target, run as attached};
use super::terminal_ui::Answers;
use super::{Context, Failure};

/// Watch the running operation of a stack to the end.
///
/// Shows a deployment, rollback or deletion like the command that started it, and exits with the same code: 0 success,
/// 1 failure, 5 stuck. If no operation is running, reports the last one. At the end, restores the live parameters that the
/// operation overwrote.
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
