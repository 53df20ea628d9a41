//! IAM: simulating which actions an identity is allowed.

use super::Result;
use super::words::words;

/// AWS IAM, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Iam {
    /// What the account is called, when somebody gave it a name.
    async fn account_alias(&self) -> Result<Option<String>>;

    /// The ARN of a role, with its path; `None` when there is none of this name.
    async fn role_arn(&self, name: &str) -> Result<Option<String>>;

    /// What the policies of a user or a role say to these actions on these resources.
    async fn simulate(&self, principal: &str, actions: &[&str], resources: &[String])
    -> Result<Vec<Verdict>>;
}

/// What is said to one action on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The action, as IAM names it.
    pub action: String,
    /// The ARN.
    pub resource: String,
    /// What would happen.
    pub decision: Decision,
    /// Whether the organization of the account lets it happen; `None` outside of organizations.
    pub organization: Option<bool>,
    /// Keys of conditions on which it depends, and which only a real request has.
    pub missing: Vec<String>,
}

words! {
    /// What would happen to a request.
    Decision {
        Allowed = "allowed",
        ExplicitDeny = "explicitDeny",
        ImplicitDeny = "implicitDeny",
    }
}
