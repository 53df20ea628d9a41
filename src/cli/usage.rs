//! Errors of the command line, in the form of all errors: the problem, and a suggested fix.

use super::Failure;
use crate::model::suggestion::likely;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::num::ParseIntError;

/// Clap's error as a failure of ours.
pub(super) fn failure(error: &clap::Error) -> Failure {
    Failure::usage(reason(error), fix(error))
}

/// Whether it is not an error, but the requested help or version, or the help for an empty command line.
pub(super) fn is_help(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// The first paragraph of clap's message, on one line.
fn reason(error: &clap::Error) -> String {
    if let (ErrorKind::MissingRequiredArgument, Some(missing)) =
        (error.kind(), words(error, ContextKind::InvalidArg))
    {
        return format!("{} is missing", missing.trim_end_matches('.'));
    }
    let said = error.render().to_string();
    let lines = said.lines().take_while(|line| !line.trim().is_empty());
    // The possible values are in the suggested fix.
    let lines = lines.filter(|line| !line.contains("[possible values:"));
    let text = lines.map(str::trim).collect::<Vec<_>>().join(" ");
    let text = text.trim_start_matches("error: ");
    match rule(error) {
        Some(rule) => text.trim_end_matches(&*rule).trim_end_matches(": "),
        None => text,
    }
    .to_owned()
}

/// Why a value was refused.
fn rule(error: &clap::Error) -> Option<String> {
    error.source().map(ToString::to_string)
}

/// What clap says of a number outside its range, as something to do.
fn range(rule: &str) -> Option<String> {
    let (_, range) = rule.split_once(" is not in ")?;
    let (from, to) = range.split_once("..=")?;
    Some(format!("pass a number from {from} to {to}"))
}

fn fix(error: &clap::Error) -> String {
    if matches!(error.source(), Some(source) if source.is::<ParseIntError>()) {
        return "pass a whole number".to_owned();
    }
    if let Some(rule) = rule(error) {
        return range(&rule).unwrap_or(rule);
    }
    let nearest = nearest(error).or_else(|| words(error, ContextKind::SuggestedValue));
    let known = words(error, ContextKind::ValidValue);
    let help = format!("see `{} --help`", command(error));
    match (nearest, known) {
        (Some(near), _) => format!("did you mean {near}? {help}"),
        (None, Some(known)) => format!("use {known}"),
        (None, None) if error.kind() == ErrorKind::InvalidUtf8 => "pass UTF-8 text".to_owned(),
        (None, None) => help,
    }
}

/// The subcommands or flags that a typo is likely to mean. Clap's own suggestions are in no useful order.
fn nearest(error: &clap::Error) -> Option<String> {
    let program = super::help::program(super::help::WIDEST);
    let mut command = &program;
    for word in self::command(error).split_whitespace().skip(1) {
        command = command.find_subcommand(word).unwrap_or(command);
    }
    let (wanted, known) = if let Some(wanted) = words(error, ContextKind::InvalidSubcommand) {
        let names = command
            .get_subcommands()
            .map(|command| command.get_name().to_owned());
        (wanted, names.collect::<Vec<_>>())
    } else {
        let wanted =
            words(error, ContextKind::InvalidArg).filter(|_| error.kind() == ErrorKind::UnknownArgument)?;
        let flags = command
            .get_arguments()
            .chain(program.get_arguments())
            .filter_map(clap::Arg::get_long);
        (wanted, flags.map(|flag| format!("--{flag}")).collect())
    };
    let near = likely(&wanted, known.iter().map(String::as_str));
    (!near.is_empty()).then(|| near.join(" or "))
}

/// Clap's context of this kind, as alternatives.
fn words(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word.clone()),
        ContextValue::Strings(words) => {
            let (last, others) = words.split_last()?;
            Some(match others {
                [] => last.clone(),
                others => format!("{} or {last}", others.join(", ")),
            })
        }
        _ => None,
    }
}

/// The command that was meant, from its usage.
fn command(error: &clap::Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let words = usage.trim_start_matches("Usage:").split_whitespace();
    let words = words.take_while(|word| !word.starts_with(['[', '<', '-', '.']));
    let words = words.collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        super::identity::name()
    } else {
        words
    }
}
