//! A value as quoted in a message.

use std::borrow::Cow;

/// The maximum length of a quoted value, in characters.
const SHOWN: usize = 60;

/// A value as quoted in a message: its beginning.
pub(in crate::check) fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}..", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}
