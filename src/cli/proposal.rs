//! The commands that messages suggest: each carries the flags that led to the message, added in this one place.
//!
//! A message writes a command between backticks, as in `sa-infra deploy`. [`Carrying`] completes it when the message
//! is printed, so that a pasted fix uses the same account, region, namespace, configuration and endpoint.

mod found;
#[cfg(test)]
mod tests;

use super::identity;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use found::{Found, command};

/// The flags that say where a command works, in the order in which they are added.
const CARRIED: [&str; 6] = [
    "config",
    "namespace",
    "region",
    "profile",
    "endpoint-url",
    "local",
];

/// Commands without stacks, which have none of the flags.
const WITHOUT_STACKS: [&str; 5] = ["completions", "docs", "init", "local", "man"];

/// The flags that led here. Cheap to clone; all clones are the same flags.
#[derive(Clone, Debug, Default)]
pub(super) struct Flags(Rc<RefCell<Vec<(&'static str, String)>>>);

impl Flags {
    /// The flags of a command line.
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let mut deepest = matches;
        while let Some((_, below)) = deepest.subcommand() {
            deepest = below;
        }
        let said = CARRIED
            .into_iter()
            .filter_map(|name| Some((name, said(deepest, name)?)));
        Self(Rc::new(RefCell::new(said.collect())))
    }

    /// Whether they select an emulator or another endpoint than AWS's.
    pub(super) fn is_emulated(&self) -> bool {
        let flags = self.0.borrow();
        flags
            .iter()
            .any(|(name, _)| ["local", "endpoint-url"].contains(name))
            || std::env::var_os("AWS_ENDPOINT_URL").is_some()
    }

    /// Also carries this value from now on, which the user has chosen.
    pub(super) fn choose(&self, name: &'static str, value: &str) {
        let mut flags = self.0.borrow_mut();
        flags.retain(|(flag, _)| *flag != name);
        flags.push((name, value.to_owned()));
        flags.sort_by_key(|(flag, _)| CARRIED.iter().position(|name| name == flag));
    }

    /// A suggested command with the flags that it accepts and does not have.
    pub(super) fn complete(&self, command: &str) -> String {
        let words = command.split_whitespace().collect::<Vec<_>>();
        if words.contains(&"--help") {
            return command.to_owned();
        }
        let takes = taken(&words);
        let mut added = String::new();
        for (name, value) in &*self.0.borrow() {
            let flag = format!("--{name}");
            let has = |word: &&str| **word == flag || word.starts_with(&format!("{flag}="));
            if !takes.contains(name) || words.iter().any(has) {
                continue;
            }
            added = added + " " + &flag;
            if !value.is_empty() {
                added = added + " " + &quoted(value);
            }
        }
        match command.split_once(" -- ") {
            Some((own, others)) => format!("{own}{added} -- {others}"),
            None => format!("{command}{added}"),
        }
    }
}

/// The value of a flag on the command line; empty for a switch that is on.
fn said(matches: &ArgMatches, name: &str) -> Option<String> {
    let id = name.replace('-', "_");
    // A command without the flag panics when it is asked for it.
    let path = || {
        Some(
            matches
                .try_get_one::<PathBuf>(&id)
                .ok()??
                .to_string_lossy()
                .into_owned(),
        )
    };
    let text = || matches.try_get_one::<String>(&id).ok()?.cloned();
    let switch = || matches.try_get_one::<bool>(&id).ok()??.then(String::new);
    let value = text().or_else(path).or_else(switch)?;
    (matches.value_source(&id) == Some(ValueSource::CommandLine)).then_some(value)
}

/// The flags that a command line accepts, by its first words.
fn taken(words: &[&str]) -> Vec<&'static str> {
    let (program, rest) = words
        .split_first()
        .map_or(("", words), |(first, rest)| (*first, rest));
    if program == "aws" {
        // The AWS CLI uses its own region and endpoint for signing in.
        return vec!["profile"];
    }
    let mut command = super::help::program(super::help::WIDEST);
    command.build();
    let mut command = &command;
    for word in rest {
        match command.find_subcommand(word) {
            Some(below) if WITHOUT_STACKS.contains(&below.get_name()) => return Vec::new(),
            Some(below) => command = below,
            None => break,
        }
    }
    let takes = |name: &&str| long(command, name);
    CARRIED.into_iter().filter(takes).collect()
}

fn long(command: &Command, name: &str) -> bool {
    command
        .get_arguments()
        .any(|argument| argument.get_long() == Some(name))
}

/// A value, quoted for shells.
fn quoted(value: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "_./:@%+=,-~".contains(char);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// A stream that adds the flags to suggested commands.
pub(super) struct Carrying<W> {
    inner: W,
    flags: Flags,
    /// Whether the output is JSON, whose strings have escapes.
    json: bool,
    held: Vec<u8>,
    /// The name of the program, if it is another one than that of our texts.
    name: Option<String>,
}

impl<W: Write> Carrying<W> {
    pub(super) fn new(inner: W, flags: &Flags, json: bool) -> Self {
        Self {
            inner,
            flags: flags.clone(),
            json,
            held: Vec::new(),
            name: None,
        }
    }

    /// The same, and proposed commands have the name of the program.
    pub(super) fn named(self) -> Self {
        let name = identity::other().map(|other| other.name);
        Self { name, ..self }
    }

    /// Writes everything that cannot be the beginning of a command.
    fn settle(&mut self) -> io::Result<()> {
        while let Some(start) = self.held.iter().position(|byte| *byte == b'`') {
            self.inner.write_all(&self.held[..start])?;
            self.held.drain(..start);
            let length = match command(&self.held) {
                Found::Open => return Ok(()),
                Found::Other => 1,
                Found::Command(length) => {
                    let text = String::from_utf8_lossy(&self.held[1..length - 1]).into_owned();
                    let complete = self.complete(&text);
                    match (&self.name, complete.strip_prefix(identity::OWN)) {
                        (Some(name), Some(rest)) => write!(self.inner, "`{name}{rest}`")?,
                        _ => write!(self.inner, "`{complete}`")?,
                    }
                    self.held.drain(..length);
                    continue;
                }
            };
            self.inner.write_all(&self.held[..length])?;
            self.held.drain(..length);
        }
        let rest = std::mem::take(&mut self.held);
        self.inner.write_all(&rest)
    }

    fn complete(&self, command: &str) -> String {
        if !self.json {
            return self.flags.complete(command);
        }
        let plain = serde_json::from_str::<String>(&format!("\"{command}\""));
        let complete = self.flags.complete(plain.as_deref().unwrap_or(command));
        let text = serde_json::to_string(&complete).unwrap_or_default();
        text.trim_matches('"').to_owned()
    }

    fn release(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.held);
        self.inner.write_all(&rest)
    }
}

impl<W: Write> Write for Carrying<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.flags.0.borrow().is_empty() && self.name.is_none() && self.held.is_empty() {
            return self.inner.write(bytes);
        }
        self.held.extend(bytes);
        self.settle()?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.release()?;
        self.inner.flush()
    }
}
