//! `EventBridge` by the SDK.

use super::call::{Caller, if_there};
use super::convert::said;
use crate::cloud::events::{Events, NewEvent, Rule};
use crate::cloud::{Error, Result};
use aws_config::SdkConfig;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;

/// `EventBridge` by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_eventbridge::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_eventbridge::Client::new(config),
            caller: caller.clone(),
        }
    }
}

impl Events for Client {
    async fn rule(&self, name: &str) -> Result<Option<Rule>> {
        let request = self.client.describe_rule().name(name).send();
        let rule = if_there(self.caller.read("events:DescribeRule", request).await)?;
        Ok(rule.map(|rule| Rule {
            state: rule.state().map_or("", |state| state.as_str()).into(),
            pattern: said(rule.event_pattern()),
        }))
    }

    async fn test_event_pattern(&self, pattern: &str, event: &str) -> Result<bool> {
        let request = self.client.test_event_pattern();
        let request = request.event_pattern(pattern).event(event).send();
        let answer = self.caller.read("events:TestEventPattern", request).await?;
        Ok(answer.result())
    }

    async fn put_event(&self, event: &NewEvent) -> Result<String> {
        const CALL: &str = "events:PutEvents";
        let entry = PutEventsRequestEntry::builder()
            .source(&event.source)
            .detail_type(&event.detail_type)
            .detail(&event.detail)
            .build();
        let request = self.client.put_events().entries(entry).send();
        let answer = self.caller.write(CALL, request).await?;
        // A refused entry is part of an answer that is none the less good.
        let entry = answer.entries().first();
        entry.and_then(|entry| said(entry.event_id())).ok_or_else(|| {
            let code = entry.and_then(|entry| entry.error_code()).unwrap_or_default();
            let message = entry.and_then(|entry| entry.error_message()).unwrap_or_default();
            Error::from_answer(CALL, code, 400, message)
        })
    }
}
