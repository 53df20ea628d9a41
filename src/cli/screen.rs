//! The end of a terminal that is painted over and over: the block of what is under way. Text goes above it.

use crate::view::link::literal;
use crate::view::progress::Size;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use unicode_width::UnicodeWidthStr;

/// A terminal on standard error that lets itself be painted on.
#[derive(Debug)]
pub(super) struct Screen {
    /// What is on it, line by line.
    painted: Vec<String>,
    coloured: bool,
    /// The title of the terminal's window; `None` while it is the terminal's own, or where the terminal has none.
    title: Option<String>,
    has_title: bool,
}

impl Screen {
    /// None where escapes would be noise: in a file, in a log of a build, on a terminal that cannot move its cursor.
    pub(super) fn open() -> Option<Self> {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if !io::stderr().is_terminal() || is_set("CI") || dumb {
            return None;
        }
        let choice = anstream::AutoStream::choice(&io::stderr());
        Some(Self {
            painted: Vec::new(),
            title: None,
            has_title: has_title(),
            coloured: choice != anstream::ColorChoice::Never,
        })
    }

    /// As large as it is now: people resize it.
    pub(super) fn size() -> Size {
        let size = terminal_size::terminal_size_of(io::stderr());
        let (width, height) = size.map_or((80, 24), |(width, height)| (width.0, height.0));
        Size {
            width: width.into(),
            height: height.into(),
        }
    }

    /// Paints these lines over the ones before, all in one write.
    pub(super) fn paint(&mut self, lines: &[String], width: usize) -> io::Result<()> {
        let plain = |line: &String| anstream::adapter::strip_str(line).to_string();
        let plain = lines.iter().map(plain).collect::<Vec<_>>();
        let shown = if self.coloured { lines } else { &plain };
        let text = over(&self.painted, shown, width);
        self.painted = plain;
        // Not through the stream that takes escapes out where colours are not wanted: these move the cursor.
        let mut terminal = io::stderr().lock();
        terminal.write_all(text.as_bytes())?;
        terminal.flush()
    }

    /// Shows the progress in the title of the window. The terminal remembers its own title, and gets it back at the end.
    pub(super) fn entitle(&mut self, title: &str) {
        if !self.has_title || self.title.as_deref() == Some(title) {
            return;
        }
        let remember = if self.title.is_none() { "\x1b[22;2t" } else { "" };
        let title = literal(title);
        let mut terminal = io::stderr().lock();
        // A terminal that is gone has no title.
        let _ = write!(terminal, "{remember}\x1b]2;{title}\x07");
        self.title = Some(title);
    }

    /// Takes the lines away; the cursor is where the first one began.
    pub(super) fn clear(&mut self) {
        if !self.painted.is_empty() {
            // A terminal that is gone needs no clearing.
            let _ = self.paint(&[], Self::size().width);
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.clear();
        if self.title.is_some() {
            let _ = io::stderr().lock().write_all(b"\x1b[23;2t");
        }
    }
}

/// Whether the terminal's window has a title: those that behave like xterm.
fn has_title() -> bool {
    let term = std::env::var("TERM").unwrap_or_default();
    let known = ["xterm", "screen", "tmux", "rxvt", "alacritty", "foot", "wezterm", "vte", "konsole"];
    known.iter().any(|known| term.starts_with(known))
}

/// What makes the lines that are there these. A terminal that has become narrower since has broken long ones in two.
fn over(painted: &[String], lines: &[String], width: usize) -> String {
    let rows = painted
        .iter()
        .map(|line| line.width().div_ceil(width.max(1)).max(1));
    let mut text = String::from("\r");
    match rows.sum::<usize>() {
        0 => {}
        // To write into a string does not fail.
        rows => {
            let _ = write!(text, "\x1b[{rows}A");
        }
    }
    for line in lines {
        let _ = write!(text, "\x1b[2K{line}\r\n");
    }
    text.push_str("\x1b[J");
    text
}

#[cfg(test)]
mod tests {
    use super::over;

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn new_lines_are_painted_over_the_old_ones() {
        assert_eq!(over(&[], &lines(&["a"]), 80), "\r\x1b[2Ka\r\n\x1b[J");
        let text = over(&lines(&["a", ""]), &lines(&["b"]), 80);
        assert_eq!(text, "\r\x1b[2A\x1b[2Kb\r\n\x1b[J");
    }

    #[test]
    fn lines_that_a_narrower_terminal_broke_are_all_painted_over() {
        let text = over(&lines(&["twelve signs", "a"]), &[], 5);
        assert_eq!(text, "\r\x1b[4A\x1b[J");
    }
}
