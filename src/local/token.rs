//! Unique tokens for change sets and for requests that must not be repeated.

use std::sync::atomic::{AtomicU32, Ordering};

/// The prefix of our change sets; others are never deleted.
const PREFIX: &str = "sa-infra-";

/// Whether a change set with this name is ours.
pub(crate) fn is_ours(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// The number of names that this process has made, because several may be made in a millisecond.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A unique name: the time, the process that makes it, and how many it has made.
pub(crate) fn fresh() -> String {
    let now = jiff::Timestamp::now().as_millisecond();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{PREFIX}{now:x}-{}-{count}", std::process::id())
}
