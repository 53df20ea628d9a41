//! Errors of the command line, in the form of all errors: the problem, and a suggested fix.

mod missing;
mod nearest;

use super::{Failure, Program};
use crate::model::suggestion::likely;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::ffi::OsString;
use std::num::ParseIntError;

use nearest::nearest;

/// Clap's error about these arguments of a program as a failure of ours.
pub(super) fn failure(error: &clap::Error, arguments: &[OsString], program: Option<&dyn Program>) -> Failure {
    let command = command(error, arguments);
    let listed = program.and_then(|program| missing::listed(error, arguments, program, &command));
    listed.unwrap_or_else(|| Failure::usage(reason(error), fix(error, &command)))
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

fn fix(error: &clap::Error, command: &str) -> String {
    if matches!(error.source(), Some(source) if source.is::<ParseIntError>()) {
        return "pass a whole number".to_owned();
    }
    if let Some(rule) = rule(error) {
        return range(&rule).unwrap_or(rule);
    }
    if error.kind() == ErrorKind::InvalidUtf8 {
        return "pass UTF-8 text".to_owned();
    }
    let near = nearest(error, command).or_else(|| value(error));
    let near = near
        .map(|near| format!("did you mean {near}? "))
        .unwrap_or_default();
    match words(error, ContextKind::ValidValue) {
        Some(known) => format!("{near}use {known}"),
        None => format!("{near}see `{command} --help`"),
    }
}

/// The possible value that a typo is likely to mean.
fn value(error: &clap::Error) -> Option<String> {
    let (wanted, known) = (
        error.get(ContextKind::InvalidValue)?,
        error.get(ContextKind::ValidValue)?,
    );
    let (ContextValue::String(wanted), ContextValue::Strings(known)) = (wanted, known) else {
        return None;
    };
    let near = likely(wanted, known.iter().map(String::as_str));
    match near.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    }
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

/// The command that was meant, from its usage, or else from the arguments.
fn command(error: &clap::Error, arguments: &[OsString]) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let words = usage.trim_start_matches("Usage:").split_whitespace();
    let words = words.take_while(|word| !word.starts_with(['[', '<', '-', '.']));
    let words = words.collect::<Vec<_>>().join(" ");
    if words.is_empty() { named(arguments) } else { words }
}

/// The command that arguments name.
fn named(arguments: &[OsString]) -> String {
    let program = super::help::program(super::help::WIDEST);
    let mut command = &program;
    let mut name = super::identity::name();
    let words = arguments
        .iter()
        .skip(1)
        .map(|word| word.to_str().unwrap_or_default());
    let mut words = words.take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if let Some(flag) = word.strip_prefix("--") {
            let mut known = command.get_arguments().chain(program.get_arguments());
            let known = known.find(|arg| arg.get_long() == Some(flag));
            if known.is_some_and(|arg| arg.get_action().takes_values()) {
                words.next();
            }
        } else if let Some(below) = command.find_subcommand(word) {
            name = name + " " + below.get_name();
            command = below;
        }
    }
    name
}
