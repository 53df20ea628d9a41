//! STS: the account and the identity of the credentials.

use super::Result;

/// AWS STS, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Sts {
    /// The account and the identity of the credentials.
    async fn get_caller_identity(&self) -> Result<Identity>;

    /// What an encoded authorization failure says, as JSON.
    async fn decode_authorization_message(&self, encoded: &str) -> Result<String>;
}

/// Whose credentials are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account, twelve digits.
    pub account: String,
    /// The ARN of the user or of the assumed role.
    pub arn: String,
}
