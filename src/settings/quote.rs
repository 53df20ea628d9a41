//! Strings in messages: in TOML quotes, and shortened when they are long.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The maximum number of characters of a value in a message.
const MOST: usize = 80;

/// `text` in TOML quotes.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() => {
                // Writing into a string cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// `text`, shortened to 80 characters.
pub fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, quoted};

    #[test]
    fn long_values_are_cut_between_characters() {
        let long = "é".repeat(81);
        assert_eq!(cut(&long), format!("{}...", "é".repeat(80)));
        assert_eq!(cut("short"), "short");
    }

    #[test]
    fn quotes_are_those_of_toml() {
        assert_eq!(quoted("a\"b\\c\n\u{7}"), r#""a\"b\\c\n\u0007""#);
    }
}
