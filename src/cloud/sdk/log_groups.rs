//! Log groups by the SDK.

use super::convert::text;
use super::logs::Client;
use crate::cloud::Result;
use crate::cloud::log_groups::{LogGroup, LogGroups};

impl LogGroups for Client {
    async fn describe_log_group(&self, name: &str) -> Result<Option<LogGroup>> {
        let request = self.client.describe_log_groups().log_group_name_prefix(name);
        let mut pages = request.into_paginator().send();
        while let Some(page) = self.caller.page("logs:DescribeLogGroups", pages.next()).await? {
            let mut groups = page.log_groups().iter();
            if let Some(group) = groups.find(|group| group.log_group_name() == Some(name)) {
                return Ok(Some(LogGroup {
                    arn: text(group.arn()).trim_end_matches(":*").to_owned(),
                    retention: group.retention_in_days().map(i64::from),
                }));
            }
        }
        Ok(None)
    }

    async fn list_log_group_tags(&self, arn: &str) -> Result<Vec<(String, String)>> {
        let request = self.client.list_tags_for_resource().resource_arn(arn).send();
        let answer = self.caller.read("logs:ListTagsForResource", request).await?;
        Ok(answer.tags.unwrap_or_default().into_iter().collect())
    }

    async fn put_retention_policy(&self, name: &str, days: i64) -> Result<()> {
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        let request = self
            .client
            .put_retention_policy()
            .log_group_name(name)
            .retention_in_days(days)
            .send();
        self.caller
            .write("logs:PutRetentionPolicy", request)
            .await
            .map(drop)
    }

    async fn tag_log_group(&self, arn: &str, tags: &[(String, String)]) -> Result<()> {
        let tags = tags.iter().cloned().collect();
        let request = self
            .client
            .tag_resource()
            .resource_arn(arn)
            .set_tags(Some(tags))
            .send();
        self.caller.write("logs:TagResource", request).await.map(drop)
    }
}
