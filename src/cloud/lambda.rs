//! Lambda: invoking functions.

use super::Result;

/// AWS Lambda, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Lambda {
    /// Asks for an invocation with this event, a JSON text, and does not wait for it. Asked once, whatever happens on the
    /// way: an invocation that may have been taken is not asked for again.
    async fn invoke(&self, function: &str, event: &str) -> Result<()>;
}
