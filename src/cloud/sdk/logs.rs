//! Amazon `CloudWatch` Logs by the SDK.

use super::call::{Caller, if_there};
use super::convert::{said, text};
use crate::cloud::Result;
use crate::cloud::logs::{LogEvent, LogPage, LogQuery, Logs};
use aws_config::SdkConfig;
use aws_sdk_cloudwatchlogs::types::{FilteredLogEvent, OrderBy};
use jiff::Timestamp;

/// Amazon `CloudWatch` Logs by the SDK.
#[derive(Debug)]
pub struct Client {
    pub(super) client: aws_sdk_cloudwatchlogs::Client,
    pub(super) caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_cloudwatchlogs::Client::new(config),
            caller: caller.clone(),
        }
    }
}

impl Logs for Client {
    async fn filter_log_events(&self, query: &LogQuery, page: Option<&str>) -> Result<Option<LogPage>> {
        let streams = (!query.streams.is_empty()).then(|| query.streams.clone());
        let request = self
            .client
            .filter_log_events()
            .log_group_name(&query.group)
            .set_log_stream_names(streams)
            .set_start_time(query.since.map(Timestamp::as_millisecond))
            .set_filter_pattern(query.filter.clone())
            .set_next_token(page.map(str::to_owned))
            .send();
        let answer = self.caller.read("logs:FilterLogEvents", request).await;
        Ok(if_there(answer)?.map(|answer| LogPage {
            next: said(answer.next_token()),
            events: answer
                .events()
                .iter()
                .map(|event| LogEvent {
                    id: identity(event),
                    at: Timestamp::from_millisecond(event.timestamp().unwrap_or_default())
                        .unwrap_or_default(),
                    stream: text(event.log_stream_name()),
                    message: text(event.message()),
                })
                .collect(),
        }))
    }

    async fn last_stream(&self, group: &str) -> Result<Option<(String, Timestamp)>> {
        let request = self
            .client
            .describe_log_streams()
            .log_group_name(group)
            .order_by(OrderBy::LastEventTime)
            .descending(true)
            .limit(1)
            .send();
        let answer = if_there(self.caller.read("logs:DescribeLogStreams", request).await)?;
        Ok(answer.and_then(|answer| {
            let stream = answer.log_streams().first()?;
            let at = Timestamp::from_millisecond(stream.last_event_timestamp()?).ok()?;
            Some((text(stream.log_stream_name()), at))
        }))
    }
}

/// What tells a line from all others. An answer without ids is no reason to take lines for one and the same.
fn identity(event: &FilteredLogEvent) -> String {
    match event.event_id() {
        Some(id) if !id.is_empty() => id.to_owned(),
        _ => format!(
            "{} {} {}",
            event.timestamp().unwrap_or_default(),
            text(event.log_stream_name()),
            text(event.message())
        ),
    }
}
