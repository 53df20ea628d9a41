//! Service Quotas: the limits of an account in a region.

use super::Result;

/// The Service Quotas calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Quotas {
    /// The quota of the account, or AWS's default; `None` when the quota does not exist.
    async fn quota(&self, service: &str, code: &str) -> Result<Option<f64>>;
}
