//! `config`: the effective configuration, and where each value comes from.

use super::{Context, Failure};
use crate::view;

/// Show the effective configuration and where each value comes from.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra config\n  sa-infra config --json --config other.toml")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let definition = context.define()?;
    if context.global.json {
        return Ok(view::json(context.out, &definition.settings)?);
    }
    Ok(view::settings::human(
        context.out,
        &definition.settings,
        definition.file.as_deref(),
    )?)
}
