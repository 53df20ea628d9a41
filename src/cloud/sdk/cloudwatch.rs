//! Amazon `CloudWatch`.

use super::api::{Api, CLOUDWATCH, Element, Request};
use super::call::Caller;
use super::convert::{said, text};
use crate::cloud::Result;
use crate::cloud::cloudwatch::{Alarm, CloudWatch};
use aws_config::SdkConfig;

/// The maximum number of alarms in one request.
const AT_ONCE: usize = 100;

/// Amazon `CloudWatch`.
#[derive(Debug)]
pub struct Client(Api);

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(CLOUDWATCH, config, caller))
    }
}

impl CloudWatch for Client {
    async fn describe_alarms(&self, names: &[String]) -> Result<Vec<Alarm>> {
        let mut found = Vec::new();
        for names in names.chunks(AT_ONCE) {
            let request = |token: Option<&str>| {
                let token = token.map(|token| ("NextToken", token));
                let limit = ("MaxRecords", "100");
                let names = names.iter().map(String::as_str);
                Request::form(std::iter::once(limit).chain(token)).members("AlarmNames", names)
            };
            let take = |page: Element| {
                found.extend(page.list("MetricAlarms").map(alarm));
                said(page.text("NextToken"))
            };
            self.0.pages("cloudwatch:DescribeAlarms", request, take).await?;
        }
        Ok(found)
    }
}

fn alarm(alarm: &Element) -> Alarm {
    let since = alarm.text("StateTransitionedTimestamp");
    let since = since.or(alarm.text("StateUpdatedTimestamp"));
    Alarm {
        name: text(alarm.text("AlarmName")),
        description: said(alarm.text("AlarmDescription")),
        state: alarm.text("StateValue").unwrap_or_default().into(),
        since: since.and_then(|at| at.parse().ok()),
    }
}
