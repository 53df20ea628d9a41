//! The block at the end of a terminal that shows the operations in progress and is repainted. Text appears above it.

use crate::view::output;
use crate::view::progress::Size;
use crate::view::style::{Cursor, Title, Window};
use std::fmt::Write as _;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A terminal on standard error that can be painted.
#[derive(Debug)]
pub(super) struct Screen {
    /// The painted lines.
    painted: Vec<String>,
    coloured: bool,
    /// The title of the terminal's window; `None` while it is unchanged, or if the terminal has none.
    title: Option<String>,
    has_title: bool,
}

impl Screen {
    /// `None` where escape sequences would be noise: in a file, in a build log, on a terminal that cannot move its
    /// cursor.
    pub(super) fn open() -> Option<Self> {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if !output::is_stderr_terminal() || is_set("CI") || dumb {
            return None;
        }
        Some(Self {
            painted: Vec::new(),
            title: None,
            has_title: has_title(),
            coloured: output::is_stderr_colored(),
        })
    }

    /// The current size, which may change.
    pub(super) fn size() -> Size {
        let (width, height) = output::stderr_size().unwrap_or((80, 24));
        Size {
            width: width.into(),
            height: height.into(),
        }
    }

    /// Paints these lines over the previous ones, in one write.
    pub(super) fn paint(&mut self, lines: &[String], width: usize) -> io::Result<()> {
        let plain = lines.iter().map(|line| output::plain(line)).collect::<Vec<_>>();
        let shown = if self.coloured { lines } else { &plain };
        let text = over(&self.painted, shown, width);
        self.painted = plain;
        // Not through the stream that removes escape sequences when colors are off: these move the cursor.
        let mut terminal = output::display();
        terminal.write_all(text.as_bytes())?;
        terminal.flush()
    }

    /// Shows the progress in the title of the window. The terminal saves its own title, and restores it at the end.
    pub(super) fn entitle(&mut self, title: &str) {
        if !self.has_title || self.title.as_deref() == Some(title) {
            return;
        }
        let mut terminal = output::display();
        if self.title.is_none() {
            let _ = write!(terminal, "{}", Window::RememberTitle);
        }
        // A closed terminal is not an error.
        let _ = write!(terminal, "{}", Title(title));
        self.title = Some(title.to_owned());
    }

    /// Removes the lines. The cursor is then where the first one began.
    pub(super) fn clear(&mut self) {
        if !self.painted.is_empty() {
            // A closed terminal is not an error.
            let _ = self.paint(&[], Self::size().width);
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.clear();
        if self.title.is_some() {
            let _ = write!(output::display(), "{}", Window::RestoreTitle);
        }
    }
}

/// Whether the terminal's window has a title: those compatible with xterm.
fn has_title() -> bool {
    let term = std::env::var("TERM").unwrap_or_default();
    let known = [
        "xterm",
        "screen",
        "tmux",
        "rxvt",
        "alacritty",
        "foot",
        "wezterm",
        "vte",
        "konsole",
    ];
    known.iter().any(|known| term.starts_with(known))
}

/// The output that replaces the painted lines by new ones. A terminal that has become narrower has wrapped long
/// lines.
fn over(painted: &[String], lines: &[String], width: usize) -> String {
    let rows = painted
        .iter()
        .map(|line| line.width().div_ceil(width.max(1)).max(1));
    let mut text = Cursor::Return.to_string();
    match rows.sum::<usize>() {
        0 => {}
        // Writing into a string cannot fail.
        rows => {
            let _ = write!(text, "{}", Cursor::Up(rows));
        }
    }
    for line in lines {
        let _ = write!(text, "{}{line}{}", Cursor::EraseLine, Cursor::NextLine);
    }
    let _ = write!(text, "{}", Cursor::EraseBelow);
    text
}

#[cfg(test)]
mod tests {
    use crate::view::output::colored;

    fn over(painted: &[String], lines: &[String], width: usize) -> String {
        colored(&super::over(painted, lines, width))
    }

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
