//! `completions`: what makes a shell complete commands, options, and the names of the configuration.

use super::{Arguments, Context, Failure};
use crate::operate::secrets::needed;
use crate::operate::services::services;
use crate::synth::Assembly;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory};

/// Print a completion script for your shell.
///
/// In bash and zsh, the script also completes the names of stacks, services and values from your configuration. Print it
/// again when these names change.
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

/// The names that stand for something here, by what the help calls them.
struct Names(Vec<(&'static str, Vec<&'static str>)>);

impl Names {
    fn of(assembly: &Assembly) -> Self {
        let services = services(assembly);
        // clap keeps values for as long as the process lives, which ends with the script.
        let kept = |name: &str| &*name.to_owned().leak();
        let stacks = assembly.stacks.iter().map(|stack| kept(&stack.id));
        let values = needed(&services).into_iter().map(|needed| kept(&needed.name));
        Self(vec![
            ("STACK", stacks.collect()),
            ("NAME", values.collect()),
            (
                "SERVICE",
                services.iter().map(|service| kept(service.name)).collect(),
            ),
        ])
    }

    /// The command with its names as the values that there are.
    fn fill(&self, command: Command) -> Command {
        let command = command.mut_args(|arg| self.fill_one(arg));
        command.mut_subcommands(|command| self.fill(command))
    }

    fn fill_one(&self, arg: Arg) -> Arg {
        let called = arg.get_value_names().and_then(|names| names.first());
        let found = self
            .0
            .iter()
            .find(|(name, _)| called.is_some_and(|called| called == name));
        match found {
            // A profile has a name too, which only AWS's configuration knows.
            Some(("NAME", _)) if !arg.is_positional() => arg,
            Some((_, values)) if !values.is_empty() => arg.value_parser(PossibleValuesParser::new(values)),
            _ => arg,
        }
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut script = Vec::new();
    // A configuration that is wrong takes only the names.
    let mut command = match context.synth() {
        Ok(assembly) => Names::of(&assembly).fill(Arguments::command()),
        Err(_) => Arguments::command(),
    };
    clap_complete::generate(args.shell, &mut command, "sa-infra", &mut script);
    Ok(context.out.write_all(&script)?)
}
