//! `status`: the state of the deployed stacks.

use super::looking::Looking;
use super::{Context, Failure};
use crate::deploy::status::status;
use crate::view;

/// Show the state of the stacks, what failed last, and what to do.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra status\n  sa-infra status STACK --json")]
pub(super) struct Args {
    #[command(flatten)]
    looking: Looking,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let states = args
        .looking
        .at(context, async |clouds, stacks| status(clouds, stacks).await)?;
    if context.global.json {
        Ok(view::json(context.out, &states)?)
    } else {
        let format = context.format();
        Ok(view::status::human(context.out, &states, format)?)
    }
}
