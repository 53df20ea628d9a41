//! Strings: length, pattern, allowed values, and references in them.

use super::{Checker, pattern};
use crate::check::cidr;
use crate::check::place::Place;
use crate::check::shown::shown;
use crate::check::value::is_dynamic;
use crate::facts::{Format, Text};
use crate::model::finding::{Correction, Severity};
use crate::model::suggestion::closest;

impl Checker<'_, '_, '_> {
    /// A string that is known now.
    pub(super) fn text(&mut self, limits: &Text, text: &str, place: &Place<'_>) {
        if is_dynamic(text) {
            return;
        }
        if !limits.choices.is_empty() && !limits.is_choice(text) {
            return self.no_choice(&limits.choices, text, place);
        }
        let (min, max) = (limits.length.min, limits.length.max);
        // The number of bytes is between one and four times the number of characters.
        if text.len() > max as usize || text.len() / 4 < min as usize {
            let length = text.chars().count();
            if length > max as usize {
                return self.error(place, || too_long(length, max));
            }
            if length < min as usize {
                return self.error(place, || too_short(length, min));
            }
        }
        if let Some(wanted) = limits.pattern
            && !pattern::matches(wanted, text)
        {
            return self.error(place, || {
                (
                    format!("\"{}\" does not match {wanted}", shown(text)),
                    format!("write a value that matches {wanted}"),
                )
            });
        }
        self.format(limits.format, text, place);
    }

    /// A JSON document in a string.
    pub(super) fn document(&mut self, text: &str, place: &Place<'_>) {
        if !text.trim_start().starts_with('{') || is_dynamic(text) {
            return;
        }
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
            self.error(place, || {
                (
                    format!("the string is not valid JSON: {error}"),
                    "write the document as an object instead of a string".to_owned(),
                )
            });
        }
    }

    fn format(&mut self, format: Format, text: &str, place: &Place<'_>) {
        let (wanted, fix) = match format {
            Format::Ipv4Network => {
                match cidr::problem(text) {
                    Some((Severity::Error, reason, fix)) => self.error(place, || (reason, fix)),
                    Some((Severity::Warning, reason, fix)) => self.warning(place, || (reason, fix)),
                    None => {}
                }
                return;
            }
            Format::Ipv6Network if text.parse::<ipnet::Ipv6Net>().is_err() => {
                ("an IPv6 network", "write, for example, 2001:db8::/32")
            }
            Format::DateTime if text.parse::<jiff::Timestamp>().is_err() => {
                ("a point in time", "write, for example, 2026-01-31T09:30:00Z")
            }
            _ => return,
        };
        let reason = || format!("expected {wanted}, found \"{}\"", shown(text));
        self.error(place, || (reason(), fix.to_owned()));
    }

    fn no_choice(&mut self, choices: &[&'static str], text: &str, place: &Place<'_>) {
        let reason = || format!("\"{}\" is not an allowed value", shown(text));
        if let Some(known) = older(choices, text) {
            return self.warning(place, || {
                (
                    format!("\"{}\" is not a known value, such as {known}", shown(text)),
                    "check that AWS offers it".to_owned(),
                )
            });
        }
        self.error(place, || {
            let fix = if choices.len() <= 12 {
                format!("use one of {}", choices.join(", "))
            } else {
                let nearest = closest(text, choices.iter().copied(), 3);
                format!("the nearest values are {}", nearest.join(", "))
            };
            (reason(), fix)
        });
        self.correct(|| {
            let same = |choice: &&&str| choice.eq_ignore_ascii_case(text);
            choices
                .iter()
                .find(same)
                .map(|choice| Correction::Value((*choice).to_owned()))
        });
    }
}

