//! `man`: the reference of all commands, generated from their help: man pages, or one Markdown page.

use super::{Context, Failure, help};
use crate::local::disk;
use clap::Command;
use clap_mangen::Man;
use std::io::{self, Write};
use std::path::PathBuf;

/// Write the man pages, or the same as one Markdown page.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra man ~/.local/share/man/man1\n  sa-infra man --markdown > commands.md"
)]
pub(super) struct Args {
    /// Directory for the man pages of all commands [default: print the main page]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print Markdown instead
    #[arg(long, conflicts_with = "dir")]
    markdown: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    context.no_json("man", "man pages, or Markdown with --markdown")?;
    let mut program = help::program(help::WIDEST).disable_help_subcommand(true);
    program.build();
    if args.markdown {
        return Ok(markdown(context.out, &program)?);
    }
    let Some(dir) = &args.dir else {
        return Ok(Man::new(program).render(context.out)?);
    };
    disk::make(dir)?;
    for command in commands(&program) {
        let man = Man::new(command);
        let mut page = Vec::new();
        man.render(&mut page)?;
        let file = dir.join(man.get_filename());
        disk::replace(&file, &page)?;
        writeln!(context.out, "wrote {}", file.display())?;
    }
    Ok(())
}

/// A command and all below it, each with the options that all have.
fn commands(command: &Command) -> Vec<Command> {
    let below = command.get_subcommands().flat_map(commands);
    std::iter::once(command.clone()).chain(below).collect()
}

fn markdown(out: &mut dyn Write, program: &Command) -> io::Result<()> {
    writeln!(out, "# Commands\n\nThe output of `--help` for each command.")?;
    for command in commands(program) {
        let title = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
        let mut command = command.term_width(help::WIDEST);
        let help = command.render_long_help().to_string();
        let lines = help.lines().map(str::trim_end).collect::<Vec<_>>();
        writeln!(
            out,
            "\n## {title}\n\n```text\n{}\n```",
            lines.join("\n").trim_end()
        )?;
    }
    Ok(())
}
