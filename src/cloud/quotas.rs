//! Service Quotas: the limits of an account in a region.

use super::Result;

/// Service Quotas, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Quotas {
    /// The quota of the account, or AWS's default where it has none of its own; `None` when there is no such quota.
    async fn quota(&self, service: &str, code: &str) -> Result<Option<f64>>;
}
