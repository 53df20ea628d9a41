//! The settings of a bucket, through the SDK: one call for each setting, its result as a short string.

use super::Client;
use crate::cloud::Result;
use crate::cloud::s3::Setting;
use crate::cloud::sdk::call::if_there;
use aws_sdk_s3::operation::get_bucket_notification_configuration::GetBucketNotificationConfigurationOutput;
use aws_sdk_s3::types::{
    LambdaFunctionConfiguration, LifecycleRule, OwnershipControls, PublicAccessBlockConfiguration,
    QueueConfiguration, ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tag, TopicConfiguration,
};

/// Makes one of several similar calls: `None` when nothing is set.
macro_rules! get {
    ($client:ident, $of:ident, $call:literal, $operation:ident) => {{
        let request = $client
            .sdk
            .$operation()
            .bucket($of.0)
            .expected_bucket_owner($of.1);
        let answer = Box::pin($client.caller.read($call, request.send())).await;
        match if_there(answer)? {
            Some(answer) => answer,
            None => return Ok(None),
        }
    }};
}

/// The value of a setting; `of` is the bucket and its required owner.
pub(super) async fn get(client: &Client, of: (&str, &str), setting: Setting) -> Result<Option<String>> {
    let words = match setting {
        Setting::Encryption => {
            let answer = get!(client, of, "s3:GetEncryptionConfiguration", get_bucket_encryption);
            let rules = answer.server_side_encryption_configuration();
            let rules = rules
                .map(ServerSideEncryptionConfiguration::rules)
                .unwrap_or_default();
            rules.iter().filter_map(algorithm).collect()
        }
        Setting::Lifecycle => {
            let answer = get!(
                client,
                of,
                "s3:GetLifecycleConfiguration",
                get_bucket_lifecycle_configuration
            );
            let id = |rule: &LifecycleRule| rule.id().unwrap_or("a rule without an id").to_owned();
            answer.rules().iter().map(id).collect()
        }
        Setting::Notifications => {
            let answer = get!(
                client,
                of,
                "s3:GetBucketNotification",
                get_bucket_notification_configuration
            );
            told(&answer)
        }
        Setting::Ownership => {
            let answer = get!(
                client,
                of,
                "s3:GetBucketOwnershipControls",
                get_bucket_ownership_controls
            );
            let rules = answer.ownership_controls().map(OwnershipControls::rules);
            let rules = rules.unwrap_or_default().iter();
            rules
                .map(|rule| rule.object_ownership().as_str().to_owned())
                .collect()
        }
        Setting::Policy => {
            let answer = get!(client, of, "s3:GetBucketPolicy", get_bucket_policy);
            return Ok(answer.policy);
        }
        Setting::PublicAccess => {
            let answer = get!(
                client,
                of,
                "s3:GetBucketPublicAccessBlock",
                get_public_access_block
            );
            let block = answer.public_access_block_configuration();
            block.map(blocked).unwrap_or_default()
        }
        Setting::Tags => {
            let answer = get!(client, of, "s3:GetBucketTagging", get_bucket_tagging);
            answer.tag_set().iter().filter_map(tag).collect()
        }
        Setting::Versioning => {
            let answer = get!(client, of, "s3:GetBucketVersioning", get_bucket_versioning);
            answer
                .status()
                .map(|status| status.as_str().to_owned())
                .into_iter()
                .collect()
        }
    };
    Ok(joined(words))
}

fn joined(mut words: Vec<String>) -> Option<String> {
    words.sort();
    (!words.is_empty()).then(|| words.join(", "))
}

fn algorithm(rule: &ServerSideEncryptionRule) -> Option<String> {
    let by_default = rule.apply_server_side_encryption_by_default()?;
    let algorithm = by_default.sse_algorithm().as_str();
    Some(match by_default.kms_master_key_id() {
        Some(key) => format!("{algorithm} with {key}"),
        None => algorithm.to_owned(),
    })
}

fn blocked(block: &PublicAccessBlockConfiguration) -> Vec<String> {
    let switches = [
        (block.block_public_acls(), "BlockPublicAcls"),
        (block.block_public_policy(), "BlockPublicPolicy"),
        (block.ignore_public_acls(), "IgnorePublicAcls"),
        (block.restrict_public_buckets(), "RestrictPublicBuckets"),
    ];
    let on = switches.into_iter().filter(|(switch, _)| *switch == Some(true));
    on.map(|(_, name)| name.to_owned()).collect()
}

/// AWS's own tags cannot be set.
fn tag(tag: &Tag) -> Option<String> {
    (!tag.key().starts_with("aws:")).then(|| format!("{}={}", tag.key(), tag.value()))
}

fn told(answer: &GetBucketNotificationConfigurationOutput) -> Vec<String> {
    let topics = answer
        .topic_configurations()
        .iter()
        .map(TopicConfiguration::topic_arn);
    let queues = answer
        .queue_configurations()
        .iter()
        .map(QueueConfiguration::queue_arn);
    let functions = answer.lambda_function_configurations().iter();
    let functions = functions.map(LambdaFunctionConfiguration::lambda_function_arn);
    let bridge = answer.event_bridge_configuration().map(|_| "EventBridge");
    let all = topics.chain(queues).chain(functions).chain(bridge);
    all.map(str::to_owned).collect()
}
