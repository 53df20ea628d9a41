//! CloudWatch Logs: reading log events.

use super::Result;
use jiff::Timestamp;

/// Amazon `CloudWatch` Logs, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Logs {
    /// One page of a group's lines, oldest first; `None` when there is no such group. `page` is [`LogPage::next`] of
    /// the one before; a page may be empty, and others follow.
    async fn filter_log_events(&self, query: &LogQuery, page: Option<&str>) -> Result<Option<LogPage>>;

    /// The streams of a group that were written to last, the latest first, at most so many; none when there is no group.
    async fn last_streams(&self, group: &str, limit: u8) -> Result<Vec<LogStream>>;
}

/// A stream of a group: what one task wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStream {
    /// Its name.
    pub name: String,
    /// When its first line was written.
    pub first: Timestamp,
    /// When its last line was written.
    pub last: Timestamp,
}

/// Which lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// The group.
    pub group: String,
    /// The streams; all, when none is named. One that does not exist yet has no lines.
    pub streams: Vec<String>,
    /// Nothing older.
    pub since: Option<Timestamp>,
    /// A filter pattern of `CloudWatch` Logs.
    pub filter: Option<String>,
}

/// Some of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPage {
    /// The lines.
    pub events: Vec<LogEvent>,
    /// Where it goes on.
    pub next: Option<String>,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LogEvent {
    /// The id of the line.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// The log stream; for a task, `prefix/container/task`.
    pub stream: String,
    /// The text.
    pub message: String,
}
