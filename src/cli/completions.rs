//! `completions`: what makes a shell complete commands and options.

use super::{Arguments, Context, Failure};
use clap::CommandFactory;

/// Print the completion script of a shell.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra completions bash > ~/.local/share/bash-completion/completions/sa-infra\n  \
                  sa-infra completions zsh > ~/.zfunc/_sa-infra"
)]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "sa-infra", &mut script);
    Ok(context.out.write_all(&script)?)
}
