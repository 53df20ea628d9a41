//! CloudWatch Logs: reading log events.

use super::Result;
use jiff::Timestamp;

/// The `CloudWatch` Logs calls for events that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Logs {
    /// One page of a group's lines, oldest first; `None` when the group does not exist. `page` is [`LogPage::next`]
    /// of the previous page. A page may be empty though others follow.
    async fn filter_log_events(&self, query: &LogQuery, page: Option<&str>) -> Result<Option<LogPage>>;

    /// The streams of a group that were written to last, latest first, at most `limit`; none when the group does not
    /// exist.
    async fn last_streams(&self, group: &str, limit: u8) -> Result<Vec<LogStream>>;
}

/// A stream of a group: the log of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStream {
    /// Its name.
    pub name: String,
    /// The time of its first line.
    pub first: Timestamp,
    /// The time of its last line.
    pub last: Timestamp,
}

/// A query for lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// The group.
    pub group: String,
    /// The streams; all, if empty. A stream that does not exist yet has no lines.
    pub streams: Vec<String>,
    /// The earliest time.
    pub since: Option<Timestamp>,
    /// A filter pattern of `CloudWatch` Logs.
    pub filter: Option<String>,
}

/// A page of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPage {
    /// The lines.
    pub events: Vec<LogEvent>,
    /// The token of the next page.
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
