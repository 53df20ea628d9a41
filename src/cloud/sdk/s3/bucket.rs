//! The bucket for large templates. Every call names the account that must own it.

use super::{Client, owned_by, with_checksum, with_document, xml};
use crate::cloud::Result;
use crate::cloud::s3::NewObject;
use crate::cloud::sdk::api::{Request, Whole};
use crate::cloud::sdk::call::if_there;
use crate::cloud::sdk::convert::said;
use crate::model::arn::domain;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::body::SdkBody;
use std::time::Duration;

/// The default region of new buckets, which a request must not name.
const FIRST: &str = "us-east-1";

/// The time limit of one upload.
const UPLOAD: Duration = Duration::from_mins(30);

/// For a bucket of another region, S3 returns a redirect with the region.
pub(super) async fn head(client: &Client, bucket: &str, owner: &str) -> Result<Option<String>> {
    let call = "s3:ListBucket";
    let request = owned_by(Request::s3("HeadBucket", "HEAD", bucket, None), owner);
    let found = async {
        match client.api.send::<Whole>(call, request).await {
            Ok(found) => Ok(said(found.headers.get("x-amz-bucket-region"))),
            Err(error) => match elsewhere(&error) {
                Some(region) if region != client.region => Ok(Some(region)),
                _ => Err(error),
            },
        }
    };
    let found = if_there(Box::pin(client.caller.read(call, found)).await)?;
    Ok(found.map(|region| region.unwrap_or_else(|| client.region.clone())))
}

/// The region in a redirect of S3.
fn elsewhere<E>(error: &SdkError<E, HttpResponse>) -> Option<String> {
    let answer = error.raw_response()?;
    let is_moved = matches!(answer.status().as_u16(), 301 | 307 | 400);
    let region = answer.headers().get("x-amz-bucket-region");
    region.filter(|_| is_moved).map(str::to_owned)
}

pub(super) async fn create(client: &Client, bucket: &str) -> Result<()> {
    let mut request = Request::s3("CreateBucket", "PUT", bucket, None)
        .header("x-amz-object-ownership", "BucketOwnerEnforced");
    if client.region != FIRST {
        let place = xml::text("LocationConstraint", &client.region);
        let place = xml::document("CreateBucketConfiguration", &place);
        request = request.content(xml::KIND, SdkBody::from(place));
    }
    client.change("s3:CreateBucket", request).await
}

/// Changes a setting of the bucket: the operation, the name of the setting in the query, and the
/// document with its content type.
async fn set(
    client: &Client,
    (bucket, owner): (&str, &str),
    (call, operation, setting): (&'static str, &'static str, &str),
    (kind, document): (&str, String),
) -> Result<()> {
    let request = Request::s3(operation, "PUT", bucket, None).flag(setting);
    let request = with_document(owned_by(request, owner), kind, document);
    client.change(call, request).await
}

pub(super) async fn shut(client: &Client, bucket: &str, owner: &str) -> Result<()> {
    let content = "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>\
                   <BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>";
    let operation = (
        "s3:PutBucketPublicAccessBlock",
        "PutPublicAccessBlock",
        "publicAccessBlock",
    );
    let document = xml::document("PublicAccessBlockConfiguration", content);
    set(client, (bucket, owner), operation, (xml::KIND, document)).await
}

pub(super) async fn encrypt(client: &Client, bucket: &str, owner: &str) -> Result<()> {
    let content = "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
                   </ApplyServerSideEncryptionByDefault></Rule>";
    let operation = (
        "s3:PutEncryptionConfiguration",
        "PutBucketEncryption",
        "encryption",
    );
    let document = xml::document("ServerSideEncryptionConfiguration", content);
    set(client, (bucket, owner), operation, (xml::KIND, document)).await
}

pub(super) async fn policy(client: &Client, bucket: &str, owner: &str, policy: &str) -> Result<()> {
    let operation = ("s3:PutBucketPolicy", "PutBucketPolicy", "policy");
    set(
        client,
        (bucket, owner),
        operation,
        ("text/plain", policy.to_owned()),
    )
    .await
}

pub(super) async fn lifecycle(client: &Client, bucket: &str, owner: &str, days: i32) -> Result<()> {
    let content = format!(
        "<Rule><ID>templates-are-read-at-once</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>\
         <Expiration><Days>{days}</Days></Expiration>\
         <NoncurrentVersionExpiration><NoncurrentDays>{days}</NoncurrentDays></NoncurrentVersionExpiration>\
         <AbortIncompleteMultipartUpload><DaysAfterInitiation>{days}</DaysAfterInitiation>\
         </AbortIncompleteMultipartUpload></Rule>"
    );
    let operation = (
        "s3:PutLifecycleConfiguration",
        "PutBucketLifecycleConfiguration",
        "lifecycle",
    );
    let document = xml::document("LifecycleConfiguration", &content);
    set(client, (bucket, owner), operation, (xml::KIND, document)).await
}

pub(super) async fn keep_versions(client: &Client, bucket: &str, owner: &str) -> Result<()> {
    let operation = ("s3:PutBucketVersioning", "PutBucketVersioning", "versioning");
    let document = xml::document("VersioningConfiguration", "<Status>Enabled</Status>");
    set(client, (bucket, owner), operation, (xml::KIND, document)).await
}

/// A long upload has its own time limit for each attempt.
pub(super) async fn put(
    client: &Client,
    bucket: &str,
    owner: &str,
    object: &NewObject,
) -> Result<Option<String>> {
    let mut request = Request::s3("PutObject", "PUT", bucket, Some(&object.key))
        .parameter("x-id", "PutObject")
        .content(object.content_type, SdkBody::from(object.body.clone()))
        .within(UPLOAD);
    if client.sends_checksums {
        request = with_checksum(request, &super::checksum::crc32(&object.body));
    }
    let put = client
        .api
        .write::<Whole>("s3:PutObject", owned_by(request, owner));
    Ok(said(Box::pin(put).await?.headers.get("x-amz-version-id")))
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
