//! Log groups: their retention and their tags.

use super::Result;

/// The `CloudWatch` Logs calls for log groups that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait LogGroups {
    /// A log group; `None` when it does not exist.
    async fn describe_log_group(&self, name: &str) -> Result<Option<LogGroup>>;

    /// The tags of a log group, by its ARN.
    async fn list_log_group_tags(&self, arn: &str) -> Result<Vec<(String, String)>>;

    /// Sets its retention in days.
    async fn put_retention_policy(&self, name: &str, days: i64) -> Result<()>;

    /// Sets these tags, and keeps all others.
    async fn tag_log_group(&self, arn: &str, tags: &[(String, String)]) -> Result<()>;
}

/// The state of a log group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroup {
    /// Its ARN, without the `:*` that IAM requires.
    pub arn: String,
    /// Its retention in days; `None` is forever.
    pub retention: Option<i64>,
}
