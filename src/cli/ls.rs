//! `ls`: the stacks of the app, in deployment order.

use super::{Context, Failure};
use crate::view;

/// List the stacks in deployment order.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra ls\n  sa-infra ls --long")]
pub(super) struct Args {
    /// Also show stack name, region, number of resources and dependencies
    #[arg(long, short)]
    long: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = context.synth()?;
    let format = context.format();
    Ok(match (context.global.json, args.long) {
        (true, _) => view::stacks::json(context.out, &assembly.stacks),
        (false, true) => view::stacks::long(context.out, &assembly.stacks, format),
        (false, false) => view::stacks::short(context.out, &assembly.stacks),
    }?)
}
