//! SNS: topics, subscriptions, and publishing.

use super::Result;
use super::words::words;

/// The SNS calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Sns {
    /// Every subscription of a topic; none when the topic does not exist.
    async fn list_subscriptions_by_topic(&self, topic: &str) -> Result<Vec<Subscription>>;

    /// Subscribes an address. An existing subscription stays as it is.
    async fn subscribe(&self, topic: &str, protocol: &Protocol, endpoint: &str) -> Result<()>;

    /// Removes a confirmed subscription.
    async fn unsubscribe(&self, subscription: &str) -> Result<()>;

    /// Sends a message to all subscribers, and returns its id.
    async fn publish(&self, topic: &str, subject: &str, message: &str) -> Result<String>;
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its state.
    pub state: SubscriptionState,
    /// Its protocol.
    pub protocol: Protocol,
    /// Its address.
    pub endpoint: String,
}

/// The state of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    /// Confirmed; its ARN.
    Confirmed(String),
    /// The owner of the address has not confirmed it yet. AWS deletes it after two days.
    Pending,
    /// The owner of the address has removed it. AWS lists it for some days.
    Deleted,
}

words! {
    /// How a subscriber receives the messages.
    Protocol {
        Email = "email",
        EmailJson = "email-json",
        Sms = "sms",
        Http = "http",
        Https = "https",
        Sqs = "sqs",
        Lambda = "lambda",
        Application = "application",
        Firehose = "firehose",
    }
}
