//! Amazon `CloudWatch` Logs.

use super::api::{Api, LOGS, Request};
use super::call::{Caller, if_there};
use super::convert::said;
use crate::cloud::Result;
use crate::cloud::logs::{LogEvent, LogPage, LogQuery, LogStream, Logs};
use aws_config::SdkConfig;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Amazon `CloudWatch` Logs.
#[derive(Debug)]
pub struct Client(pub(super) Api);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FilterLogEvents<'a> {
    log_group_name: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    log_stream_names: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter_pattern: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filtered {
    #[serde(default)]
    events: Vec<FilteredLogEvent>,
    next_token: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FilteredLogEvent {
    event_id: String,
    timestamp: i64,
    log_stream_name: String,
    message: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DescribeLogStreams<'a> {
    log_group_name: &'a str,
    order_by: &'static str,
    descending: bool,
    limit: u8,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogStreams {
    #[serde(default)]
    log_streams: Vec<Stream>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stream {
    #[serde(default)]
    log_stream_name: String,
    first_event_timestamp: Option<i64>,
    last_event_timestamp: Option<i64>,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(LOGS, config, caller))
    }
}

impl Logs for Client {
    async fn filter_log_events(&self, query: &LogQuery, page: Option<&str>) -> Result<Option<LogPage>> {
        let request = Request::json(&FilterLogEvents {
            log_group_name: &query.group,
            log_stream_names: &query.streams,
            start_time: query.since.map(Timestamp::as_millisecond),
            filter_pattern: query.filter.as_deref(),
            next_token: page,
        });
        let answer: Result<Filtered> = self.0.read("logs:FilterLogEvents", request).await;
        Ok(if_there(answer)?.map(|answer| LogPage {
            next: said(answer.next_token.as_deref()),
            events: answer.events.into_iter().map(event).collect(),
        }))
    }

    async fn last_streams(&self, group: &str, limit: u8) -> Result<Vec<LogStream>> {
        let request = Request::json(&DescribeLogStreams {
            log_group_name: group,
            order_by: "LastEventTime",
            descending: true,
            limit,
        });
        let answer: Result<LogStreams> = self.0.read("logs:DescribeLogStreams", request).await;
        let streams = if_there(answer)?.map(|answer| answer.log_streams);
        Ok(streams.into_iter().flatten().filter_map(stream).collect())
    }
}

/// Converts a stream; `None` if it has no lines.
fn stream(found: Stream) -> Option<LogStream> {
    let last = Timestamp::from_millisecond(found.last_event_timestamp?).ok()?;
    let first = found.first_event_timestamp;
    let first = first.and_then(|first| Timestamp::from_millisecond(first).ok());
    Some(LogStream {
        name: found.log_stream_name,
        first: first.unwrap_or(last),
        last,
    })
}

fn event(found: FilteredLogEvent) -> LogEvent {
    LogEvent {
        id: identity(&found),
        at: Timestamp::from_millisecond(found.timestamp).unwrap_or_default(),
        stream: found.log_stream_name,
        message: found.message,
    }
}

/// A unique identity of a line. Lines without an id must not count as duplicates.
fn identity(event: &FilteredLogEvent) -> String {
    if event.event_id.is_empty() {
        format!("{} {} {}", event.timestamp, event.log_stream_name, event.message)
    } else {
        event.event_id.clone()
    }
}
