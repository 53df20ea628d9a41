//! Log groups that CloudFormation imported during a deployment. It imports them as they are, so `deploy` sets the
//! properties of the template afterwards.

use super::imported_by;
use crate::cloud::cloudformation::{ChangeAction, ChangeSet};
use crate::cloud::log_groups::{LogGroup, LogGroups};
use crate::cloud::{Cloud, Result};
use crate::model::json::Json;
use crate::model::template::{Resource, Template};

const LOG_GROUP: &str = "AWS::Logs::LogGroup";

/// The literal properties of a log group in the template.
#[derive(Debug, PartialEq, Eq)]
struct Wanted<'a> {
    name: &'a str,
    retention: Option<i64>,
    tags: Vec<(String, String)>,
}

impl<'a> Wanted<'a> {
    fn of(resource: &'a Resource) -> Option<Self> {
        let property = |name| resource.properties.get(name);
        let tag = |tag: &Json| {
            let text = |name| tag.get(name)?.as_text().map(str::to_owned);
            Some((text("Key")?, text("Value")?))
        };
        Some(Self {
            name: property(imported_by(LOG_GROUP))?.as_text()?,
            retention: match property("RetentionInDays") {
                Some(Json::Int(days)) => Some(*days),
                _ => None,
            },
            tags: property("Tags")
                .and_then(Json::as_list)
                .map(|tags| tags.iter().filter_map(tag).collect())
                .unwrap_or_default(),
        })
    }

    /// Whether there is a property to set.
    fn says_anything(&self) -> bool {
        self.retention.is_some() || !self.tags.is_empty()
    }

    /// The retention to set. A template without a retention leaves it as it is.
    fn retention_for(&self, found: &LogGroup) -> Option<i64> {
        self.retention.filter(|days| found.retention != Some(*days))
    }

    /// The tags to set.
    fn tags_beside(&self, found: &[(String, String)]) -> Vec<(String, String)> {
        let missing = self.tags.iter().filter(|tag| !found.contains(tag));
        missing.cloned().collect()
    }
}

/// The result for imported log groups.
#[derive(Debug, Default)]
pub(in crate::deploy) struct Mended {
    /// The properties that were set, and those that could not be.
    pub(in crate::deploy) notes: Vec<String>,
    /// Whether all properties are set.
    pub(in crate::deploy) is_done: bool,
}

/// Whether a stack of this template may import log groups and set their properties afterwards. CloudFormation imports
/// a resource that has a fixed name and is retained.
pub(in crate::deploy) fn may_import(template: &Template) -> bool {
    let resources = template.resources.values();
    let mut kept = resources.filter(|resource| {
        let policy = resource.deletion_policy.as_deref();
        resource.kind == LOG_GROUP && policy.is_some_and(|policy| policy.starts_with("Retain"))
    });
    kept.any(|resource| Wanted::of(resource).is_some_and(|wanted| wanted.says_anything()))
}

/// The logical IDs of the log groups that a change set imports and whose properties must be set afterwards.
pub(in crate::deploy) fn imported(change_set: &ChangeSet, template: &Template) -> Vec<String> {
    let imported = change_set
        .changes
        .iter()
        .filter(|change| change.action == ChangeAction::Import && change.resource_type == LOG_GROUP);
    let says_anything = |id: &str| {
        let wanted = template.resources.get(id).and_then(Wanted::of);
        wanted.is_some_and(|wanted| wanted.says_anything())
    };
    let ids = imported.map(|change| change.logical_id.clone());
    ids.filter(|id| says_anything(id)).collect()
}

/// Sets imported log groups to what the template says, and returns what it set. The stack is deployed already, so a
/// property that cannot be set is a note and not a failure.
pub(in crate::deploy) async fn mend(cloud: &impl Cloud, ids: &[String], template: &Template) -> Mended {
    let mut mended = Mended {
        is_done: true,
        ..Mended::default()
    };
    for id in ids {
        let Some(wanted) = template.resources.get(&**id).and_then(Wanted::of) else {
            continue;
        };
        match set(cloud.logs(), &wanted).await {
            Ok(done) if done.is_empty() => {}
            Ok(done) => mended.notes.push(format!(
                "the log group {} existed before: set {}",
                wanted.name,
                done.join(" and ")
            )),
            Err(error) => {
                mended.is_done = false;
                mended.notes.push(format!(
                    "the log group {} existed before, and is not what the template says ({error}); the next \
                     `sa-infra deploy` sets it",
                    wanted.name
                ));
            }
        }
    }
    mended
}

async fn set(logs: &impl LogGroups, wanted: &Wanted<'_>) -> Result<Vec<String>> {
    let mut done = Vec::new();
    let Some(found) = logs.describe_log_group(wanted.name).await? else {
        return Ok(done);
    };
    if let Some(days) = wanted.retention_for(&found) {
        logs.put_retention_policy(wanted.name, days).await?;
        done.push(format!("its retention to {days} days"));
    }
    if wanted.tags.is_empty() {
        return Ok(done);
    }
    let tags = wanted.tags_beside(&logs.list_log_group_tags(&found.arn).await?);
    if !tags.is_empty() {
        logs.tag_log_group(&found.arn, &tags).await?;
        let keys = tags.iter().map(|(key, _)| &**key).collect::<Vec<_>>();
        done.push(format!("the tags {}", keys.join(", ")));
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(properties: &str) -> Template {
        let text = format!(r#"{{"Resources":{{"L":{{"Type":"{LOG_GROUP}","Properties":{properties}}}}}}}"#);
        Template::parse(&text).unwrap()
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn what_is_missing_is_set_and_what_owners_added_stays() {
        let template = wanted(
            r#"{"LogGroupName":"g","RetentionInDays":30,"Tags":[{"Key":"app","Value":"a"},{"Key":"team","Value":"t"}]}"#,
        );
        let wanted = Wanted::of(&template.resources["L"]).unwrap();
        let group = |retention| LogGroup {
            arn: "arn".into(),
            retention,
        };
        assert_eq!(wanted.retention_for(&group(None)), Some(30));
        assert_eq!(wanted.retention_for(&group(Some(7))), Some(30));
        assert_eq!(wanted.retention_for(&group(Some(30))), None);
        let found = [pair("app", "a"), pair("team", "other"), pair("mine", "m")];
        assert_eq!(wanted.tags_beside(&found), [pair("team", "t")]);
    }

    #[test]
    fn what_a_template_does_not_say_is_left() {
        let template = wanted(r#"{"LogGroupName":"g"}"#);
        let wanted = Wanted::of(&template.resources["L"]).unwrap();
        let forever = LogGroup {
            arn: "arn".into(),
            retention: None,
        };
        assert_eq!(wanted.retention_for(&forever), None);
        assert_eq!(wanted.tags_beside(&[]), []);
    }
}
