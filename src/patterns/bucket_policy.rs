//! The policy of a bucket, to which whoever uses the bucket adds.

use crate::aws::s3;
use crate::model::app::Stack;
use crate::model::construct::Ref;
use crate::model::json::{Call, Json};
use crate::model::policy::{Statement, document};
use crate::model::value::ToJson;

/// Adds a statement to the policy of a bucket, which [`PrivateBucket`](super::PrivateBucket) or an earlier call has put into the
/// stack; otherwise puts one there. A bucket has one policy.
///
/// ```
/// # use sa_infra::app::App;
/// # use sa_infra::patterns::{PrivateBucket, add_to_bucket_policy};
/// # use sa_infra::policy::allow;
/// # use sa_infra::text;
/// let mut app = App::new();
/// let stack = app.stack("files");
/// let logs = stack.at("logs").put(PrivateBucket { noncurrent_days: 30, unfinished_upload_days: 7, ..Default::default() });
/// let write = allow(["s3:PutObject"]).to_service("delivery.logs.amazonaws.com").on(text![logs.arn(), "/*"]);
/// add_to_bucket_policy(stack, &logs, write);
/// # let assembly = app.synth().unwrap();
/// # assert_eq!(assembly.stacks[0].template.resources.len(), 2);
/// ```
#[track_caller]
pub fn add_to_bucket_policy(stack: &mut Stack, bucket: &Ref<s3::Bucket>, statement: Statement) {
    let added = document([statement]).to_json();
    // A policy names a bucket by a reference or by its fixed name: that of an existing bucket, or that the stack gives it.
    let existing = bucket.name().known().cloned().map(String::from);
    let made = stack.template.resources.get(bucket.logical_id());
    let made = made.and_then(|bucket| bucket.properties.get("BucketName")?.as_text().map(str::to_owned));
    let is_its = |value: &Json| {
        matches!(value.as_call(), Some(Call::Ref(target)) if *target.id == *bucket.logical_id())
            || [&existing, &made]
                .into_iter()
                .flatten()
                .any(|name| value.as_text() == Some(name))
    };
    let policies = stack.template.resources.values_mut();
    let mut policies = policies.filter(|resource| resource.kind == "AWS::S3::BucketPolicy");
    let policy = policies.find(|policy| policy.properties.get("Bucket").is_some_and(is_its));
    let statements = policy.and_then(|policy| match policy.properties.get_mut("PolicyDocument") {
        Some(Json::Map(document)) => document.get_mut("Statement"),
        _ => None,
    });
    match (statements, added.get("Statement")) {
        (Some(Json::List(statements)), Some(Json::List(more))) => statements.extend(more.iter().cloned()),
        _ => drop(
            stack
                .at(format!("{}Policy", bucket.logical_id()))
                .put(s3::BucketPolicy::new(bucket.name(), added)),
        ),
    }
}
