//! A string that is never printed: no `Display`, a `Debug` that reveals nothing, memory that is wiped on drop.

use std::fmt;
use zeroize::Zeroizing;

/// A secret, or a value that may be one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The string, for code that sends it to its destination.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `message` without the secret: AWS repeats values in some errors.
    pub(crate) fn redact(&self, message: &str) -> String {
        // Redacting a very short secret would make messages unreadable, and its letters reveal little.
        if self.0.len() < 4 {
            return message.to_owned();
        }
        message.replace(self.expose(), "[secret]")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn is_not_shown() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert_eq!(secret.redact("Value 'hunter2' is bad"), "Value '[secret]' is bad");
        assert_eq!(Secret::new("a").redact("a bad thing"), "a bad thing");
    }
}
