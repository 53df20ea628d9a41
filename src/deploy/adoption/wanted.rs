//! The settings that a template gives a bucket, in the form in which the current settings are read from S3.

use super::{BUCKET_POLICY, named};
use crate::cloud::s3::Setting;
use crate::diff;
use crate::model::arn::partition;
use crate::model::json::{Fields, Json};
use crate::model::template::Template;
use crate::synth::resolve::{Name, text};
use std::sync::Arc;

/// The setting in the template for the bucket with this logical ID; `None` where the template does not set it.
pub(super) fn wanted(template: &Template, id: &Arc<str>, region: &str, setting: Setting) -> Option<String> {
    let properties = &template.resources.get(id)?.properties;
    let words = match setting {
        Setting::Encryption => {
            let rules = list(
                properties,
                "BucketEncryption",
                "ServerSideEncryptionConfiguration",
            )?;
            rules.iter().filter_map(algorithm).collect()
        }
        Setting::Lifecycle => {
            let rules = list(properties, "LifecycleConfiguration", "Rules")?;
            rules.iter().filter_map(|rule| member(rule, "Id")).collect()
        }
        Setting::Notifications => {
            properties.get("NotificationConfiguration")?;
            vec!["those of the template".to_owned()]
        }
        Setting::Ownership => {
            let rules = list(properties, "OwnershipControls", "Rules")?;
            rules
                .iter()
                .filter_map(|rule| member(rule, "ObjectOwnership"))
                .collect()
        }
        Setting::Policy => return policy(template, id, region),
        Setting::PublicAccess => {
            let Json::Map(block) = properties.get("PublicAccessBlockConfiguration")? else {
                return None;
            };
            let on = block.iter().filter(|(_, switch)| **switch == Json::Bool(true));
            on.map(|(name, _)| name.to_owned()).collect()
        }
        Setting::Tags => {
            let tags = properties.get("Tags")?.as_list()?;
            let tag = |tag: &Json| Some(format!("{}={}", member(tag, "Key")?, member(tag, "Value")?));
            tags.iter().filter_map(tag).collect()
        }
        Setting::Versioning => {
            let versioning = properties.get("VersioningConfiguration")?;
            member(versioning, "Status").into_iter().collect()
        }
    };
    Some(joined(words))
}

/// Whether two values mean the same setting.
pub(super) fn same(setting: Setting, now: &str, then: &str) -> bool {
    match setting {
        Setting::Policy => match (document(now), document(then)) {
            (Some(now), Some(then)) => diff::same(&now, &then),
            _ => false,
        },
        _ => now == then,
    }
}

/// A policy as a template value.
pub(super) fn document(text: &str) -> Option<Json> {
    let template =
        format!(r#"{{"Resources":{{"P":{{"Type":"{BUCKET_POLICY}","Properties":{{"P":{text}}}}}}}}}"#);
    let template = Template::parse(&template).ok()?;
    template.resources.get("P")?.properties.get("P").cloned()
}

/// The policy of the bucket, with the bucket's ARN as a literal.
fn policy(template: &Template, id: &Arc<str>, region: &str) -> Option<String> {
    let bucket = template
        .resources
        .get(id)?
        .properties
        .get("BucketName")?
        .as_text()?;
    let (policy, _) = named(template, BUCKET_POLICY).find(|(_, name)| *name == bucket)?;
    let document = template.resources.get(policy)?.properties.get("PolicyDocument")?;
    let arn = |name: Name<'_>| match name {
        Name::Attribute(of, "Arn") if *of == **id => Some(format!("arn:{}:s3:::{bucket}", partition(region))),
        Name::Reference(of) if *of == **id => Some(bucket.to_owned()),
        _ => None,
    };
    serde_json::to_string(&written(document, &arn)).ok()
}

/// The same value, with every expression evaluated where that is possible.
fn written(json: &Json, look_up: &impl Fn(Name<'_>) -> Option<String>) -> Json {
    match json {
        Json::List(items) => Json::List(items.iter().map(|item| written(item, look_up)).collect()),
        Json::Map(fields) => {
            let mut map = Fields::with_capacity(fields.len());
            for (name, value) in fields.iter() {
                map.insert(name.to_owned(), written(value, look_up));
            }
            Json::Map(map)
        }
        Json::Call(_) => text(json, look_up).map_or_else(|| json.clone(), Json::from),
        other => other.clone(),
    }
}

fn algorithm(rule: &Json) -> Option<String> {
    let by_default = rule.get("ServerSideEncryptionByDefault")?;
    let algorithm = member(by_default, "SSEAlgorithm")?;
    Some(match member(by_default, "KMSMasterKeyID") {
        Some(key) => format!("{algorithm} with {key}"),
        None => algorithm,
    })
}

fn list<'a>(properties: &'a Fields, name: &str, member: &str) -> Option<&'a [Json]> {
    properties.get(name)?.get(member)?.as_list()
}

fn member(json: &Json, name: &str) -> Option<String> {
    Some(json.get(name)?.as_text()?.to_owned())
}

fn joined(mut words: Vec<String>) -> String {
    words.sort();
    words.join(", ")
}
