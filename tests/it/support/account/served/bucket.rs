//! The settings of a bucket as S3 returns them: one document for each setting.

use super::super::world::World;
use crate::support::endpoint::Answer;
use sa_infra::cloud::s3::Setting;

/// `GET /bucket/?versioning HTTP/1.1`
pub(super) fn answer(world: &World, line: &str) -> Answer {
    let path = line.split(' ').nth(1).unwrap();
    let (name, query) = path.split_once('?').unwrap_or((path, ""));
    let name = name.trim_matches('/');
    let Some(found) = world.buckets.get(name) else {
        return Answer::Error(404, "NoSuchBucket", "");
    };
    let value = |setting| found.values.get(&setting).map(String::as_str);
    let each = |setting, before: &str, after: &str| {
        let words = value(setting)?.split(", ");
        Some(words.fold(String::new(), |all, word| all + before + word + after))
    };
    let (name, content) = match query {
        query if query.starts_with("policy") => {
            return value(Setting::Policy).map_or(unset(), |policy| Answer::Body(policy.to_owned()));
        }
        query if query.starts_with("versioning") => (
            "VersioningConfiguration",
            Some(each(Setting::Versioning, "<Status>", "</Status>").unwrap_or_default()),
        ),
        query if query.starts_with("encryption") => (
            "ServerSideEncryptionConfiguration",
            each(
                Setting::Encryption,
                "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>",
                "</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>",
            ),
        ),
        query if query.starts_with("publicAccessBlock") => (
            "PublicAccessBlockConfiguration",
            value(Setting::PublicAccess).map(|words| {
                let words = words.split(", ");
                words.fold(String::new(), |all, word| all + &format!("<{word}>true</{word}>"))
            }),
        ),
        query if query.starts_with("lifecycle") => (
            "LifecycleConfiguration",
            each(
                Setting::Lifecycle,
                "<Rule><ID>",
                "</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter></Rule>",
            ),
        ),
        query if query.starts_with("notification") => (
            "NotificationConfiguration",
            Some(
                each(
                    Setting::Notifications,
                    "<QueueConfiguration><Event>s3:ObjectCreated:*</Event><Queue>",
                    "</Queue></QueueConfiguration>",
                )
                .unwrap_or_default(),
            ),
        ),
        query if query.starts_with("ownershipControls") => (
            "OwnershipControls",
            each(
                Setting::Ownership,
                "<Rule><ObjectOwnership>",
                "</ObjectOwnership></Rule>",
            ),
        ),
        query if query.starts_with("tagging") => (
            "Tagging",
            value(Setting::Tags).map(|words| {
                let tag = |word: &str| {
                    let (key, value) = word.split_once('=').unwrap_or((word, ""));
                    format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>")
                };
                format!(
                    "<TagSet>{}</TagSet>",
                    words.split(", ").map(tag).collect::<String>()
                )
            }),
        ),
        _ => return Answer::Body(String::new()),
    };
    content.map_or(unset(), |content| {
        Answer::Body(format!("<{name}>{content}</{name}>"))
    })
}

fn unset() -> Answer {
    Answer::Error(404, "NoSuchTagSet", "it was never set")
}
