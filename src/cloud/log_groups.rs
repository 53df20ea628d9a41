//! Log groups: how long they keep what is in them, and their tags.

use super::Result;

/// Amazon `CloudWatch` Logs, as far as log groups are looked at and set.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait LogGroups {
    /// A log group; `None` when there is none of that name.
    async fn describe_log_group(&self, name: &str) -> Result<Option<LogGroup>>;

    /// The tags of a log group, by its ARN.
    async fn list_log_group_tags(&self, arn: &str) -> Result<Vec<(String, String)>>;

    /// Sets for how many days it keeps what is in it.
    async fn put_retention_policy(&self, name: &str, days: i64) -> Result<()>;

    /// Sets these tags, and leaves all others.
    async fn tag_log_group(&self, arn: &str, tags: &[(String, String)]) -> Result<()>;
}

/// A log group as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroup {
    /// Its ARN, without the `:*` that IAM wants.
    pub arn: String,
    /// For how many days it keeps what is in it; `None` is for ever.
    pub retention: Option<i64>,
}
