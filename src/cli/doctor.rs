//! `doctor`: finds what prevents the services from running.

use super::{Context, Failure, aws, selection::deployable};
use crate::operate::doctor::{Finding, Level, examine};
use crate::operate::scheduled::timed;
use crate::operate::services::services;
use crate::view;

/// Find problems that prevent the services from running, and how to fix them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra doctor\n  sa-infra doctor --simulate")]
pub(super) struct Args {
    /// Also ask IAM which commands you are not allowed to run
    #[arg(long)]
    simulate: bool,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    args.aws.look_at_failures();
    let assembly = match context.operated(&args.aws, |_| Ok(())) {
        // The doctor itself reports why AWS cannot be reached.
        Err(Failure::Other(_)) => context.synth()?,
        assembly => assembly?,
    };
    let stacks = deployable(&assembly, &[])?;
    let services = services(&assembly);
    let findings = args.aws.run(async |clouds| {
        Ok(examine(clouds, &stacks, &services, &timed(&assembly), args.simulate).await)
    })?;
    let format = context.format();
    context.show(&findings, |out, findings| {
        view::doctor::list(out, findings, format)
    })?;
    match first_fix(&findings) {
        Some(fix) => context.next(&view::doctor::imperative(fix))?,
        None => context.next("`sa-infra schedule` shows when the services run")?,
    }
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return Err(Failure::Reported);
    }
    Ok(())
}

/// The first fix: for an error, or else for an open item.
fn first_fix(findings: &[Finding]) -> Option<&str> {
    let of = |level| {
        findings
            .iter()
            .find(|finding| finding.level == level && finding.fix.is_some())
    };
    of(Level::Error).or_else(|| of(Level::Open))?.fix.as_deref()
}
