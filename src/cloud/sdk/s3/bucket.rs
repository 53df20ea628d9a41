//! The bucket for large templates, through the SDK. Every call names the account that must own it.

use super::Client;
use crate::cloud::s3::NewObject;
use crate::cloud::sdk::call::if_there;
use crate::cloud::sdk::convert::said;
use crate::cloud::{Error, Kind, Result};
use crate::model::arn::domain;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_s3::error::{BuildError, SdkError};
use aws_sdk_s3::operation::head_bucket::HeadBucketOutput;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, BucketLocationConstraint,
    BucketVersioningStatus, CreateBucketConfiguration, ExpirationStatus, LifecycleExpiration, LifecycleRule,
    LifecycleRuleFilter, NoncurrentVersionExpiration, ObjectOwnership, PublicAccessBlockConfiguration,
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule, VersioningConfiguration,
};
use std::time::Duration;

/// The default region of new buckets, which a request must not name.
const FIRST: &str = "us-east-1";

/// The time limit of one upload.
const UPLOAD: Duration = Duration::from_mins(30);

fn wrong(call: &'static str) -> impl Fn(BuildError) -> Error {
    move |error| Error {
        call,
        kind: Kind::Validation,
        message: error.to_string(),
    }
}

/// For a bucket of another region, S3 returns a redirect with the region.
pub(super) async fn head(client: &Client, bucket: &str, owner: &str) -> Result<Option<String>> {
    let request = client
        .sdk
        .head_bucket()
        .bucket(bucket)
        .expected_bucket_owner(owner)
        .send();
    let found = async {
        match request.await {
            Err(error) => match elsewhere(&error) {
                Some(region) if region != client.region => {
                    Ok(HeadBucketOutput::builder().bucket_region(region).build())
                }
                _ => Err(error),
            },
            found => found,
        }
    };
    let found = if_there(Box::pin(client.caller.read("s3:ListBucket", found)).await)?;
    Ok(found.map(|found| said(found.bucket_region()).unwrap_or_else(|| client.region.clone())))
}

/// The region in a redirect of S3.
fn elsewhere<E>(error: &SdkError<E>) -> Option<String> {
    let answer = error.raw_response()?;
    let is_moved = matches!(answer.status().as_u16(), 301 | 307 | 400);
    let region = answer.headers().get("x-amz-bucket-region");
    region.filter(|_| is_moved).map(str::to_owned)
}

pub(super) async fn create(client: &Client, bucket: &str) -> Result<()> {
    let mut request = client.sdk.create_bucket().bucket(bucket);
    request = request.object_ownership(ObjectOwnership::BucketOwnerEnforced);
    if client.region != FIRST {
        let place = BucketLocationConstraint::from(&*client.region);
        let place = CreateBucketConfiguration::builder()
            .location_constraint(place)
            .build();
        request = request.create_bucket_configuration(place);
    }
    client
        .caller
        .write("s3:CreateBucket", request.send())
        .await
        .map(drop)
}

pub(super) async fn shut(client: &Client, bucket: &str, owner: &str) -> Result<()> {
    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build();
    let request = client
        .sdk
        .put_public_access_block()
        .bucket(bucket)
        .expected_bucket_owner(owner);
    let request = request.public_access_block_configuration(block).send();
    client
        .caller
        .write("s3:PutBucketPublicAccessBlock", request)
        .await
        .map(drop)
}

pub(super) async fn encrypt(client: &Client, bucket: &str, owner: &str) -> Result<()> {
    let call = "s3:PutEncryptionConfiguration";
    let by_default = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::Aes256);
    let by_default = by_default.build().map_err(wrong(call))?;
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(by_default)
        .build();
    let rules = ServerSideEncryptionConfiguration::builder()
        .rules(rule)
        .build()
        .map_err(wrong(call))?;
    let request = client
        .sdk
        .put_bucket_encryption()
        .bucket(bucket)
        .expected_bucket_owner(owner);
    let request = request.server_side_encryption_configuration(rules).send();
    client.caller.write(call, request).await.map(drop)
}

pub(super) async fn policy(client: &Client, bucket: &str, owner: &str, policy: &str) -> Result<()> {
    let request = client
        .sdk
        .put_bucket_policy()
        .bucket(bucket)
        .expected_bucket_owner(owner);
    let request = request.policy(policy).send();
    client.caller.write("s3:PutBucketPolicy", request).await.map(drop)
}

pub(super) async fn lifecycle(client: &Client, bucket: &str, owner: &str, days: i32) -> Result<()> {
    let call = "s3:PutLifecycleConfiguration";
    let rule = LifecycleRule::builder()
        .id("templates-are-read-at-once")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix("").build())
        .expiration(LifecycleExpiration::builder().days(days).build())
        .noncurrent_version_expiration(
            NoncurrentVersionExpiration::builder()
                .noncurrent_days(days)
                .build(),
        )
        .abort_incomplete_multipart_upload(
            AbortIncompleteMultipartUpload::builder()
                .days_after_initiation(days)
                .build(),
        )
        .build()
        .map_err(wrong(call))?;
    let rules = BucketLifecycleConfiguration::builder()
        .rules(rule)
        .build()
        .map_err(wrong(call))?;
    let request = client.sdk.put_bucket_lifecycle_configuration().bucket(bucket);
    let request = request
        .expected_bucket_owner(owner)
        .lifecycle_configuration(rules)
        .send();
    client.caller.write(call, request).await.map(drop)
}

pub(super) async fn keep_versions(client: &Client, bucket: &str, owner: &str) -> Result<()> {
    let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled);
    let request = client
        .sdk
        .put_bucket_versioning()
        .bucket(bucket)
        .expected_bucket_owner(owner);
    let request = request.versioning_configuration(versioning.build()).send();
    client
        .caller
        .write("s3:PutBucketVersioning", request)
        .await
        .map(drop)
}

/// A long upload has its own time limit for each attempt.
pub(super) async fn put(
    client: &Client,
    bucket: &str,
    owner: &str,
    object: &NewObject,
) -> Result<Option<String>> {
    let timeout = TimeoutConfig::builder().operation_attempt_timeout(UPLOAD);
    let patient = aws_sdk_s3::config::Config::builder().timeout_config(timeout.build());
    let request = client
        .sdk
        .put_object()
        .bucket(bucket)
        .expected_bucket_owner(owner)
        .key(&object.key);
    let request = request.content_type(object.content_type);
    let request = request.body(ByteStream::from(object.body.clone()));
    let request = request.customize().config_override(patient).send();
    let put = client.caller.write("s3:PutObject", request);
    Ok(Box::pin(put).await?.version_id)
}

/// The URL: with the bucket as a host in AWS, and in the path elsewhere.
pub(super) fn url(client: &Client, bucket: &str, key: &str, version: Option<&str>) -> String {
    let version = version.map(|version| format!("?versionId={version}"));
    place(client, bucket, key) + &version.unwrap_or_default()
}

fn place(client: &Client, bucket: &str, key: &str) -> String {
    if let Some(endpoint) = &client.endpoint {
        return format!("{}/{bucket}/{key}", endpoint.trim_end_matches('/'));
    }
    let region = &client.region;
    format!("https://{bucket}.s3.{region}.{}/{key}", domain(region))
}
