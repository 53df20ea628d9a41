//! `init`: a configuration file in which every key is explained.

use super::{Context, Failure};
use crate::settings::{NAME, create};
use std::path::PathBuf;

/// Write a configuration file in which every key is explained.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra init\n  sa-infra init --force")]
pub(super) struct Args {
    /// Replace the file when it exists
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let Some(sample) = context.program.sample() else {
        return Err(Failure::usage(
            "this program has no configuration",
            "there is nothing to do",
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
        "wrote {}: everything in it is the default, change what you need",
        path.display()
    )?;
    Ok(())
}
