//! `init`: writes a configuration file that explains every key.

use super::prompt::{confirm, is_terminal};
use super::{Context, Failure};
use crate::settings::{NAME, create, find, shown};
use std::path::PathBuf;

/// Write a configuration file that explains every key.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra init\n  sa-infra init --force")]
pub(super) struct Args {
    /// Overwrite an existing file, or hide one in a parent directory
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
    if context.global.config.is_none() && !args.force {
        hides(context)?;
    }
    create(&path, &sample, args.force)?;
    let file = path.display().to_string();
    let wrote = serde_json::json!({ "file": file });
    context.show(&wrote, |out, _| {
        writeln!(
            out,
            "wrote {file}: every key has its default; change what you need"
        )
    })
}

/// Asks before a new file hides one of a parent directory, for this directory and all below it.
fn hides(context: &mut Context<'_>) -> Result<(), Failure> {
    let here = std::env::current_dir()?;
    let found = find(&here).ok().flatten();
    let Some(above) = found.filter(|file| file.parent() != Some(&*here)) else {
        return Ok(());
    };
    let above = shown(&above);
    let what = format!(
        "{} is the configuration of this directory; a new {NAME} would be used instead of it, here and below",
        above.display()
    );
    if !is_terminal() {
        let fix = format!(
            "change {}, or pass --force to write a second file",
            above.display()
        );
        return Err(Failure::usage(what, fix));
    }
    confirm(context, &format!("{what}. Write it?"), "--force")
}
