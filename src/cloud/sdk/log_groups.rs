//! Log groups of Amazon `CloudWatch` Logs.

use super::api::{Done, Request};
use super::logs::Client;
use crate::cloud::Result;
use crate::cloud::log_groups::{LogGroup, LogGroups};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DescribeLogGroups<'a> {
    log_group_name_prefix: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    #[serde(default)]
    log_groups: Vec<FoundGroup>,
    next_token: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FoundGroup {
    log_group_name: String,
    arn: String,
    retention_in_days: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListTagsForResource<'a> {
    resource_arn: &'a str,
}

#[derive(Deserialize)]
struct Tags {
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PutRetentionPolicy<'a> {
    log_group_name: &'a str,
    retention_in_days: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TagResource<'a> {
    resource_arn: &'a str,
    tags: BTreeMap<&'a str, &'a str>,
}

impl LogGroups for Client {
    async fn describe_log_group(&self, name: &str) -> Result<Option<LogGroup>> {
        let request = |next_token: Option<&str>| {
            Request::json(&DescribeLogGroups {
                log_group_name_prefix: name,
                next_token,
            })
        };
        let mut found = None;
        let take = |page: Described| {
            let mut groups = page.log_groups.into_iter();
            found = groups.find(|group| group.log_group_name == name);
            page.next_token.filter(|_| found.is_none())
        };
        self.0.pages("logs:DescribeLogGroups", request, take).await?;
        Ok(found.map(|group| LogGroup {
            arn: group.arn.trim_end_matches(":*").to_owned(),
            retention: group.retention_in_days,
        }))
    }

    async fn list_log_group_tags(&self, arn: &str) -> Result<Vec<(String, String)>> {
        let request = Request::json(&ListTagsForResource { resource_arn: arn });
        let answer: Tags = self.0.read("logs:ListTagsForResource", request).await?;
        Ok(answer.tags.into_iter().collect())
    }

    async fn put_retention_policy(&self, name: &str, days: i64) -> Result<()> {
        let request = Request::json(&PutRetentionPolicy {
            log_group_name: name,
            retention_in_days: days,
        });
        self.0
            .write::<Done>("logs:PutRetentionPolicy", request)
            .await
            .map(drop)
    }

    async fn tag_log_group(&self, arn: &str, tags: &[(String, String)]) -> Result<()> {
        let tags = tags.iter().map(|(key, value)| (&**key, &**value));
        let request = Request::json(&TagResource {
            resource_arn: arn,
            tags: tags.collect(),
        });
        self.0.write::<Done>("logs:TagResource", request).await.map(drop)
    }
}
