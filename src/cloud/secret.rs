//! A string that is never shown: no `Display`, a `Debug` that reveals nothing, memory that is wiped on drop.

use std::fmt;
use zeroize::Zeroizing;

/// A secret, or what may be one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps `text` from being shown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, for those who send it to where it belongs.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `message` without the secret; AWS repeats values in some of its complaints.
    pub(crate) fn redact(&self, message: &str) -> String {
        // A very short secret would cut every message to pieces, and nothing is learnt from its letters.
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
