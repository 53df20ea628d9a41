//! SNS: topics, subscriptions, and publishing.

use super::Result;
use super::words::words;

/// Amazon SNS, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Sns {
    /// Every subscription of a topic; none when there is no topic.
    async fn list_subscriptions_by_topic(&self, topic: &str) -> Result<Vec<Subscription>>;

    /// Subscribes an address. One that is subscribed already stays as it is.
    async fn subscribe(&self, topic: &str, protocol: &Protocol, endpoint: &str) -> Result<()>;

    /// Ends a subscription that was confirmed.
    async fn unsubscribe(&self, subscription: &str) -> Result<()>;

    /// Tells everybody who is subscribed, and gives the id of the message.
    async fn publish(&self, topic: &str, subject: &str, message: &str) -> Result<String>;
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// How far it is.
    pub state: SubscriptionState,
    /// By what way.
    pub protocol: Protocol,
    /// Where to.
    pub endpoint: String,
}

/// How far a subscription is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    /// It counts; its ARN.
    Confirmed(String),
    /// Whoever owns the address has not said yes yet. After two days AWS forgets it.
    Pending,
    /// Whoever owns the address has ended it; AWS shows it for some days.
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
