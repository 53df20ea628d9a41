//! `EventBridge`.

use super::api::{Api, EVENTS, Request};
use super::call::{Caller, if_there};
use super::convert::said;
use crate::cloud::events::{Events, NewEvent, Rule};
use crate::cloud::{Error, Result};
use aws_config::SdkConfig;
use serde::{Deserialize, Serialize};

/// `EventBridge`.
#[derive(Debug)]
pub struct Client(Api);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeRule<'a> {
    name: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FoundRule {
    #[serde(default)]
    state: String,
    event_pattern: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TestEventPattern<'a> {
    event_pattern: &'a str,
    event: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tested {
    #[serde(default)]
    result: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PutEvents<'a> {
    entries: [Entry<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry<'a> {
    source: &'a str,
    detail_type: &'a str,
    detail: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
    #[serde(default)]
    entries: Vec<PutEntry>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct PutEntry {
    event_id: Option<String>,
    error_code: String,
    error_message: String,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(EVENTS, config, caller))
    }
}

impl Events for Client {
    async fn rule(&self, name: &str) -> Result<Option<Rule>> {
        let request = Request::json(&DescribeRule { name });
        let found: Result<FoundRule> = self.0.read("events:DescribeRule", request).await;
        Ok(if_there(found)?.map(|rule| Rule {
            state: rule.state.as_str().into(),
            pattern: said(rule.event_pattern.as_deref()),
        }))
    }

    async fn test_event_pattern(&self, pattern: &str, event: &str) -> Result<bool> {
        let request = Request::json(&TestEventPattern {
            event_pattern: pattern,
            event,
        });
        let answer: Tested = self.0.read("events:TestEventPattern", request).await?;
        Ok(answer.result)
    }

    async fn put_event(&self, event: &NewEvent) -> Result<String> {
        const CALL: &str = "events:PutEvents";
        let entry = Entry {
            source: &event.source,
            detail_type: &event.detail_type,
            detail: &event.detail,
        };
        let request = Request::json(&PutEvents { entries: [entry] });
        let answer: Put = self.0.write(CALL, request).await?;
        // A refused entry is part of a successful response.
        let entry = answer.entries.into_iter().next().unwrap_or_default();
        said(entry.event_id.as_deref())
            .ok_or_else(|| Error::from_answer(CALL, &entry.error_code, 400, &entry.error_message))
    }
}
