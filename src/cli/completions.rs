//! `completions`: what makes a shell complete commands, options, and the names of the configuration.

use super::{Context, Failure, help, identity};
use crate::operate::secrets::needed;
use crate::operate::services::services;
use crate::synth::Assembly;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};
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
        Ok(assembly) => Names::of(&assembly).fill(help::plain()),
        Err(_) => help::plain(),
    };
    let name = identity::name();
    let script = match args.shell {
        Shell::Bash => bash(command, &name),
        Shell::Fish => generated(Shell::Fish, command.clone(), &name) + &fish(command, &name),
        shell => generated(shell, command, &name),
    };
    Ok(context.out.write_all(script.as_bytes())?)
}

fn generated(shell: Shell, mut command: Command, name: &str) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The script for bash. The one that `clap_complete` makes for a name with a hyphen completes the first word only, because
/// it writes the hyphen in two ways. It is made for a name without one; the last word of `complete` is the real name.
fn bash(command: Command, name: &str) -> String {
    // clap keeps the name for as long as the process lives, which ends with the script.
    let plain = &*name.replace('-', "").leak();
    let script = generated(Shell::Bash, command.name(plain), plain);
    let line = |line: &str| match line.strip_suffix(plain) {
        Some(start) if start.trim_start().starts_with("complete ") => format!("{start}{name}\n"),
        _ => format!("{line}\n"),
    };
    script.lines().map(line).collect()
}

/// What the script for fish lacks: the values of positional arguments, instead of the names of files.
fn fish(mut command: Command, program: &str) -> String {
    command.build();
    let commands = command.get_subcommands();
    commands
        .map(|command| fish_command(command, None, program))
        .collect()
}

fn fish_command(command: &Command, parent: Option<&str>, program: &str) -> String {
    let name = command.get_name();
    let uses = format!("__fish_{}_using_subcommand", program.replace('-', "_"));
    let when = match parent {
        None => format!("{uses} {name}"),
        Some(parent) => {
            format!("{uses} {parent}; and __fish_seen_subcommand_from {name}")
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
    let below = below.map(|below| fish_command(below, Some(name), program));
    let own = if values.is_empty() {
        String::new()
    } else {
        format!(
            "complete -c {program} -n \"{when}\" -f -a \"{}\"\n",
            values.join(" ")
        )
    };
    own + &below.collect::<String>()
}
