//! `images`: the images of the services.

use super::{Context, Failure, aws};
use crate::operate::images::{images, waits_for_deployment};
use crate::operate::services::{Service, select, services, stacks};
use crate::synth::Assembly;
use crate::view;

/// Show the images of the services: tags, digests, push times and scan findings.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra images\n  sa-infra images SERVICE --json")]
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
    let rows = args.aws.run(async |clouds| Ok(images(clouds, &chosen).await?))?;
    let format = context.format();
    context.show(&rows, |out, rows| view::images::table(out, rows, format))?;
    let (waiting, others) = chosen
        .iter()
        .partition::<Vec<&Service<'_>>, _>(|service| waits_for_deployment(service, &rows));
    for service in waiting {
        view::images::waiting(context.err, service.name, &service.artifact.id)?;
    }
    let without = others
        .into_iter()
        .filter(|service| !rows.iter().any(|row| row.service == service.name && row.runs));
    Ok(view::images::missing(
        context.err,
        without.map(|service| service.name),
    )?)
}
