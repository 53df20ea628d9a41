//! "Did you mean": the commands and flags that a typo or the word of another tool is likely to mean.

use super::words;
use crate::cli::help;
use crate::model::suggestion::likely;
use clap::error::{ContextKind, ErrorKind};

/// What other tools (the CDK, gh, Terraform, kubectl) call our commands. Of several, those that exist are suggested.
const COMMANDS: [(&str, &[&str]); 36] = [
    ("abort", &["cancel"]),
    ("apply", &["deploy"]),
    ("bootstrap", &["deploy"]),
    ("browse", &["open"]),
    ("create", &["deploy", "add"]),
    ("delete", &["destroy", "remove"]),
    ("describe", &["status"]),
    ("down", &["destroy", "stop"]),
    ("edit", &["set"]),
    ("exec", &["run"]),
    ("execute", &["run"]),
    ("graph", &["diagram"]),
    ("history", &["events"]),
    ("import", &["deploy"]),
    ("info", &["status"]),
    ("lint", &["check"]),
    ("list-stacks", &["ls"]),
    ("manual", &["docs"]),
    ("plan", &["diff"]),
    ("preview", &["diff"]),
    ("ps", &["tasks"]),
    ("remove", &["destroy"]),
    ("rm", &["destroy", "remove"]),
    ("rollback", &["cancel", "recover"]),
    ("show", &["status", "list"]),
    ("stacks", &["ls"]),
    ("start", &["run"]),
    ("stop", &["cancel"]),
    ("synthesize", &["synth"]),
    ("tail", &["logs"]),
    ("trigger", &["run"]),
    ("update", &["deploy", "set"]),
    ("validate", &["check"]),
    ("version", &["--version"]),
    ("view", &["status"]),
    ("whoami", &["doctor"]),
];

/// The same for flags.
const FLAGS: [(&str, &[&str]); 9] = [
    ("--debug", &["--verbose"]),
    ("--exclusively", &["--only"]),
    ("--fail", &["--exit-code"]),
    ("--force", &["--yes"]),
    ("--no-execute", &["--dry-run"]),
    ("--no-rollback", &["--on-failure"]),
    ("--output", &["--out"]),
    ("--silent", &["--quiet"]),
    ("--tags", &["--tag"]),
];

/// The subcommands or flags of a command that were likely meant. Clap's own suggestions are in no useful order.
pub(super) fn nearest(error: &clap::Error, name: &str) -> Option<String> {
    let program = help::program(help::WIDEST);
    let mut command = &program;
    for word in name.split_whitespace() {
        command = command.find_subcommand(word).unwrap_or(command);
    }
    let (wanted, known, synonyms) = if let Some(wanted) = words(error, ContextKind::InvalidSubcommand) {
        let names = command
            .get_subcommands()
            .map(|command| command.get_name().to_owned());
        let version = (command.get_name() == program.get_name()).then(|| "--version".to_owned());
        (wanted, names.chain(version).collect::<Vec<_>>(), &COMMANDS[..])
    } else {
        let wanted =
            words(error, ContextKind::InvalidArg).filter(|_| error.kind() == ErrorKind::UnknownArgument)?;
        let flags = command.get_arguments().chain(program.get_arguments());
        let flags = flags.filter_map(clap::Arg::get_long).chain(["help"]);
        let version = (command.get_name() == program.get_name()).then_some("version");
        let flags = flags.chain(version).map(|flag| format!("--{flag}"));
        (wanted, flags.collect(), &FLAGS[..])
    };
    let synonym = synonyms.iter().find(|(word, _)| *word == wanted);
    let meant = synonym.map_or(&[][..], |(_, meant)| meant).iter().copied();
    let meant = meant.filter(|meant| known.iter().any(|known| known == meant));
    let meant = meant.collect::<Vec<_>>();
    let near = if meant.is_empty() {
        likely(&wanted, known.iter().map(String::as_str))
    } else {
        meant
    };
    (!near.is_empty()).then(|| near.join(" or "))
}
