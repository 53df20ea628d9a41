//! `outputs`: what the deployed stacks tell about themselves.

use super::{Context, Failure, aws, program::deployable};
use crate::toolkit::outputs::outputs;
use crate::view;

/// Show the outputs of the stacks: names, values, exports.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra outputs\n  sa-infra outputs STACK --json")]
pub(super) struct Args {
    /// Stacks, by the ids that `ls` shows [default: all]
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = context.synth()?;
    let stacks = deployable(&assembly, &args.stacks)?;
    let found = args.aws.run(async |clouds| Ok(outputs(clouds, &stacks).await?))?;
    if context.global.json {
        view::json(context.out, &found)?;
    } else {
        view::outputs::human(context.out, &found)?;
    }
    // Those who name a stack want its outputs; without a name, what is there is shown.
    let absent = found.iter().filter(|stack| stack.outputs.is_none());
    view::outputs::absent(context.err, absent.clone())?;
    if !args.stacks.is_empty() && absent.count() > 0 {
        return Err(Failure::Reported);
    }
    Ok(())
}
