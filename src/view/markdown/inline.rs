//! Text with code, emphasis and links, on lines that fit.

use crate::view::style::Style;
use anstyle::AnsiColor;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Text between backticks.
const CODE: Style = Style::color(AnsiColor::Cyan);

/// A word, in pieces of one style each.
type Word = Vec<(Style, String)>;

/// Wraps the text of a paragraph into lines.
pub(super) fn lines(text: &str, width: usize, base: Style) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in words(text, base) {
        let wide = word.iter().map(|(_, text)| text.width()).sum::<usize>();
        if used > 0 && used + 1 + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        used += wide;
        for (style, text) in word {
            // Writing to a string cannot fail.
            let _ = write!(line, "{style}{text}{style:#}");
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The width of the text on one line, and that of its widest word.
pub(super) fn widths(text: &str) -> (usize, usize) {
    let words = words(text, Style::new());
    let widths = words
        .iter()
        .map(|word| word.iter().map(|(_, text)| text.width()).sum::<usize>());
    let widest = widths.clone().max().unwrap_or(0);
    (widths.sum::<usize>() + words.len().saturating_sub(1), widest)
}

fn words(text: &str, base: Style) -> Vec<Word> {
    let mut words = vec![Word::new()];
    for (style, piece) in pieces(text, base) {
        for (at, part) in piece.split(' ').enumerate() {
            if at > 0 && words.last().is_some_and(|word| !word.is_empty()) {
                words.push(Word::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                word.push((style, part.to_owned()));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The text without markup, in pieces of one style each.
fn pieces(text: &str, base: Style) -> Vec<(Style, String)> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let after = &rest[char.len_utf8()..];
        let found = match char {
            '`' => after
                .split_once('`')
                .map(|(code, rest)| (CODE, code.to_owned(), rest)),
            '*' if after.starts_with('*') => {
                let bold = after[1..].split_once("**");
                bold.map(|(bold, rest)| (base.bold(), bold.to_owned(), rest))
            }
            '!' if after.starts_with('[') => {
                link(&after[1..]).map(|(alt, _, rest)| (base, format!("[{alt}]"), rest))
            }
            '[' => link(after).map(|(text, url, rest)| {
                let text = text.replace('`', "");
                let shown = if url.starts_with("http") && url != text {
                    format!("{text} <{url}>")
                } else {
                    text
                };
                (base.underline(), shown, rest)
            }),
            _ => None,
        };
        if let Some((style, piece, after)) = found {
            pieces.push((base, std::mem::take(&mut plain)));
            pieces.push((style, piece));
            rest = after;
            continue;
        }
        // An escaped character is literal.
        let (char, after) = match (char, after.chars().next()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => (next, &after[next.len_utf8()..]),
            _ => (char, after),
        };
        plain.push(char);
        rest = after;
    }
    pieces.push((base, plain));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// `text](url)rest`.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = text.split_once("](")?;
    let (url, rest) = rest.split_once(')')?;
    (!label.contains('[')).then_some((label, url, rest))
}
