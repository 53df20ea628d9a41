//! The help of the program itself, with its commands in groups, which clap does not support.

use super::Arguments;
use super::environment::{with_variables, with_variables_of};
use super::identity;
use anstyle::Style;
use clap::{Command, CommandFactory};
use std::ffi::OsString;
use std::fmt::Write as _;

/// The name of each group, and its first command; the others follow in order.
const GROUPS: [(&str, &str); 5] = [
    ("Templates", "ls"),
    ("Deployments", "diff"),
    ("Running operations and stuck stacks", "watch"),
    ("Services", "secrets"),
    ("Other commands", "policy"),
];

/// The heading of the options that every command has.
pub(super) const GLOBAL: &str = "Global options";

/// The column of the descriptions.
const INDENT: usize = 15;

/// The maximum width of the help.
pub(super) const WIDEST: usize = 100;

const HEADING: Style = Style::new().bold().underline();
const NAME: Style = Style::new().bold();

/// The program, with a help of this width.
pub(super) fn program(width: usize) -> Command {
    program_with(width, &[], &[], &[])
}

/// The same, without the environment variables of some flags, with commands of the program itself, and without some of ours.
pub(super) fn program_with(width: usize, overruled: &[&str], own: &[Command], hidden: &[String]) -> Command {
    let program = named(identity::in_texts(with_variables(
        Arguments::command(),
        overruled,
    )));
    let list = list(&program, width.min(WIDEST), own, hidden);
    program.help_template(format!(
        "{{before-help}}{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{list}{HEADING}Options:{HEADING:#}\n{{options}}{{after-help}}"
    ))
}

/// The program as these arguments need it: it reads them, but its help is not complete.
pub(super) fn reader(arguments: &[OsString], overruled: &[&str]) -> Command {
    // `--version` alone needs no commands, whose flags are half of the time.
    let needs_none = matches!(arguments, [_, word] if word == "--version" || word == "-V");
    named(if needs_none {
        Command::new(identity::OWN)
    } else {
        with_variables_of(Arguments::command(), overruled, arguments)
    })
}

/// A command with the name, the version and the description of the program.
fn named(mut program: Command) -> Command {
    // clap keeps names and versions for as long as the process lives.
    program = program.version(&*version().leak());
    if let Some(other) = identity::other() {
        program = program.bin_name(&*other.name).name(&*other.name.clone().leak());
        let version = other
            .version
            .unwrap_or_else(|| format!("(sa-infra {})", version()));
        program = program.version(&*version.leak());
        if let Some(about) = other.about {
            program = program.about(about);
        }
    }
    program
}

/// The program as completions know it: the environment sets no flag.
pub(super) fn plain() -> Command {
    let command = Arguments::command();
    match identity::other() {
        Some(other) => identity::in_texts(command).name(&*other.name.leak()),
        None => command,
    }
}

/// The version; in released binaries with the commit and its date, which the release build passes in. A build script that
/// asked git would compile the crate again after every commit.
fn version() -> String {
    let commit = option_env!("SA_INFRA_COMMIT").zip(option_env!("SA_INFRA_COMMIT_DATE"));
    described(env!("CARGO_PKG_VERSION"), commit)
}

fn described(version: &str, commit: Option<(&str, &str)>) -> String {
    match commit {
        Some((commit, date)) => format!("{version} ({} {date})", commit.get(..9).unwrap_or(commit)),
        None => version.to_owned(),
    }
}

/// The program with a single form of help, which shows all options.
pub(super) fn in_full() -> Command {
    shown(program(WIDEST))
}

fn shown(command: Command) -> Command {
    let command = command.mut_args(|arg| arg.hide_short_help(false));
    command.mut_subcommands(shown)
}

/// The long names of a command's flags.
pub(super) fn flags(command: &str) -> Vec<String> {
    let mut program = Arguments::command();
    program.build();
    let command = program.find_subcommand(command);
    let arguments = command.into_iter().flat_map(Command::get_arguments);
    let names = arguments.filter_map(|argument| argument.get_long().map(str::to_owned));
    names.collect()
}

/// The width of the terminal, or the configured one.
pub(super) fn width() -> usize {
    let said = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let terminal = || Some(usize::from(terminal_size::terminal_size()?.0.0));
    said.or_else(terminal).unwrap_or(WIDEST)
}

fn list(program: &Command, width: usize, own: &[Command], hidden: &[String]) -> String {
    let mut list = String::new();
    let mut group = None;
    if !own.is_empty() {
        let _ = writeln!(list, "{HEADING}Commands of {}:{HEADING:#}", identity::name());
        for command in own {
            list_one(&mut list, command, width);
        }
    }
    for command in program.get_subcommands() {
        let name = command.get_name();
        group = GROUPS.iter().find(|(_, first)| *first == name).or(group);
        if hidden.iter().any(|hidden| hidden == name) {
            continue;
        }
        if let Some((group, _)) = group.take() {
            let gap = if list.is_empty() { "" } else { "\n" };
            let _ = writeln!(list, "{gap}{HEADING}{group}:{HEADING:#}");
        }
        list_one(&mut list, command, width);
    }
    list + "\n"
}

fn list_one(list: &mut String, command: &Command, width: usize) {
    let name = command.get_name();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let aliases = command
        .get_visible_aliases()
        .map(|alias| format!(" [alias: {alias}]"));
    let words = about + &aliases.collect::<String>();
    let fill = " ".repeat(INDENT.saturating_sub(name.len() + 2));
    let text = wrapped(&words, width.saturating_sub(INDENT));
    let _ = writeln!(list, "  {NAME}{name}{NAME:#}{fill}{text}");
}

/// Lines that are no longer than this, where words allow it, each below the first.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join(&format!("\n{}", " ".repeat(INDENT)))
}

#[cfg(test)]
mod tests {
    use super::{described, reader};
    use std::ffi::OsString;

    #[test]
    fn a_version_has_commit_and_date_where_they_are_known() {
        assert_eq!(described("1.2.3", None), "1.2.3");
        let commit = Some(("0123456789abcdef", "2026-11-28"));
        assert_eq!(described("1.2.3", commit), "1.2.3 (012345678 2026-11-28)");
    }

    #[test]
    fn variables_set_the_flags_of_the_command_that_is_named_by_name_or_alias() {
        let variable = |words: &[&str], command: &str| {
            let arguments = words.iter().map(OsString::from).collect::<Vec<_>>();
            let program = reader(&arguments, &[]);
            let mut flags = program.find_subcommand(command)?.get_arguments();
            let local = flags.find(|flag| flag.get_long() == Some("local"))?;
            local.get_env().map(OsString::from)
        };
        let expected = Some("SA_INFRA_LOCAL".into());
        for words in [["sa-infra", "watch"], ["sa-infra", "attach"]] {
            assert_eq!(variable(&words, "watch"), expected);
            assert_eq!(variable(&words, "deploy"), None);
        }
        assert_eq!(variable(&["sa-infra", "--json", "deploy"], "deploy"), expected);
        assert_eq!(variable(&["sa-infra", "--version"], "deploy"), None);
    }
}
