//! Lambda: invoking functions.

use super::Result;

/// The Lambda calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Lambda {
    /// Requests an invocation with this event, as JSON, and does not wait for it. The request is never repeated,
    /// because a failed one may have been accepted.
    async fn invoke(&self, function: &str, event: &str) -> Result<()>;
}
