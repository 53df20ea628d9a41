//! STS: the account and the identity of the credentials.

use super::Result;

/// The STS calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Sts {
    /// The account and the identity of the credentials.
    async fn get_caller_identity(&self) -> Result<Identity>;

    /// The decoded authorization failure, as JSON.
    async fn decode_authorization_message(&self, encoded: &str) -> Result<String>;
}

/// The identity of the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account, twelve digits.
    pub account: String,
    /// The ARN of the user or of the assumed role.
    pub arn: String,
}
