//! TOML syntax errors, as messages that say what to write instead.

use super::quote::{cut, quoted};

use crate::model::sensitive::is_secret;
use toml::de::Error;

/// A syntax error.
pub(super) struct Mistake {
    /// The byte offset.
    pub(super) offset: usize,
    /// The problem, a fragment.
    pub(super) reason: String,
    /// The suggested fix, a fragment.
    pub(super) fix: String,
}

/// The parser's messages that affect only their own line. After any other message, sections may be mixed up, and the
/// rest is not checked.
const LOCAL: [&str; 9] = [
    "string values must be quoted",
    "invalid boolean",
    "duplicate key",
    "invalid basic string",
    "invalid literal string",
    "missing escaped value",
    "unexpected leading zero",
    "unexpected key or value",
    "key with no value",
];

/// The parser's errors, one for each line, up to the first that makes the rest unreliable; and whether there was none
/// of that kind.
pub(super) fn mistakes(text: &str, errors: &[Error]) -> (Vec<Mistake>, bool) {
    let start = |error: &Error| error.span().map_or(0, |span| span.start.min(text.len()));
    let line = |error: &Error| {
        text.bytes()
            .take(start(error))
            .filter(|byte| *byte == b'\n')
            .count()
    };
    let is_local = |error: &Error| LOCAL.iter().any(|message| error.message().starts_with(message));
    let broken = errors.iter().filter(|error| !is_local(error)).map(start).min();

    let mut lines = Vec::new();
    let mut found = Vec::new();
    for error in errors {
        if broken.is_none_or(|broken| start(error) <= broken) && !lines.contains(&line(error)) {
            lines.push(line(error));
            let (reason, fix) = words(text, error);
            found.push(Mistake {
                offset: start(error),
                reason,
                fix,
            });
        }
    }
    (found, broken.is_none())
}

/// The messages of the parser, by their beginning, and what each means to the author of a file.
const MEANINGS: [(&str, &str, &str); 14] = [
    (
        "unexpected key or value",
        "the line has more than one value",
        "put each key on its own line, and begin comments with #",
    ),
    (
        "invalid boolean",
        "not a TOML value",
        "write true or false, in lowercase",
    ),
    (
        "missing escaped value",
        "an escape sequence that TOML does not have",
        "write \\\\ for one backslash",
    ),
    (
        "unexpected leading zero",
        "a number with a leading zero",
        "remove the zero, or put the value in quotes",
    ),
    ("invalid date", NO_DATE, DATE_FIX),
    ("invalid time", NO_DATE, DATE_FIX),
    (
        "unclosed table",
        "the section name is not closed",
        "add ] at the end",
    ),
    (
        "unclosed inline table",
        "the inline table is not closed",
        "add } at the end",
    ),
    ("unclosed array", NO_END, END_FIX),
    ("missing comma between array", NO_END, END_FIX),
    (
        "key with no value",
        "a key without a value",
        "write key = value, or begin a comment with #",
    ),
    (
        "invalid key-value pair",
        "neither a section nor a key",
        "write [section], or key = value",
    ),
    ("cannot recurse", TOO_DEEP, DEEP_FIX),
    ("recursion limit", TOO_DEEP, DEEP_FIX),
];

const NO_DATE: &str = "a date or time that does not exist";
const DATE_FIX: &str = "write an existing date such as 2027-01-26, or a time such as 08:45";
const NO_END: &str = "the list is not closed";
const END_FIX: &str = "add ] at the end, and commas between the elements";
const TOO_DEEP: &str = "too many nested lists and tables";
const DEEP_FIX: &str = "nest values no deeper than `sa-infra init` does";

fn words(text: &str, error: &Error) -> (String, String) {
    let message = error.message();
    let span = error.span().unwrap_or(0..0);
    let at = text.get(span.clone()).unwrap_or("").trim();
    let before = text.get(..span.start).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let rest = text.get(span.start..).unwrap_or("").trim_start();
    let own = |reason: &str, fix: &str| (reason.to_owned(), fix.to_owned());
    let starts = |beginning: &str| message.starts_with(beginning);
    if starts("string values must be quoted") {
        return unquoted(line, at);
    }
    if starts("duplicate key") {
        return (
            format!("{} appears twice", quoted(&cut(at))),
            "keep one of the two".to_owned(),
        );
    }
    if message.contains("string, expected `\"`") || message.contains("string, expected `'`") {
        return own(
            "the string is not closed",
            "add the same quote at the end that it begins with",
        );
    }
    if rest.starts_with(':') || line.trim_end().ends_with(':') {
        return own("a colon instead of an equals sign", "write key = value");
    }
    if starts("invalid unquoted key") {
        let reason = format!("{} cannot be a key", quoted(&cut(at)));
        return (
            reason,
            "use letters, digits, _ and - for keys, and begin comments with #".to_owned(),
        );
    }
    let meaning = MEANINGS.iter().find(|(beginning, ..)| starts(beginning));
    meaning.map_or_else(
        || {
            let fix =
                "compare the line with the file that `sa-infra init` writes; https://toml.io has the rules";
            (format!("not TOML: {message}"), fix.to_owned())
        },
        |(_, reason, fix)| own(reason, fix),
    )
}

/// A string without quotes, the most common mistake; `line` is the text before it.
fn unquoted(line: &str, word: &str) -> (String, String) {
    let fix = match word.to_ascii_lowercase().as_str() {
        "" => {
            let fix = "write a value, or remove the line";
            return ("a key without a value".to_owned(), fix.to_owned());
        }
        "yes" | "on" | "true" => "write true".to_owned(),
        "no" | "off" | "false" => "write false".to_owned(),
        _ if is_secret(line, word) => "put it in quotes".to_owned(),
        _ => format!("write {}", quoted(&cut(word))),
    };
    ("a string without quotes".to_owned(), fix)
}
