//! A missing argument whose values are known: the error lists them.

use super::words;
use crate::cli::names::Names;
use crate::cli::{Failure, Overrides, Program, help};
use clap::error::{ContextKind, ErrorKind};
use std::ffi::OsString;
use std::path::PathBuf;

/// What the arguments name, by their placeholders.
const NOUNS: [(&str, &str); 3] = [("STACK", "stack"), ("SERVICE", "service"), ("NAME", "value")];

/// The most values that an error lists.
const LISTED: usize = 20;

/// The error for a missing stack, service or value, with those of the app; `None` for others, and for an app that cannot
/// be defined.
pub(super) fn listed(
    error: &clap::Error,
    arguments: &[OsString],
    program: &dyn Program,
    command: &str,
) -> Option<Failure> {
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return None;
    }
    let missing = words(error, ContextKind::InvalidArg)?;
    let missing = missing.trim_end_matches('.').trim_matches(['<', '>']);
    let (placeholder, noun) = NOUNS.iter().find(|(placeholder, _)| *placeholder == missing)?;
    let definition = program.define(&overrides(arguments)).ok()?;
    let names = Names::of(&definition.app.synth().ok()?);
    let names = names.values(placeholder);
    if names.is_empty() || names.len() > LISTED {
        return None;
    }
    Some(Failure::usage(
        format!(
            "no {noun} is named; the {noun}s of this app are {}",
            names.join(", ")
        ),
        format!("name one: `{command} {placeholder}`; see `{command} --help`"),
    ))
}

/// The configuration that incomplete arguments select.
fn overrides(arguments: &[OsString]) -> Overrides {
    let program = help::program(help::WIDEST).ignore_errors(true);
    let Ok(matches) = program.try_get_matches_from(arguments) else {
        return Overrides::default();
    };
    let mut deepest = &matches;
    while let Some((_, below)) = deepest.subcommand() {
        deepest = below;
    }
    let text = |name| deepest.try_get_one::<String>(name).ok().flatten().cloned();
    Overrides {
        file: deepest.try_get_one::<PathBuf>("config").ok().flatten().cloned(),
        region: text("region"),
        namespace: text("namespace"),
    }
}
