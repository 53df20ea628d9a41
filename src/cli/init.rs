//! `init`: writes a configuration file that explains every key.

use super::{Context, Failure};
use crate::settings::{NAME, create};
use std::path::PathBuf;

/// Write a configuration file that explains every key.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra init\n  sa-infra init --force")]
pub(super) struct Args {
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let Some(sample) = context.program.sample() else {
        return Err(Failure::usage(
            "this program has no configuration",
            "nothing to do",
        ));
    };
    let path = context
        .global
        .config
        .clone()
        .unwrap_or_else(|| PathBuf::from(NAME));
    create(&path, &sample, args.force)?;
    writeln!(
        context.out,
        "wrote {}: every key has its default; change what you need",
        path.display()
    )?;
    Ok(())
}
