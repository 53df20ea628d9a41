//! `ls`: the stacks of the app, in deployment order.

use super::selection::{select, stacks_or_all};
use super::{Context, Failure};
use crate::view;

/// List the stacks in deployment order.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra ls\n  sa-infra ls 'app-*' --long")]
pub(super) struct Args {
    #[arg(value_name = "STACK", help = stacks_or_all())]
    stacks: Vec<String>,
    /// Also show stack name, region, number of resources and dependencies
    #[arg(long, short)]
    long: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = context.synth()?;
    let stacks = select(&assembly, &args.stacks)?;
    let format = context.format();
    Ok(match (context.global.json, args.long) {
        (true, _) => view::stacks::json(context.out, &stacks),
        (false, true) => view::stacks::long(context.out, &stacks, format),
        (false, false) => view::stacks::short(context.out, &stacks),
    }?)
}
