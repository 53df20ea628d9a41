//! EventBridge: rules, and sending events to them.

use super::Result;
use super::words::words;

/// `EventBridge`, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Events {
    /// A rule of the default bus; `None` when there is none with this name.
    async fn rule(&self, name: &str) -> Result<Option<Rule>>;

    /// Whether an event, as JSON, fits a pattern, by AWS's own word.
    async fn test_event_pattern(&self, pattern: &str, event: &str) -> Result<bool>;

    /// Sends an event to the default bus, and gives its id.
    async fn put_event(&self, event: &NewEvent) -> Result<String>;
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whether it is on.
    pub state: RuleState,
    /// Which events it reacts to, as JSON.
    pub pattern: Option<String>,
}

/// An event to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Who says it; none that begins with `aws.`, which AWS keeps to itself.
    pub source: String,
    /// What it is about.
    pub detail_type: String,
    /// The rest, as JSON.
    pub detail: String,
}

words! {
    /// Whether a rule is on.
    RuleState {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}
