//! Converts the schemas' patterns to ECMAScript in Unicode mode, the only mode of the checks at run time.
//!
//! The schemas' patterns are from Java, Python and lenient ECMAScript. Syntax with an equivalent is rewritten.

use crate::tables::patterns;
use anyhow::{Result, anyhow};
use regress::{Flags, Regex};
use std::iter::Peekable;
use std::str::Chars;

/// The pattern to check, if there is one; an error when the pattern needs a row in `tables/patterns.rs`.
pub(super) fn checked(pattern: &str) -> Result<Option<String>> {
    if let Some((_, instead)) = patterns::TABLE.iter().find(|(original, _)| *original == pattern) {
        return Ok(instead.map(str::to_owned));
    }
    let respelled = respell(pattern);
    let flags = Flags {
        unicode: true,
        ..Flags::default()
    };
    match Regex::with_flags(&respelled, flags) {
        Ok(_) => Ok(Some(respelled)),
        Err(error) => Err(anyhow!(
            "pattern {pattern:?} is not ECMAScript ({error}): add it to tables/patterns.rs"
        )),
    }
}

fn respell(pattern: &str) -> String {
    let mut output = String::new();
    let mut rest = pattern.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '\\' => escape(&mut rest, &mut output, false),
            '[' => class(&mut rest, &mut output),
            '{' => match repetition(&mut rest) {
                Some(repetition) => output.push_str(&repetition),
                None => output.push_str(r"\{"),
            },
            '}' | ']' => output.extend(['\\', letter]),
            // Possessive quantifiers change the search, and rarely the matches.
            '*' | '+' | '?' => {
                output.push(letter);
                if rest.peek() == Some(&'+') {
                    rest.next();
                }
            }
            _ => output.push(letter),
        }
    }
    output
}

/// The character after a backslash. Unicode mode rejects unnecessary escapes.
fn escape(rest: &mut Peekable<Chars<'_>>, output: &mut String, in_class: bool) {
    match rest.next() {
        // The end and the beginning of the string, in Python and Java.
        Some('Z' | 'z') => output.push('$'),
        Some('A') => output.push('^'),
        Some(letter @ ('p' | 'P' | 'u')) if rest.peek() == Some(&'{') => {
            output.extend(['\\', letter]);
            for letter in rest.by_ref() {
                output.push(letter);
                if letter == '}' {
                    break;
                }
            }
        }
        Some(letter) if letter.is_ascii_alphanumeric() || r"^$\.*+?()[]{}|/".contains(letter) => {
            output.extend(['\\', letter]);
        }
        Some('-') if in_class => output.push_str(r"\-"),
        Some(letter) => output.push(letter),
        None => output.push_str(r"\\"),
    }
}

/// A character class, after its opening bracket.
fn class(rest: &mut Peekable<Chars<'_>>, output: &mut String) {
    output.push('[');
    let mut first = true;
    let mut after_set = false;
    if rest.peek() == Some(&'^') {
        output.extend(rest.next());
    }
    while let Some(letter) = rest.next() {
        let begins_set = |rest: &Peekable<Chars<'_>>| {
            let mut ahead = rest.clone();
            ahead.next() == Some('\\') && ahead.next().is_some_and(|letter| "wWdDsSpP".contains(letter))
        };
        match letter {
            ']' if !first => {
                output.push(']');
                return;
            }
            '\\' => {
                after_set = rest.peek().is_some_and(|letter| "wWdDsSpP".contains(*letter));
                escape(rest, output, true);
                first = false;
                continue;
            }
            // A hyphen next to a set such as `\w` is literal.
            '-' if rest.peek() != Some(&']') && (after_set || begins_set(rest)) => output.push_str(r"\-"),
            ']' => output.push_str(r"\]"),
            _ => output.push(letter),
        }
        first = false;
        after_set = false;
    }
}

/// The repetition after an opening brace, if it is one.
fn repetition(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let inside: String = rest.clone().take_while(|letter| *letter != '}').collect();
    let (min, max) = inside.split_once(',').unwrap_or((&inside, ""));
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !number(min)
        || !number(max)
        || inside.is_empty()
        || inside == ","
        || !rest.clone().any(|letter| letter == '}')
    {
        return None;
    }
    rest.nth(inside.len());
    let least = if min.is_empty() { "0" } else { "" };
    Some(format!("{{{least}{inside}}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_respelled_for_unicode_mode() {
        let cases = [
            (r"^arn:[a-z]+\Z", r"^arn:[a-z]+$"),
            (r"^[\w+=,.@-]+$", r"^[\w+=,.@-]+$"),
            (r"^[\w-.]+$", r"^[\w\-.]+$"),
            (r"\-a\_b", "-a_b"),
            (r"^\{[a-z]{,3}}$", r"^\{[a-z]{0,3}\}$"),
            (
                r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$",
                r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$",
            ),
            ("a++", "a+"),
        ];
        for (pattern, expected) in cases {
            assert_eq!(checked(pattern).unwrap().unwrap(), expected);
        }
    }
}
