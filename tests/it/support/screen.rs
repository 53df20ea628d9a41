//! What a terminal shows of everything that was written to it, with what differs from run to run made equal.

use std::fmt::Write;
use std::num::NonZero;
use vt100::Parser;

/// More lines than any session writes: nothing scrolls away.
const LINES: u16 = 600;

/// The lines as they look, without colors.
pub fn plain(text: &str, columns: u16) -> String {
    let parser = parser(text, columns);
    let rows = parser.screen().rows(0, columns).collect::<Vec<_>>();
    equal(rows.join("\n").trim_end())
}

/// The lines with their colors and links, whose escapes begin with `^`.
pub fn colored(text: &str, columns: u16) -> String {
    let parser = parser(text, columns);
    let rows = parser.screen().rows_formatted(0, columns);
    let mut lines = String::new();
    for row in rows {
        let row = row.replace('\u{1b}', "^");
        writeln!(lines, "{}", row.trim_end()).unwrap();
    }
    equal(lines.trim_end())
}

fn parser(text: &str, columns: u16) -> Parser {
    let size = |number| NonZero::new(number).unwrap();
    let mut parser = Parser::new(size(LINES), size(columns), 0);
    parser.process(text.as_bytes());
    parser
}

/// Durations, times, accounts and generated names are those of the day on which it was recorded.
fn equal(text: &str) -> String {
    let line = |line: &str| {
        let line = line.trim_end().split(' ').map(word).collect::<Vec<_>>().join(" ");
        let line = line.replace("1s ago", "just now").replace("in 1s)", "in 1d)");
        accounts(&line)
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// `12s` and `3h` are `1s`; the ends of generated names are zeros.
fn word(word: &str) -> String {
    let plain = word.trim_matches(|char: char| "(),.:".contains(char));
    let number = plain.strip_suffix(['s', 'm', 'h', 'd']);
    if number.is_some_and(|number| number.parse::<u32>().is_ok()) {
        return word.replace(plain, "1s");
    }
    match plain.rsplit_once('-') {
        Some((_, end)) if end.len() >= 13 && end.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            word.replace(end, &"0".repeat(end.len()))
        }
        _ => word.to_owned(),
    }
}

/// Every number of twelve digits is an account.
fn accounts(line: &str) -> String {
    let mut line = line.to_owned();
    let digits = line
        .char_indices()
        .filter(|(_, char)| char.is_ascii_digit())
        .map(|(at, _)| at);
    let starts = digits.collect::<Vec<_>>();
    for start in starts {
        let is_digit = |at: usize| line.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let twelve = (start..start + 12).all(is_digit)
            && !is_digit(start + 12)
            && (start == 0 || !is_digit(start - 1));
        if twelve {
            line.replace_range(start..start + 12, "111122223333");
        }
    }
    line
}
