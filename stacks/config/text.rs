//! The common part of the configuration's validated strings: a type for each, which only valid text can
//! construct.

use sa_infra::settings::Invalid;
use serde::Deserialize;
use std::fmt;

/// Declares a string type whose values are always checked.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub(crate) struct $name(String);

        impl TryFrom<String> for $name {
            type Error = sa_infra::settings::Invalid;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                super::text::printable(&text)?;
                let check: fn(&str) -> Result<(), Self::Error> = $check;
                check(&text).map(|()| Self(text))
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

/// `Ok` when `valid`, otherwise the reason and the fix.
pub(super) fn must(valid: bool, reason: &str, fix: &str) -> Result<(), Invalid> {
    if valid {
        Ok(())
    } else {
        Err(Invalid::new(reason, fix))
    }
}

/// All strings end up in a template or in an AWS call, where printable ASCII works everywhere.
pub(super) fn printable(text: &str) -> Result<(), Invalid> {
    let mut characters = text.chars().enumerate();
    match characters.find(|(_, character)| !matches!(character, ' '..='~')) {
        None => Ok(()),
        Some((position, character)) => {
            let code = format!("U+{:04X}", u32::from(character));
            let shown = if character.is_control() {
                code
            } else {
                format!("\"{character}\" ({code})")
            };
            let reason = format!("contains {shown} as character {}", position + 1);
            Err(Invalid::new(reason, "use plain ASCII characters"))
        }
    }
}

/// Whether `text` is not empty and consists of characters that `allowed` accepts.
pub(super) fn only(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}

/// Lowercase letters and digits.
pub(super) fn small(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Lowercase letters and digits with single `separators` between them.
pub(super) fn words(text: &str, separators: &[char]) -> bool {
    text.split(separators).all(|word| only(word, small))
}

/// A value written as a string, or as a date or time of TOML.
pub(super) struct Written(pub(super) String);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Written;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_str<E>(self, text: &str) -> Result<Written, E> {
                Ok(Written(text.to_owned()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
