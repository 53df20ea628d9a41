//! `completions`: what makes a shell complete commands, options, and the names of the configuration.

use super::names::Names;
use super::{Context, Failure, help, identity};
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};
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

/// The command with the names as the possible values of its arguments, and without file names for other values.
fn fill(command: Command, names: &Names) -> Command {
    let command = command.mut_args(|arg| fill_one(arg, names));
    command.mut_subcommands(|command| fill(command, names))
}

fn fill_one(arg: Arg, names: &Names) -> Arg {
    let placeholder = arg.get_value_names().and_then(|names| names.first()).cloned();
    let placeholder = placeholder.unwrap_or_default();
    // A profile also has the placeholder `NAME`, but its names are in AWS's configuration.
    let is_profile = placeholder == "NAME" && !arg.is_positional();
    let values = names.values(&placeholder);
    if !values.is_empty() && !is_profile {
        return arg.value_parser(PossibleValuesParser::new(values));
    }
    let is_unknown = arg.get_action().takes_values() && arg.get_value_hint() == ValueHint::Unknown;
    if is_unknown && !["FILE", "DIR", "DIRECTORY", "PATH"].contains(&placeholder.as_str()) {
        return arg.value_hint(ValueHint::Other);
    }
    arg
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    context.no_json("completions", "a script")?;
    // With an invalid configuration, only the names are missing.
    let names = context
        .synth()
        .map_or_else(|_| Names::without_app(), |assembly| Names::of(&assembly));
    let command = fill(help::plain(), &names);
    let name = identity::name();
    let script = match args.shell {
        Shell::Bash => bash(command, &name),
        Shell::Fish => helped(&generated(Shell::Fish, command.clone(), &name)) + &fish(command, &name),
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
    let command = command.name(plain);
    let script = generated(Shell::Bash, command.clone(), plain);
    let files = takes_files(&command, plain);
    let mut function = "";
    let mut result = String::new();
    for line in script.lines() {
        match line.strip_suffix(plain) {
            Some(start) if start.trim_start().starts_with("complete ") => result = result + start + name,
            _ => result += line,
        }
        result += "\n";
        function = line.trim().strip_suffix(')').unwrap_or(function);
        result += &words_only(line, files.iter().any(|of| of == function)).unwrap_or_default();
    }
    result
}

/// The line after `opts="..."` in the script for bash: flags are offered after a hyphen only, if the command has anything
/// else to offer. Without other words, bash offers files.
fn words_only(line: &str, takes_files: bool) -> Option<String> {
    let (indent, options) = line.split_once("opts=\"")?;
    let options = options.strip_suffix('"')?.split_whitespace();
    let words = options.filter(|word| !word.starts_with('-')).collect::<Vec<_>>();
    if words.is_empty() && !takes_files {
        return None;
    }
    Some(format!(
        "{indent}[[ ${{cur}} == -* ]] || opts=\"{}\"\n",
        words.join(" ")
    ))
}

/// The commands with a file as an argument, as the script for bash calls them.
fn takes_files(command: &Command, name: &str) -> Vec<String> {
    let is_file = |arg: &Arg| arg.get_value_hint() != ValueHint::Other;
    let has_file = command.get_positionals().any(is_file);
    let below = command.get_subcommands().flat_map(|below| {
        let own = below.get_name().replace('-', "__");
        takes_files(below, &format!("{name}__subcmd__{own}"))
    });
    has_file
        .then(|| name.to_owned())
        .into_iter()
        .chain(below)
        .collect()
}

/// The script for fish, in which `help` completes the command after it. The generated one offers commands only until it
/// has seen one, and takes `help` itself for one.
fn helped(script: &str) -> String {
    let is_help = |line: &str| line.contains("_using_subcommand help; and not __fish_seen_subcommand_from ");
    let line = |line: &str| {
        if is_help(line) {
            line.replacen(" help\" -f", "\" -f", 1) + "\n"
        } else {
            format!("{line}\n")
        }
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
