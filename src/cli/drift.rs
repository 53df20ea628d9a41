//! `drift`: what differs between the deployed templates and the resources.

use super::looking::Looking;
use super::{Context, Failure};
use crate::deploy::drift::drift;
use crate::view;

/// Find changes that were made outside CloudFormation.
///
/// CloudFormation compares the resources with the deployed template; nothing is changed. Values that you are meant to set,
/// such as the account id or a paused schedule, are listed separately and do not count as drift.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra drift\n  sa-infra drift STACK --exit-code")]
pub(super) struct Args {
    /// Exit with 3 if anything differs
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    looking: Looking,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let found = args
        .looking
        .at(context, async |clouds, stacks| drift(clouds, stacks).await)?;
    if context.global.json {
        view::json(context.out, &found)?;
    } else {
        let format = context.format();
        view::drift::human(context.out, &found, format)?;
    }
    if args.exit_code && found.iter().any(|stack| stack.drifted) {
        return Err(Failure::Found);
    }
    let problems = found
        .iter()
        .filter_map(|stack| stack.found.as_ref()?.problem.as_ref());
    if problems.count() > 0 {
        return Err(Failure::Reported);
    }
    Ok(())
}
