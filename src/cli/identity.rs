//! The name of the program in help and messages: `sa-infra`, or that of a program that uses the library.

use clap::Command;
use std::cell::RefCell;
use std::ffi::OsStr;
use std::path::Path;

/// The name that texts are written with.
pub(super) const OWN: &str = "sa-infra";

/// What a program is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// Its name on the command line.
    pub(super) name: String,
    /// Its version, if it is known.
    pub(super) version: Option<String>,
    /// What it is, in one line.
    pub(super) about: Option<String>,
}

thread_local! {
    static CURRENT: RefCell<Option<Identity>> = const { RefCell::new(None) };
}

impl Identity {
    /// What can be said of a program that says nothing: its file is called like it.
    pub(super) fn of_file(program: Option<&OsStr>) -> Self {
        let stem = program.and_then(|program| Path::new(program).file_stem()?.to_str());
        Self {
            name: stem.unwrap_or(OWN).to_owned(),
            version: None,
            about: None,
        }
    }
}

/// The program of this thread is this one from now on.
pub(super) fn set(identity: Identity) {
    CURRENT.set(Some(identity));
}

/// The program of this thread; `None` is sa-infra itself.
pub(super) fn other() -> Option<Identity> {
    CURRENT
        .with_borrow(Clone::clone)
        .filter(|identity| identity.name != OWN)
}

/// The name of the program.
pub(super) fn name() -> String {
    other().map_or_else(|| OWN.to_owned(), |other| other.name)
}

/// Replaces the name where it is a word of its own: `sa-infra.toml` and `my-sa-infra` are others.
fn rename(text: &str, name: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(OWN) {
        let (before, found) = rest.split_at(at);
        let after = &found[OWN.len()..];
        let is_part = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '/' | '.');
        let begins = !before.ends_with(is_part);
        // A full stop at the end of a sentence is no part of the name.
        let dotted = after
            .strip_prefix('.')
            .is_some_and(|after| !after.starts_with(char::is_alphanumeric));
        let ends = dotted || !after.starts_with(is_part);
        result.push_str(before);
        result.push_str(if begins && ends { name } else { OWN });
        rest = after;
    }
    result + rest
}

/// A command with all below it, in whose texts the program has its own name.
pub(super) fn in_texts(command: Command) -> Command {
    let Some(other) = other() else { return command };
    with_name(command, &other.name)
}

fn with_name(mut command: Command, name: &str) -> Command {
    let text = |text: Option<&clap::builder::StyledStr>| text.map(|text| rename(&text.to_string(), name));
    if let Some(about) = text(command.get_about()) {
        command = command.about(about);
    }
    if let Some(about) = text(command.get_long_about()) {
        command = command.long_about(about);
    }
    if let Some(after) = text(command.get_after_help()) {
        command = command.after_help(after);
    }
    command = command.mut_args(|arg| {
        let help = text(arg.get_help());
        let long = text(arg.get_long_help());
        let arg = match help {
            Some(help) => arg.help(help),
            None => arg,
        };
        match long {
            Some(long) => arg.long_help(long),
            None => arg,
        }
    });
    command.mut_subcommands(|below| with_name(below, name))
}

#[cfg(test)]
mod tests {
    use super::rename;

    #[test]
    fn the_name_is_replaced_where_it_is_a_word() {
        for (text, expected) in [
            ("run `sa-infra deploy`", "run `mine deploy`"),
            ("sa-infra.toml", "sa-infra.toml"),
            ("as sa-infra.", "as mine."),
            ("~/completions/sa-infra", "~/completions/sa-infra"),
            ("sa-infra-assets", "sa-infra-assets"),
            ("sa-infra", "mine"),
        ] {
            assert_eq!(rename(text, "mine"), expected, "{text}");
        }
    }
}
