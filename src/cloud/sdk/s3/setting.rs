//! The settings of a bucket: one call for each setting, its result as a short string.

use super::{Client, document, owned_by};
use crate::cloud::Result;
use crate::cloud::s3::Setting;
use crate::cloud::sdk::api::{Element, Request, Whole};
use crate::cloud::sdk::call::if_there;
use crate::cloud::sdk::convert::said;

/// Reads the items of a setting.
type Items = fn(&Element) -> Vec<String>;

/// A call that reads a setting.
struct Call {
    /// IAM's action.
    action: &'static str,
    operation: &'static str,
    /// The name of the setting in the query.
    name: &'static str,
    /// The root element of the response, and how it is read. Without it, the response is the value.
    document: Option<(&'static str, Items)>,
}

const fn call(
    action: &'static str,
    operation: &'static str,
    name: &'static str,
    root: &'static str,
    read: Items,
) -> Call {
    Call {
        action,
        operation,
        name,
        document: Some((root, read)),
    }
}

impl Call {
    fn of(setting: Setting) -> Self {
        match setting {
            Setting::Encryption => call(
                "s3:GetEncryptionConfiguration",
                "GetBucketEncryption",
                "encryption",
                "ServerSideEncryptionConfiguration",
                |answer| answer.all("Rule").filter_map(algorithm).collect(),
            ),
            Setting::Lifecycle => call(
                "s3:GetLifecycleConfiguration",
                "GetBucketLifecycleConfiguration",
                "lifecycle",
                "LifecycleConfiguration",
                |answer| {
                    let id = |rule: &Element| rule.text("ID").unwrap_or("a rule without an id").to_owned();
                    answer.all("Rule").map(id).collect()
                },
            ),
            Setting::Notifications => call(
                "s3:GetBucketNotification",
                "GetBucketNotificationConfiguration",
                "notification",
                "NotificationConfiguration",
                told,
            ),
            Setting::Ownership => call(
                "s3:GetBucketOwnershipControls",
                "GetBucketOwnershipControls",
                "ownershipControls",
                "OwnershipControls",
                |answer| texts(answer, "Rule", "ObjectOwnership").collect(),
            ),
            Setting::Policy => Self {
                action: "s3:GetBucketPolicy",
                operation: "GetBucketPolicy",
                name: "policy",
                document: None,
            },
            Setting::PublicAccess => call(
                "s3:GetBucketPublicAccessBlock",
                "GetPublicAccessBlock",
                "publicAccessBlock",
                "PublicAccessBlockConfiguration",
                blocked,
            ),
            Setting::Tags => call(
                "s3:GetBucketTagging",
                "GetBucketTagging",
                "tagging",
                "Tagging",
                |answer| answer.list("TagSet").filter_map(tag).collect(),
            ),
            Setting::Versioning => call(
                "s3:GetBucketVersioning",
                "GetBucketVersioning",
                "versioning",
                "VersioningConfiguration",
                |answer| said(answer.text("Status")).into_iter().collect(),
            ),
        }
    }
}

/// The value of a setting; `of` is the bucket and its required owner.
pub(super) async fn get(
    client: &Client,
    (bucket, owner): (&str, &str),
    setting: Setting,
) -> Result<Option<String>> {
    let call = Call::of(setting);
    let request = Request::s3(call.operation, "GET", bucket, None).flag(call.name);
    let answer = client
        .api
        .read::<Whole>(call.action, owned_by(request, owner))
        .await;
    let Some(answer) = if_there(answer)? else {
        return Ok(None);
    };
    let Some((root, read)) = call.document else {
        return Ok(said(Some(&*String::from_utf8_lossy(&answer.body))));
    };
    let mut words = read(&document(call.action, &answer, root)?);
    words.sort();
    Ok((!words.is_empty()).then(|| words.join(", ")))
}

fn algorithm(rule: &Element) -> Option<String> {
    let by_default = rule.get("ApplyServerSideEncryptionByDefault")?;
    let algorithm = by_default.text("SSEAlgorithm").unwrap_or_default();
    Some(match by_default.text("KMSMasterKeyID") {
        Some(key) => format!("{algorithm} with {key}"),
        None => algorithm.to_owned(),
    })
}

fn blocked(block: &Element) -> Vec<String> {
    let switches = [
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "IgnorePublicAcls",
        "RestrictPublicBuckets",
    ];
    let on = switches.into_iter().filter(|name| block.is_true(name));
    on.map(str::to_owned).collect()
}

/// AWS's own tags cannot be set.
fn tag(tag: &Element) -> Option<String> {
    let (key, value) = (tag.text("Key")?, tag.text("Value").unwrap_or_default());
    (!key.starts_with("aws:")).then(|| format!("{key}={value}"))
}

fn told(answer: &Element) -> Vec<String> {
    let topics = texts(answer, "TopicConfiguration", "Topic");
    let queues = texts(answer, "QueueConfiguration", "Queue");
    let functions = texts(answer, "CloudFunctionConfiguration", "CloudFunction");
    let bridge = answer
        .get("EventBridgeConfiguration")
        .map(|_| "EventBridge".to_owned());
    topics.chain(queues).chain(functions).chain(bridge).collect()
}

/// The text of a child in every element of a name.
fn texts(answer: &Element, name: &'static str, child: &'static str) -> impl Iterator<Item = String> {
    let texts = answer.all(name).filter_map(move |found| found.text(child));
    texts.map(str::to_owned)
}
