//! IAM: simulating which actions an identity is allowed.

use super::Result;
use super::words::words;

/// The IAM calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Iam {
    /// The alias of the account, if it has one.
    async fn account_alias(&self) -> Result<Option<String>>;

    /// The ARN of a role, with its path; `None` when it does not exist.
    async fn role_arn(&self, name: &str) -> Result<Option<String>>;

    /// Simulates the policies of a user or a role for these actions on these resources, with this request context.
    async fn simulate(
        &self,
        principal: &str,
        actions: &[&str],
        resources: &[String],
        context: &[ContextEntry],
    ) -> Result<Vec<Verdict>>;
}

/// A condition key of a request, with its values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContextEntry {
    /// `iam:PassedToService`.
    pub key: String,
    /// The type of the key.
    pub kind: ContextKind,
    /// The values in the request.
    pub values: Vec<String>,
}

/// The type of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContextKind {
    /// A string, or an ARN.
    String,
    /// A list of strings.
    StringList,
    /// `true` or `false`.
    Boolean,
}

impl ContextKind {
    /// IAM's name of the type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::StringList => "stringList",
            Self::Boolean => "boolean",
        }
    }
}

/// The result for one action on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The action, as IAM names it.
    pub action: String,
    /// The ARN.
    pub resource: String,
    /// The decision.
    pub decision: Decision,
    /// Whether the account's organization allows it; `None` outside of organizations.
    pub organization: Option<bool>,
    /// Condition keys on which the result depends, and which only a real request has.
    pub missing: Vec<String>,
}

words! {
    /// The decision about a request.
    Decision {
        Allowed = "allowed",
        ExplicitDeny = "explicitDeny",
        ImplicitDeny = "implicitDeny",
    }
}
