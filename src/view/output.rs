//! Standard output and standard error: the only streams that views and errors are written to. Only our own marks can
//! control the terminal.

mod wrapped;

use super::style::{END, LONGEST, escape, is_unsafe, key};
use std::io::{self, IsTerminal, StderrLock, StdoutLock, Write};

pub use wrapped::Wrapped;

/// A stream that turns the marks of [`style`](super::style) into escape sequences, and escapes every other control
/// character, bidirectional override and invisible character as JSON does (`\u001b`). Line feeds and tabs pass.
#[derive(Debug)]
pub struct Output<W: Write> {
    inner: W,
    /// The possible beginning of a character, of a mark, or of a line ending.
    held: Vec<u8>,
}

impl<W: Write> Output<W> {
    /// A stream that writes to this one.
    pub fn new(inner: W) -> Self {
        let held = Vec::new();
        Self { inner, held }
    }

    /// Writes everything that is complete; with `all`, also the incomplete rest.
    fn settle(&mut self, all: bool) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.held);
        let (text, incomplete) = decoded(&bytes, all);
        let mut clean = String::with_capacity(text.len());
        let rest = clean_up(&text, all, &mut clean);
        self.held.extend(rest.as_bytes());
        self.held.extend(incomplete);
        self.inner.write_all(clean.as_bytes())
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend(bytes);
        self.settle(false)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.settle(true)?;
        self.inner.flush()
    }
}

impl<W: Write> Drop for Output<W> {
    fn drop(&mut self) {
        // A closed output is not an error.
        let _ = self.flush();
    }
}

/// The bytes as text, and the last ones that are only the beginning of a character.
fn decoded(mut bytes: &[u8], all: bool) -> (String, &[u8]) {
    let mut text = String::with_capacity(bytes.len());
    loop {
        match std::str::from_utf8(bytes) {
            Ok(rest) => {
                text.push_str(rest);
                return (text, &[]);
            }
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(valid).unwrap_or_default());
                let Some(wrong) = error.error_len().or(all.then_some(rest.len())) else {
                    return (text, rest);
                };
                text.push(char::REPLACEMENT_CHARACTER);
                bytes = rest.get(wrong..).unwrap_or_default();
            }
        }
    }
}

/// Appends the safe text; returns the incomplete rest.
fn clean_up<'a>(text: &'a str, all: bool, clean: &mut String) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find(is_unsafe) {
        let (before, after) = rest.split_at(at);
        clean.push_str(before);
        rest = after;
        match mark(rest) {
            Found::Mark(sequence, length) => {
                clean.push_str(sequence);
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            Found::Open if !all => return rest,
            _ => {}
        }
        if rest == "\r" && !all {
            return rest;
        }
        let mut chars = rest.chars();
        let Some(char) = chars.next() else { break };
        rest = chars.as_str();
        // A `\r\n` is a line ending.
        if char != '\r' || !rest.starts_with('\n') {
            escape(char, clean);
        }
    }
    clean.push_str(rest);
    ""
}

enum Found<'a> {
    /// Another character.
    None,
    /// Perhaps the beginning of a mark.
    Open,
    /// A mark: its contents and its length.
    Mark(&'a str, usize),
}

fn mark(text: &str) -> Found<'_> {
    let key = key();
    let Some(inside) = text.strip_prefix(key) else {
        return if key.starts_with(text) {
            Found::Open
        } else {
            Found::None
        };
    };
    match inside.find(END) {
        Some(end) => Found::Mark(&inside[..end], key.len() + end + END.len_utf8()),
        None if inside.len() < LONGEST => Found::Open,
        None => Found::None,
    }
}

/// A stream that omits colors where they are not visible, and wraps long lines at spaces on a terminal.
pub type Shown<W> = Output<Wrapped<anstream::AutoStream<W>>>;

/// Standard output.
pub fn stdout() -> Shown<StdoutLock<'static>> {
    let width = || Some(usize::from(terminal_size::terminal_size_of(raw_stdout())?.0.0));
    let stream = anstream::AutoStream::auto(raw_stdout().lock());
    Output::new(Wrapped::new(stream, width))
}

/// Standard output for documents and lines of other programs, which are not changed.
pub fn verbatim_stdout() -> Shown<StdoutLock<'static>> {
    let stream = anstream::AutoStream::auto(raw_stdout().lock());
    Output::new(Wrapped::new(stream, || None))
}

/// Standard error.
pub fn stderr() -> Shown<StderrLock<'static>> {
    let width = || Some(usize::from(stderr_size()?.0));
    let stream = anstream::AutoStream::auto(raw_stderr().lock());
    Output::new(Wrapped::new(stream, width))
}

