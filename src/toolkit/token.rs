//! Names that nobody used before: of change sets, and of requests that must not be done twice.

/// How the names of our change sets begin; others are never deleted.
pub(super) const PREFIX: &str = "sa-infra-";

/// A name nobody used before: the time, and the process that makes it.
pub(super) fn fresh() -> String {
    let now = jiff::Timestamp::now().as_millisecond();
    format!("{PREFIX}{now:x}-{}", std::process::id())
}
