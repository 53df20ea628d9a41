//! Amazon SNS.

use super::api::{Api, Element, Request, SNS};
use super::call::{Caller, or_none};
use super::convert::{said, text};
use crate::cloud::Result;
use crate::cloud::sns::{Protocol, Sns, Subscription, SubscriptionState};
use aws_config::SdkConfig;

/// Amazon SNS.
#[derive(Debug)]
pub struct Client(Api);

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(SNS, config, caller))
    }

    async fn subscriptions(&self, topic: &str) -> Result<Vec<Subscription>> {
        let request = |token: Option<&str>| {
            let token = token.map(|token| ("NextToken", token));
            Request::form([("TopicArn", topic)].into_iter().chain(token))
        };
        let mut found = Vec::new();
        let take = |page: Element| {
            found.extend(page.list("Subscriptions").map(|subscription| Subscription {
                state: state(subscription.text("SubscriptionArn")),
                protocol: subscription.text("Protocol").unwrap_or_default().into(),
                endpoint: text(subscription.text("Endpoint")),
            }));
            said(page.text("NextToken"))
        };
        self.0
            .pages("sns:ListSubscriptionsByTopic", request, take)
            .await?;
        Ok(found)
    }
}

/// The state that AWS returns in place of the ARN.
fn state(arn: Option<&str>) -> SubscriptionState {
    match arn.unwrap_or_default() {
        arn if arn.starts_with("arn:") => SubscriptionState::Confirmed(arn.to_owned()),
        "Deleted" => SubscriptionState::Deleted,
        _ => SubscriptionState::Pending,
    }
}

impl Sns for Client {
    async fn list_subscriptions_by_topic(&self, topic: &str) -> Result<Vec<Subscription>> {
        or_none(self.subscriptions(topic).await)
    }

    async fn subscribe(&self, topic: &str, protocol: &Protocol, endpoint: &str) -> Result<()> {
        let members = [
            ("TopicArn", topic),
            ("Protocol", protocol.as_str()),
            ("Endpoint", endpoint),
        ];
        let subscribed: Result<Element> = self.0.write("sns:Subscribe", Request::form(members)).await;
        subscribed.map(drop)
    }

    async fn unsubscribe(&self, subscription: &str) -> Result<()> {
        let request = Request::form([("SubscriptionArn", subscription)]);
        self.0
            .write::<Element>("sns:Unsubscribe", request)
            .await
            .map(drop)
    }

    async fn publish(&self, topic: &str, subject: &str, message: &str) -> Result<String> {
        let members = [("TopicArn", topic), ("Subject", subject), ("Message", message)];
        let answer: Element = self.0.write("sns:Publish", Request::form(members)).await?;
        Ok(text(answer.text("MessageId")))
    }
}
