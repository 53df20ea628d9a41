//! Lines that fit: text measured as a terminal displays it, and wrapped.

use crate::view::style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Narrower lines are not wrapped.
const LEAST: usize = 8;

/// How many columns a string takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Wraps a string of one line: at a space, or else after a character that separates parts of names, or else anywhere.
/// Control characters are escaped, and count as they are shown.
pub(in crate::view) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(LEAST);
    let mut lines = Vec::new();
    let clean = style::line(text);
    let mut rest = &*clean;
    while self::width(rest) > width {
        let at = break_at(rest, width);
        let (line, after) = rest.split_at(at);
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(rest.to_owned());
    }
    lines
}

/// Where to break a string that is too long, never at its beginning.
fn break_at(text: &str, width: usize) -> usize {
    let (mut columns, mut depth) = (0, 0_usize);
    let (mut blank, mut sign, mut hard) = (None, None, text.len());
    for (at, letter) in text.char_indices() {
        columns += letter.width().unwrap_or(0);
        // A space may follow the end of the line.
        if letter == ' ' && at > 0 && columns <= width + 1 {
            blank = Some(at);
        }
        if columns > width {
            hard = at.max(letter.len_utf8());
            break;
        }
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // Not within `${..}`.
        if matches!(letter, '/' | ':' | ',' | '-' | '.' | '}') && depth == 0 && columns * 3 > width {
            sign = Some(at + letter.len_utf8());
        }
    }
    // A space too far to the left would leave most of the line empty.
    let blank =
        blank.filter(|at| self::width(text.get(..*at).unwrap_or_default()) * 3 > width || sign.is_none());
    blank.or(sign).unwrap_or(hard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_lose_nothing() {
        assert_eq!(wrap("one two three", 9), ["one two", "three"]);
        assert_eq!(wrap("one two", 7), ["one two"]);
        assert_eq!(wrap("arn:aws:s3:::bucket", 12), ["arn:aws:s3::", ":bucket"]);
        assert_eq!(wrap("aaaaaaaaaabbbbbbbbbb", 10), ["aaaaaaaaaa", "bbbbbbbbbb"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(
            wrap("a\u{1b}[31mb", 20),
            ["a\\u001b[31mb"],
            "no colours of a template's own"
        );
    }

    #[test]
    fn wide_letters_count_twice() {
        assert_eq!(width("日本"), 4);
        assert_eq!(wrap("日本日本日本", 8), ["日本日本", "日本"]);
    }
}
