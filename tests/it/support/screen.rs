//! What a terminal shows of everything that was written to it, with what differs from run to run made equal.

use std::num::NonZero;
use vt100::Parser;

/// More lines than any session writes: nothing scrolls away.
const LINES: u16 = 600;

/// The lines as they look, without colors.
pub fn plain(text: &str, columns: u16) -> String {
    let parser = parser(text, columns);
    let rows = parser.screen().rows(0, columns);
    joined(rows)
}

/// The lines with their colors and links, whose escapes begin with `^`.
pub fn colored(text: &str, columns: u16) -> String {
    let parser = parser(text, columns);
    let rows = parser.screen().rows_formatted(0, columns);
    joined(rows.map(|row| row.replace('\u{1b}', "^")))
}

fn joined(rows: impl Iterator<Item = String>) -> String {
    let rows = rows.map(|row| row.trim_end().to_owned()).collect::<Vec<_>>();
    rows.join("\n").trim_end().to_owned()
}

fn parser(text: &str, columns: u16) -> Parser {
    let size = |number| NonZero::new(number).unwrap();
    let mut parser = Parser::new(size(LINES), size(columns), 0);
    parser.process(equal(text).as_bytes());
    parser
}

/// The same text with the durations, times, accounts and generated names of the day on which it was recorded.
fn equal(text: &str) -> String {
    let is_word = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let (mut equal, mut rest, mut before) = (String::new(), text, ' ');
    while let Some(char) = rest.chars().next() {
        let length = rest
            .find(|char| !is_word(char))
            .unwrap_or(rest.len())
            .max(char.len_utf8());
        let (piece, after) = rest.split_at(length);
        // What stands in an escape sequence is no word.
        equal += &if "[;".contains(before) {
            piece.to_owned()
        } else {
            word(piece)
        };
        before = piece.chars().last().unwrap_or(' ');
        rest = after;
    }
    equal.replace("1s ago", "just now")
}

/// `12s` and `3h` are `1s`, an account is `111122223333`, and the ends of generated names are zeros.
fn word(word: &str) -> String {
    let number = word.strip_suffix(['s', 'm', 'h', 'd']);
    if number.is_some_and(|number| number.parse::<u32>().is_ok()) {
        return "1s".to_owned();
    }
    if word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return "111122223333".to_owned();
    }
    match word.rsplit_once('-') {
        Some((start, end)) if end.len() >= 13 && end.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("{start}-{}", "0".repeat(end.len()))
        }
        _ => word.to_owned(),
    }
}
