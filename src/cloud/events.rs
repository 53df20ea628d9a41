//! EventBridge: rules, and sending events to them.

use super::Result;
use super::words::words;

/// The `EventBridge` calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Events {
    /// A rule of the default bus; `None` when it does not exist.
    async fn rule(&self, name: &str) -> Result<Option<Rule>>;

    /// Whether an event, as JSON, matches a pattern, according to AWS.
    async fn test_event_pattern(&self, pattern: &str, event: &str) -> Result<bool>;

    /// Sends an event to the default bus, and returns its id.
    async fn put_event(&self, event: &NewEvent) -> Result<String>;
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whether it is enabled.
    pub state: RuleState,
    /// The event pattern, as JSON.
    pub pattern: Option<String>,
}

/// An event to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Its source. AWS reserves the prefix `aws.`.
    pub source: String,
    /// Its type.
    pub detail_type: String,
    /// Its details, as JSON.
    pub detail: String,
}

words! {
    /// Whether a rule is enabled.
    RuleState {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}
