//! `status`: how the stacks are that are deployed.

use super::{Context, Failure, aws, program::deployable};
use crate::toolkit::status::status;
use crate::view;

/// Show how the deployed stacks are, since when, and what failed last.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra status\n  sa-infra status STACK --json")]
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
    let states = args.aws.run(async |clouds| Ok(status(clouds, &stacks).await?))?;
    if context.global.json {
        Ok(view::json(context.out, &states)?)
    } else {
        Ok(view::status::human(context.out, &states)?)
    }
}
