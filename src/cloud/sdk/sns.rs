//! Amazon SNS by the SDK.

use super::call::{Caller, or_none};
use super::convert::text;
use crate::cloud::Result;
use crate::cloud::sns::{Protocol, Sns, Subscription, SubscriptionState};
use aws_config::SdkConfig;

/// Amazon SNS by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_sns::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_sns::Client::new(config),
            caller: caller.clone(),
        }
    }

    async fn subscriptions(&self, topic: &str) -> Result<Vec<Subscription>> {
        let request = self.client.list_subscriptions_by_topic().topic_arn(topic);
        let mut pages = request.into_paginator().send();
        let mut found = Vec::new();
        let call = "sns:ListSubscriptionsByTopic";
        while let Some(page) = self.caller.page(call, pages.next()).await? {
            found.extend(page.subscriptions().iter().map(|subscription| Subscription {
                state: state(subscription.subscription_arn()),
                protocol: subscription.protocol().unwrap_or_default().into(),
                endpoint: text(subscription.endpoint()),
            }));
        }
        Ok(found)
    }
}

/// What AWS says in the place of the ARN.
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
        let request = self.client.subscribe().topic_arn(topic);
        let request = request.protocol(protocol.as_str()).endpoint(endpoint).send();
        self.caller.write("sns:Subscribe", request).await.map(drop)
    }

    async fn unsubscribe(&self, subscription: &str) -> Result<()> {
        let request = self.client.unsubscribe().subscription_arn(subscription).send();
        self.caller.write("sns:Unsubscribe", request).await.map(drop)
    }

    async fn publish(&self, topic: &str, subject: &str, message: &str) -> Result<String> {
        let request = self.client.publish().topic_arn(topic);
        let request = request.subject(subject).message(message).send();
        let answer = self.caller.write("sns:Publish", request).await?;
        Ok(text(answer.message_id()))
    }
}
