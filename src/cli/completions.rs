//! `completions`: what makes a shell complete commands, options, and the names of the configuration.

use super::{Arguments, Context, Failure};
use crate::operate::secrets::needed;
use crate::operate::services::services;
use crate::synth::Assembly;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;

/// Print a completion script for your shell.
///
/// In bash, zsh and fish, the script also completes the names of stacks, services and values from your configuration. Print
/// it again when these names change.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra completions bash > ~/.local/share/bash-completion/completions/sa-infra\n  \
                  sa-infra completions zsh > ~/.zfunc/_sa-infra\n  \
                  sa-infra completions fish > ~/.config/fish/completions/sa-infra.fish"
)]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// The known names, by the placeholder that the help uses for them.
struct Names(Vec<(&'static str, Vec<&'static str>)>);

impl Names {
    fn of(assembly: &Assembly) -> Self {
        let services = services(assembly);
        // clap keeps values for as long as the process lives, which ends after the script.
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

    /// The command with the names as its possible values.
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
            // A profile also has the placeholder `NAME`, but its names are in AWS's configuration.
            Some(("NAME", _)) if !arg.is_positional() => arg,
            Some((_, values)) if !values.is_empty() => arg.value_parser(PossibleValuesParser::new(values)),
            _ => arg,
        }
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    context.no_json("completions", "a script")?;
    // With an invalid configuration, only the names are missing.
    let command = match context.synth() {
        Ok(assembly) => Names::of(&assembly).fill(Arguments::command()),
        Err(_) => Arguments::command(),
    };
    let script = match args.shell {
        Shell::Bash => bash(command),
        Shell::Fish => generated(Shell::Fish, command.clone(), NAME) + &fish(command),
        shell => generated(shell, command, NAME),
    };
    Ok(context.out.write_all(script.as_bytes())?)
}

/// The name of the program, and that name as a valid name of bash functions.
const NAME: &str = "sa-infra";
const PLAIN: &str = "sainfra";

fn generated(shell: Shell, mut command: Command, name: &str) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The script for bash. The script that `clap_complete` generates for a name with a hyphen completes only the first
/// word, because it writes the hyphen in two ways. So it is generated for a name without one, and the last word of
/// `complete` is replaced by the real name.
fn bash(command: Command) -> String {
    let script = generated(Shell::Bash, command.name(PLAIN), PLAIN);
    let line = |line: &str| match line.strip_suffix(PLAIN) {
        Some(start) if start.trim_start().starts_with("complete ") => format!("{start}{NAME}\n"),
        _ => format!("{line}\n"),
    };
    script.lines().map(line).collect()
}

/// Adds to the script for fish: the values of positional arguments, instead of file names.
fn fish(mut command: Command) -> String {
    command.build();
    let commands = command.get_subcommands();
    commands.map(|command| fish_command(command, None)).collect()
}

fn fish_command(command: &Command, parent: Option<&str>) -> String {
    let name = command.get_name();
    let when = match parent {
        None => format!("__fish_sa_infra_using_subcommand {name}"),
        Some(parent) => {
            format!("__fish_sa_infra_using_subcommand {parent}; and __fish_seen_subcommand_from {name}")
        }
    };
    let values = command.get_positionals().flat_map(Arg::get_possible_values);
    let values = values.filter(|value| !value.is_hide_set());
    let values = values
        .map(|value| value.get_name().to_owned())
        .collect::<Vec<_>>();
    let below = command
        .get_subcommands()
        .filter(|below| below.get_name() != "help");
    let below = below.map(|below| fish_command(below, Some(name)));
    let own = if values.is_empty() {
        String::new()
    } else {
        format!(
            "complete -c {NAME} -n \"{when}\" -f -a \"{}\"\n",
            values.join(" ")
        )
    };
    own + &below.collect::<String>()
}
