//! `tasks`: running and recently stopped tasks.

use super::{Context, Failure, aws};
use crate::operate::services::{select, services, stacks};
use crate::operate::tasks::tasks;
use crate::synth::Assembly;
use crate::view;

/// Show running tasks and those of the last hour, with exit codes and failure reasons.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra tasks\n  sa-infra tasks SERVICE --json")]
pub(super) struct Args {
    /// Service names, as shown by `schedule list` [default: all]
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let slips = |assembly: &Assembly| Ok(select(&services(assembly), &args.services).map(drop)?);
    let assembly = context.operated(&args.aws, slips)?;
    let chosen = select(&services(&assembly), &args.services)?;
    args.aws.works_on(stacks(&chosen))?;
    let rows = args.aws.run(async |clouds| Ok(tasks(clouds, &chosen).await?))?;
    if rows.is_empty() && !context.global.json {
        return Ok(view::tasks::none(context.err)?);
    }
    let format = context.format();
    context.show(&rows, |out, rows| view::tasks::table(out, rows, format))
}
