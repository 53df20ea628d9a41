//! What is not TOML, in words that say what to type instead.

use super::shown::{cut, is_secret, quoted};
use toml::de::Error;

/// A place where the text is not TOML.
pub(super) struct Mistake {
    /// The byte offset.
    pub(super) offset: usize,
    /// What is wrong, a fragment.
    pub(super) reason: String,
    /// What to do about it, a fragment.
    pub(super) fix: String,
}

/// What the parser says when only the line it speaks of is in doubt. After anything else, sections may have
/// been mixed up, and what follows is not worth judging.
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

/// The parser's errors, one for each line, up to the first that puts everything after it in doubt; and whether
/// there was none of that kind.
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

fn words(text: &str, error: &Error) -> (String, String) {
    let message = error.message();
    let at = error.span().and_then(|span| text.get(span)).unwrap_or("").trim();
    let own = |reason: &str, fix: &str| (reason.to_owned(), fix.to_owned());
    let starts = |beginning: &str| message.starts_with(beginning);
    if starts("string values must be quoted") {
        return unquoted(at);
    }
    if starts("duplicate key") {
        return (
            format!("{} is here a second time", quoted(&cut(at))),
            "keep one of the two".to_owned(),
        );
    }
    if starts("key with no value") {
        let rest = error.span().and_then(|span| text.get(span.start..)).unwrap_or("");
        return if rest.starts_with(':') {
            own(
                "a colon stands where TOML has an equals sign",
                "write key = value",
            )
        } else {
            own(
                "a key without a value",
                "write key = value, or put a # in front of a remark",
            )
        };
    }
    if starts("unexpected key or value") {
        let fix = "give each key a line of its own, and put a # in front of a remark";
        return own("there is more on the line than one value", fix);
    }
    if starts("invalid boolean") {
        return own("not a value of TOML", "write true or false, in small letters");
    }
    if starts("missing escaped value") {
        return own(
            "a backslash that TOML does not know",
            "write \\\\ for one backslash",
        );
    }
    if starts("unexpected leading zero") {
        return own(
            "a number that begins with a zero",
            "leave the zero out, or put the value in quotes",
        );
    }
    if message.contains("string, expected `\"`") || message.contains("string, expected `'`") {
        return own(
            "a text that does not end",
            "put a quote behind it, of the kind it begins with",
        );
    }
    if starts("unclosed table") {
        return own("the name of a section that does not end", "put a ] behind it");
    }
    if message.contains("array") {
        return own(
            "a list that does not end",
            "put a ] behind it, and commas between its elements",
        );
    }
    if starts("unclosed inline table") {
        return own("a table in braces that does not end", "put a } behind it");
    }
    let fix = "compare the line with the file that `sa-infra init` writes; https://toml.io has the rules";
    (format!("not TOML: {message}"), fix.to_owned())
}

/// A word without quotes, the commonest mistake of all.
fn unquoted(word: &str) -> (String, String) {
    let lower = word.to_ascii_lowercase();
    let fix = match lower.as_str() {
        "" => {
            return (
                "a key without a value".to_owned(),
                "write a value, or remove the line".to_owned(),
            );
        }
        "yes" | "on" | "true" => "write true".to_owned(),
        "no" | "off" | "false" => "write false".to_owned(),
        _ if is_secret("", word) => "put it in quotes".to_owned(),
        _ => format!("write {}", quoted(&cut(word))),
    };
    ("a text without quotes".to_owned(), fix)
}
