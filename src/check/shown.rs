//! A value as a message repeats it.

use std::borrow::Cow;

/// The most characters of a value that a message repeats.
const SHOWN: usize = 60;

/// A value as a message repeats it: its beginning.
pub(in crate::check) fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}..", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}
