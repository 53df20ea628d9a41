//! A stream to a terminal that wraps long lines at spaces and indents their continuation.
//!
//! Commands in backticks are not broken, and the terminal wraps words that are wider than itself.

use std::io::{self, Write};
use unicode_width::UnicodeWidthChar;

/// How far a continuation line is indented.
const HANG: usize = 2;

/// The stream.
#[derive(Debug)]
pub struct Wrapped<W> {
    inner: W,
    /// The current width of the terminal; `None` if lines are not wrapped.
    width: fn() -> Option<usize>,
    /// The incomplete line.
    held: Vec<u8>,
}

impl<W: Write> Wrapped<W> {
    pub(super) fn new(inner: W, width: fn() -> Option<usize>) -> Self {
        Self {
            inner,
            width,
            held: Vec::new(),
        }
    }

    fn release(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        match (std::str::from_utf8(&held), (self.width)()) {
            (Ok(line), Some(width)) => self.inner.write_all(wrapped(line, width).as_bytes()),
            _ => self.inner.write_all(&held),
        }
    }
}

impl<W: Write> Write for Wrapped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held.is_empty() && (self.width)().is_none() {
            return self.inner.write(bytes);
        }
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.held.extend(line);
            if line.ends_with(b"\n") {
                self.release()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.release()?;
        self.inner.flush()
    }
}

/// A line, wrapped.
fn wrapped(line: &str, width: usize) -> String {
    let indent = indent(line);
    let mut text = String::new();
    // The last place for a break, and the number of columns before and after it.
    let (mut used, mut last, mut since) = (0, None, 0);
    let (mut in_command, mut begun) = (false, false);
    for piece in pieces(line) {
        let columns = piece.columns;
        begun |= columns > 0 && piece.text != " ";
        in_command ^= piece.text == "`";
        if piece.text == " " && begun && !in_command {
            last = Some(text.len());
            since = 0;
        } else {
            since += columns;
        }
        text.push_str(piece.text);
        used += columns;
        if used > width
            && let Some(at) = last.take()
        {
            text.replace_range(at..=at, &format!("\n{:indent$}", ""));
            used = indent + since;
        }
    }
    text
}

/// The indentation of a continuation line: below the text of its line, after a leading symbol.
fn indent(line: &str) -> usize {
    let plain = anstream::adapter::strip_str(line).to_string();
    let blank = plain.len() - plain.trim_start_matches(' ').len();
    blank + HANG
}

/// A character, or an escape sequence, which has no width.
struct Piece<'a> {
    text: &'a str,
    columns: usize,
}

fn pieces(line: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = if first == '\u{1b}' {
            escape(rest)
        } else {
            first.len_utf8()
        };
        let (text, after) = rest.split_at(length);
        rest = after;
        let columns = if first == '\u{1b}' {
            0
        } else {
            first.width().unwrap_or(0)
        };
        Some(Piece { text, columns })
    })
}

/// The length of the escape sequence at the beginning of the text: `ESC [ .. letter`, or `ESC ] .. BEL` or `ESC \`.
fn escape(text: &str) -> usize {
    let body = text.get(1..).unwrap_or_default();
    let length = match body.chars().next() {
        Some('[') => body[1..]
            .find(|char: char| ('@'..='~').contains(&char))
            .map(|at| at + 2),
        Some(']') => {
            let bell = body.find('\u{7}').map(|at| at + 1);
            let end = body.find("\u{1b}\\").map(|at| at + 2);
            bell.into_iter().chain(end).min()
        }
        Some(char) => Some(char.len_utf8()),
        None => Some(0),
    };
    1 + length.unwrap_or(body.len())
}

#[cfg(test)]
mod tests {
    use super::{Wrapped, wrapped};
    use std::io::Write;

    #[test]
    fn lines_break_at_spaces_and_continue_below_their_beginning() {
        assert_eq!(wrapped("one two three\n", 8), "one two\n  three\n");
        assert_eq!(wrapped("  - one two three\n", 11), "  - one two\n    three\n");
        assert_eq!(wrapped("a-long-word-alone\n", 8), "a-long-word-alone\n");
        assert_eq!(wrapped("short\n", 8), "short\n");
        assert_eq!(wrapped("        \n", 4), "        \n");
        assert_eq!(wrapped("type it: ", 30), "type it: ");
    }

    #[test]
    fn commands_and_escapes_stay_in_one_piece() {
        assert_eq!(
            wrapped("fix: run `sa-infra ls` now\n", 14),
            "fix: run\n  `sa-infra ls`\n  now\n"
        );
        let red = "\u{1b}[31mone two\u{1b}[0m three\n";
        assert_eq!(wrapped(red, 9), "\u{1b}[31mone two\u{1b}[0m\n  three\n");
        let link = "\u{1b}]8;;https://a b\u{1b}\\one\u{1b}]8;;\u{1b}\\ two\n";
        assert_eq!(wrapped(link, 8), link);
    }

    #[test]
    fn what_is_no_terminal_gets_everything_as_it_is() {
        let mut out = Vec::new();
        Wrapped::new(&mut out, || None)
            .write_all(&[b'a', b' ', 0xff])
            .unwrap();
        assert_eq!(out, [b'a', b' ', 0xff]);
    }
}
