//! `outputs`: the outputs of the deployed stacks.

use super::looking::Looking;
use super::{Context, Failure};
use crate::deploy::outputs::outputs;
use crate::view;

/// Show the outputs of the deployed stacks: names, values, exports.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra outputs\n  sa-infra outputs STACK --json")]
pub(super) struct Args {
    /// Also show the automatic exports that only other stacks import
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    looking: Looking,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let found = args
        .looking
        .at(context, async |clouds, stacks| outputs(clouds, stacks).await)?;
    if context.global.json {
        view::json(context.out, &found)?;
    } else {
        let format = context.format();
        view::outputs::human(context.out, &found, args.all, format)?;
        context.out.flush()?;
        if !args.all && !context.global.quiet {
            view::outputs::hidden(context.err, &found)?;
        }
        if !context.global.quiet {
            view::outputs::none(context.err, &found)?;
        }
    }
    // With a stack name, a stack without outputs is an error. Without one, the stacks that have outputs are shown.
    let absent = found.iter().filter(|stack| stack.outputs.is_none());
    view::outputs::absent(context.err, absent.clone())?;
    if !args.looking.stacks.is_empty() && absent.count() > 0 {
        return Err(Failure::Reported);
    }
    Ok(())
}
