//! Rules that react to events or to the clock: whether they are on.

use super::Result;
use super::words::words;

/// `EventBridge`, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Events {
    /// Whether a rule of the default bus is on; `None` when there is none with this name.
    async fn rule_state(&self, name: &str) -> Result<Option<RuleState>>;
}

words! {
    /// Whether a rule is on.
    RuleState {
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}
