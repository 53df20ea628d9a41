//! A line of colored text that is cut to the width of the terminal in columns, not in bytes.

use crate::view::style::{self, Style};
use std::fmt::Write;
use std::time::Duration;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A line in pieces, each of one color.
#[derive(Clone, Debug, Default)]
pub(super) struct Line(Vec<(Style, String)>);

impl Line {
    /// The line with another piece.
    pub(super) fn with(mut self, style: Style, text: impl Into<String>) -> Self {
        self.0.push((style, text.into()));
        self
    }

    /// Its first columns, with their colors.
    pub(super) fn cut(&self, width: usize) -> String {
        let mut text = String::new();
        let mut room = width;
        for (style, piece) in &self.0 {
            let piece = start(piece, room);
            room -= piece.width();
            // Writing into a string cannot fail.
            let _ = write!(text, "{style}{piece}{style:#}");
        }
        text
    }
}

/// The beginning of the text that fits, on one line, without control characters.
fn start(text: &str, width: usize) -> String {
    let mut room = width;
    let fits = |sign: &char| {
        let wide = sign.width().unwrap_or(0);
        let fits = wide <= room;
        room -= if fits { wide } else { room };
        fits
    };
    style::line(text).chars().take_while(fits).collect()
}

/// The text in at most that many columns: the middle is omitted.
pub(in crate::view) fn elide(text: &str, width: usize) -> String {
    let text = &*style::line(text);
    if text.width() <= width {
        return text.to_owned();
    }
    let Some(kept) = width.checked_sub(1) else {
        return String::new();
    };
    let end = start(&text.chars().rev().collect::<String>(), kept / 2);
    let end = end.chars().rev().collect::<String>();
    format!("{}…{end}", start(text, kept - kept / 2))
}

/// The text in exactly that many columns.
pub(super) fn column(text: &str, width: usize) -> String {
    let text = elide(text, width);
    let blank = " ".repeat(width - text.width());
    text + &blank
}

/// `12s`, `3m 05s`, `1h 02m`.
pub(super) fn short(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, seconds) => format!("{minutes}m {seconds:02}s"),
        (hours, minutes, _) => format!("{hours}h {minutes:02}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, column, elide, start};
    use crate::view::style::Style;

    #[test]
    fn names_lose_their_middle() {
        assert_eq!(elide("saappnotificationstopic2A54CC86", 12), "saappn…4CC86");
        assert_eq!(
            [elide("short", 5), elide("short", 1), elide("short", 0)],
            ["short", "…", ""]
        );
        assert_eq!(column("ab", 4), "ab  ");
    }

    #[test]
    fn what_is_wide_counts_twice_and_nothing_moves_the_cursor() {
        assert_eq!(start("東京x", 4), "東京");
        assert_eq!(start("東京x", 3), "東");
        assert_eq!(start("a\nb\x1b[2J", 12), "a b\\u001b[2J");
        assert_eq!(Line::default().with(Style::new(), "abc").cut(2), "ab");
    }
}
