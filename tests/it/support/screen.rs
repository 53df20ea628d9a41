//! The contents of a terminal after all output, with values that differ between runs made equal.

use std::num::NonZero;
use vt100::Parser;

/// More lines than any session writes, so that nothing scrolls.
const LINES: u16 = 600;

/// The lines as displayed, without colors.
pub fn plain(text: &str, columns: u16) -> String {
    let parser = parser(text, columns);
    let rows = parser.screen().rows(0, columns);
    joined(rows)
}

/// The lines with their colors and links, whose escape sequences begin with `^`.
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

/// The text with fixed durations, times, accounts and generated names.
fn equal(text: &str) -> String {
    let is_word = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let (mut equal, mut rest, mut before) = (String::new(), text, ' ');
    while let Some(char) = rest.chars().next() {
        let length = rest
            .find(|char| !is_word(char))
            .unwrap_or(rest.len())
            .max(char.len_utf8());
        let (piece, after) = rest.split_at(length);
        // Text in an escape sequence is not a word.
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

/// `12s` and `3h` become `1s`, an account becomes `111122223333`, and the ends of generated names become zeros.
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
