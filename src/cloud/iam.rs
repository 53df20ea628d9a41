//! IAM: simulating which actions an identity is allowed.

use super::Result;
use super::words::words;

/// AWS IAM, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Iam {
    /// The alias of the account, if it has one.
    async fn account_alias(&self) -> Result<Option<String>>;

    /// The ARN of a role, with its path; `None` when there is none of this name.
    async fn role_arn(&self, name: &str) -> Result<Option<String>>;

    /// What the policies of a user or a role say to these actions on these resources, when a request says this of itself.
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
    /// How IAM compares it.
    pub kind: ContextKind,
    /// What the request says.
    pub values: Vec<String>,
}

/// The type of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContextKind {
    /// One string, or the ARN of something.
    String,
    /// Several strings.
    StringList,
    /// `true` or `false`.
    Boolean,
}

impl ContextKind {
    /// The word as IAM writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::StringList => "stringList",
            Self::Boolean => "boolean",
        }
    }
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
