//! `man`: the reference of all commands, generated from their help: man pages, or one Markdown page.

use super::{Context, Failure, help, identity};
use crate::local::disk;
use clap::Command;
use clap_mangen::Man;
use std::fmt::Write as _;
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
    if args.markdown {
        return Ok(context.out.write_all(reference().as_bytes())?);
    }
    let mut program = help::in_full().disable_help_subcommand(true);
    program.build();
    let Some(dir) = &args.dir else {
        return Ok(page(&program, context.out)?);
    };
    disk::make(dir)?;
    for command in commands(&program) {
        let mut text = Vec::new();
        page(&command, &mut text)?;
        let file = dir.join(Man::new(command).get_filename());
        disk::replace(&file, &text)?;
        writeln!(context.out, "wrote {}", file.display())?;
    }
    Ok(())
}

/// One man page. Its synopsis is the usage, not a list of all options, and its examples are a section.
fn page(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let program = identity::name();
    let version = identity::other().and_then(|other| other.version);
    let version = version.unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned());
    let man = Man::new(command.clone())
        .manual(format!("{program} manual"))
        .source(format!("{program} {version}"));
    man.render_title(out)?;
    man.render_name_section(out)?;
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    writeln!(out, ".SH SYNOPSIS\n{}", escaped(usage))?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    let after = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let after = after.lines().take_while(|line| !line.starts_with("See "));
    let examples = after
        .filter_map(|line| line.strip_prefix("  "))
        .collect::<Vec<_>>();
    if !examples.is_empty() {
        writeln!(out, ".SH EXAMPLES\n.nf")?;
        for example in examples {
            writeln!(out, "{}", escaped(example))?;
        }
        writeln!(out, ".fi")?;
    }
    let above = name
        .rsplit_once(' ')
        .map_or(&*program, |(above, _)| above)
        .replace(' ', "-");
    let others = if name == program {
        format!("{} docs", escaped(&program))
    } else {
        format!("{}(1)", escaped(&above))
    };
    writeln!(out, ".SH \"SEE ALSO\"\n{others}")
}

/// Escapes a string for roff: hyphens stay hyphens, and no line begins with a roff request.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) {
        format!("\\&{text}")
    } else {
        text
    }
}

/// A command and its subcommands, each with the global options.
fn commands(command: &Command) -> Vec<Command> {
    let below = command.get_subcommands().flat_map(commands);
    std::iter::once(command.clone()).chain(below).collect()
}

/// The reference as a Markdown page.
pub(super) fn reference() -> String {
    let mut program = help::program(help::WIDEST).disable_help_subcommand(true);
    program.build();
    let mut page = "# Commands\n\nThe output of `--help` for each command.\n".to_owned();
    for command in commands(&program) {
        let title = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
        let mut command = command.term_width(help::WIDEST);
        let help = command.render_long_help().to_string();
        let lines = help.lines().map(str::trim_end).collect::<Vec<_>>();
        let text = lines.join("\n");
        let _ = write!(page, "\n## {title}\n\n```text\n{}\n```\n", text.trim_end());
    }
    page
}
