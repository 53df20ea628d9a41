//! `EventBridge` by the SDK.

use super::call::{Caller, if_there};
use crate::cloud::Result;
use crate::cloud::events::{Events, RuleState};
use aws_config::SdkConfig;

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
    async fn rule_state(&self, name: &str) -> Result<Option<RuleState>> {
        let request = self.client.describe_rule().name(name).send();
        let rule = if_there(self.caller.read("events:DescribeRule", request).await)?;
        Ok(rule.map(|rule| rule.state().map_or("", |state| state.as_str()).into()))
    }
}