/// The choice with the greatest numbers that differs from the value only in its numbers, if those of the value are
/// greater: AWS adds `python3.15` to `python3.14` before the facts are updated.
fn older(choices: &[&'static str], text: &str) -> Option<&'static str> {
    let alike = choices.iter().filter(|choice| differ_in_digits(choice, text));
    let latest = alike.max_by_key(|choice| numbers(choice))?;
    (numbers(text) > numbers(latest)).then_some(*latest)
}

/// The numbers in a value, in order.
fn numbers(text: &str) -> Vec<u64> {
    let parts = text.split(|character: char| !character.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// Whether two values differ in their numbers only, as `python3.13` and `python3.14` do.
fn differ_in_digits(known: &str, text: &str) -> bool {
    let words = |text: &str| {
        let mut parts = text
            .split(|character: char| character.is_ascii_digit())
            .collect::<Vec<_>>();
        parts.retain(|part| !part.is_empty());
        parts.concat()
    };
    known.contains(|character: char| character.is_ascii_digit())
        && text.contains(|character: char| character.is_ascii_digit())
        && text.len() < 100
        && words(known) == words(text)
}

fn too_long(length: usize, max: u32) -> (String, String) {
    let excess = length - max as usize;
    let characters = if excess == 1 { "character" } else { "characters" };
    (
        format!("{length} characters are too many: the maximum is {max}"),
        format!("shorten it by {excess} {characters}"),
    )
}

fn too_short(length: usize, min: u32) -> (String, String) {
    let reason = match length {
        0 => "the string is empty".to_owned(),
        _ => format!("{length} characters are too few: the minimum is {min}"),
    };
    (reason, format!("write at least {min}, or omit it"))
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    fn of(properties: &str) -> String {
        findings(&resource(properties))
    }

    #[test]
    fn a_name_keeps_its_length_and_form() {
        assert_eq!(of(r#"{"Name": "abc-def"}"#), "");
        assert!(
            of(r#"{"Name": "abcdefghijk"}"#)
                .contains("11 characters are too many: the maximum is 8 | shorten it by 3")
        );
        assert!(of(r#"{"Name": "ab"}"#).contains("2 characters are too few: the minimum is 3"));
        assert!(of(r#"{"Name": ""}"#).contains("the string is empty | write at least 3"));
        assert!(of(r#"{"Name": "ABC"}"#).contains("\"ABC\" does not match ^[a-z-]+$"));
        assert!(of(r#"{"Name": {"Fn::Join": ["", ["AB", "CD"]]}}"#).contains("\"ABCD\" does not match"));
        assert_eq!(of(r#"{"Name": "{{resolve:ssm:name}}"}"#), "");
    }

    #[test]
    fn a_choice_is_one_of_those_offered() {
        assert_eq!(of(r#"{"Choice": "ALLOW"}"#), "");
        assert!(
            of(r#"{"Choice": "Allow"}"#)
                .contains("\"Allow\" is not an allowed value | use one of ALLOW, DENY")
        );
        assert!(
            of(r#"{"Runtime": "python3.99"}"#)
                .contains("warning R/Properties/Runtime: \"python3.99\" is not a known value")
        );
        assert!(of(r#"{"Runtime": "python3.2"}"#).contains("error R/Properties/Runtime"));
        assert!(of(r#"{"Runtime": "pyton3.13"}"#).contains("error R/Properties/Runtime"));
    }

    #[test]
    fn networks_and_times_are_readable() {
        assert_eq!(
            of(r#"{"Network": "10.0.0.0/16", "When": "2026-01-31T09:30:00Z"}"#),
            ""
        );
        assert!(of(r#"{"Network": "10.0.0.0/33"}"#).contains("is not an IPv4 network"));
        assert!(of(r#"{"Network": "10.0.0.0"}"#).contains("write 10.0.0.0/32 for this one address"));
        assert!(of(r#"{"Network": "10.0.1.0/16"}"#).contains("host bits set | write 10.0.0.0/16"));
        assert!(of(r#"{"When": "tomorrow"}"#).contains("expected a point in time"));
    }
}
