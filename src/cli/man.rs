//! `man`: the reference of all commands, made from their help: manual pages, or one page of Markdown.

use super::{Arguments, Context, Failure};
use crate::disk;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::io::{self, Write};
use std::path::PathBuf;

/// Write the manual pages, or all of them as one page of Markdown.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra man ~/.local/share/man/man1\n  sa-infra man --markdown > commands.md"
)]
pub(super) struct Args {
    /// Directory for a page of each command [default: the page of the program, on standard output]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print Markdown instead
    #[arg(long, conflicts_with = "dir")]
    markdown: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut program = Arguments::command().disable_help_subcommand(true);
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

/// The program and its commands, each with the options that all have.
fn commands(program: &Command) -> Vec<Command> {
    let subcommands = program.get_subcommands().cloned();
    std::iter::once(program.clone()).chain(subcommands).collect()
}

fn markdown(out: &mut dyn Write, program: &Command) -> io::Result<()> {
    writeln!(out, "# The commands\n\nWhat `--help` says of each.")?;
    for command in commands(program) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let title = name.replacen("sa-infra-", "sa-infra ", 1);
        let mut command = command.bin_name(&title).term_width(100);
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