/// Standard error for a display that moves the cursor, which keeps colors.
pub(crate) fn display() -> Output<StderrLock<'static>> {
    Output::new(raw_stderr().lock())
}

/// Whether standard output is a terminal.
pub(crate) fn is_stdout_terminal() -> bool {
    raw_stdout().is_terminal()
}

/// Whether standard error is a terminal.
pub(crate) fn is_stderr_terminal() -> bool {
    raw_stderr().is_terminal()
}

/// Whether colors are wanted on standard error.
pub(crate) fn is_stderr_colored() -> bool {
    anstream::AutoStream::choice(&raw_stderr()) != anstream::ColorChoice::Never
}

/// Omits colors on all streams from now on.
pub(crate) fn use_no_colors() {
    anstream::ColorChoice::Never.write_global();
}

/// Whether colors are wanted on standard output.
pub(crate) fn is_stdout_colored() -> bool {
    anstream::AutoStream::choice(&raw_stdout()) != anstream::ColorChoice::Never
}

/// The size of the terminal on standard error: columns and lines.
pub(crate) fn stderr_size() -> Option<(u16, u16)> {
    let (width, height) = terminal_size::terminal_size_of(raw_stderr())?;
    Some((width.0, height.0))
}

#[expect(clippy::disallowed_methods, reason = "the one place that has the stream")]
fn raw_stdout() -> io::Stdout {
    io::stdout()
}

#[expect(clippy::disallowed_methods, reason = "the one place that has the stream")]
fn raw_stderr() -> io::Stderr {
    io::stderr()
}

/// The text for a terminal with colors.
pub fn colored(text: &str) -> String {
    let (mut clean, text) = (String::new(), text.to_owned());
    clean_up(&text, true, &mut clean);
    clean
}

/// The text for a file.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(&colored(text)).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Output, colored, plain};
    use crate::view::RED;
    use proptest::prelude::*;
    use std::io::Write;

    /// The output when every byte is written separately.
    fn bytewise(bytes: &[u8]) -> String {
        let mut out = Output::new(Vec::new());
        for byte in bytes {
            out.write_all(&[*byte]).unwrap();
        }
        out.flush().unwrap();
        String::from_utf8(std::mem::take(&mut out.inner)).unwrap()
    }

    #[test]
    fn foreign_sequences_are_shown_and_ours_work() {
        let text = format!("{RED}a\u{1b}]52;c;aGk=\u{7}{RED:#}\r\nb\rc\u{9b}2J\u{202e}\u{e0041}\u{7f}\n");
        let shown = "a\\u001b]52;c;aGk=\\u0007\nb\\u000dc\\u009b2J\\u202e\\udb40\\udc41\\u007f\n";
        assert_eq!(plain(&text), shown);
        assert_eq!(bytewise(text.as_bytes()), colored(&text));
        assert!(colored(&text).starts_with("\u{1b}[1m\u{1b}[31ma\\u001b]52"));
        assert_eq!(bytewise(b"a\xff\xe4b\xc3"), "a\u{fffd}\u{fffd}b\u{fffd}");
    }

    #[test]
    fn a_mark_of_another_process_is_text() {
        let own = RED.to_string();
        let forged = own
            .replace(['0', '1', '2', '3', '4', '5'], "6")
            .replace("[6m", "[31m");
        assert!(!colored(&forged).contains('\u{1b}'), "{}", colored(&forged));
        let cut = &own[..own.len() - 3];
        assert!(!bytewise(cut.as_bytes()).contains('\u{1b}'));
    }

    #[test]
    fn json_stays_the_same_document() {
        let value = serde_json::json!({"a\u{1b}": "\u{9b}\u{202e}\u{7f}\u{e0041}\u{feff}\r\n\u{fdd0}ü東"});
        let shown = bytewise(serde_json::to_string_pretty(&value).unwrap().as_bytes());
        assert!(!shown.contains(['\u{9b}', '\u{202e}', '\u{7f}', '\u{fdd0}']));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    proptest! {
        #[test]
        fn nothing_drives_the_terminal(text in "[\\PC\\p{Cc}\\p{Cf}\u{fdd0}\u{fdd1}]{0,60}", at in 0_usize..60) {
            let at = text.char_indices().map(|(at, _)| at).nth(at).unwrap_or(text.len());
            let (before, after) = text.split_at(at);
            let mut out = Output::new(Vec::new());
            write!(out, "{before}").unwrap();
            write!(out, "{after}").unwrap();
            out.flush().unwrap();
            let shown = String::from_utf8(std::mem::take(&mut out.inner)).unwrap();
            prop_assert!(!shown.contains(|char: char| super::is_unsafe(char)), "{shown:?}");
            prop_assert!(!shown.contains(|char: char| char.is_control() && !matches!(char, '\n' | '\t')));
        }
    }
}
