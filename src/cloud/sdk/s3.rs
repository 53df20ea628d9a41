//! Amazon S3.

mod bucket;
mod checksum;
mod key;
mod object;
mod setting;
mod version;
mod xml;

use super::api::{Api, Element, Request, S3 as SERVICE, Whole};
use super::call::Caller;
use crate::cloud::s3::{
    About, Cursor, NewObject, Object, ObjectVersion, Read, Refused, S3, Setting, Upload, VersionPage,
};
use crate::cloud::{Error, Kind, Result};
use aws_config::SdkConfig;
use aws_smithy_types::body::SdkBody;
use aws_types::sdk_config::{RequestChecksumCalculation, ResponseChecksumValidation};
use std::io::{self, Write};
use std::path::Path;

/// Amazon S3.
#[derive(Debug)]
pub struct Client {
    api: Api,
    caller: Caller,
    region: String,
    /// The endpoint of an emulator.
    endpoint: Option<String>,
    /// Whether uploads have checksums where S3 does not require them.
    sends_checksums: bool,
    /// Whether downloads are compared with the checksums that S3 has.
    compares_checksums: bool,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        let sends = config.request_checksum_calculation();
        let compares = config.response_checksum_validation();
        Self {
            api: Api::new(SERVICE, config, caller),
            caller: caller.clone(),
            region: config.region().map(ToString::to_string).unwrap_or_default(),
            endpoint: config.endpoint_url().map(str::to_owned),
            sends_checksums: sends != Some(RequestChecksumCalculation::WhenRequired),
            compares_checksums: compares != Some(ResponseChecksumValidation::WhenRequired),
        }
    }

    /// Reads a document whose root element has this name.
    async fn document(&self, call: &'static str, request: Request, root: &str) -> Result<Element> {
        let answer: Whole = self.api.read(call, request).await?;
        document(call, &answer, root)
    }

    /// Makes a call that changes something and returns nothing.
    async fn change(&self, call: &'static str, request: Request) -> Result<()> {
        let changed: Result<Whole> = self.api.write(call, request).await;
        changed.map(drop)
    }
}

fn document(call: &'static str, answer: &Whole, root: &str) -> Result<Element> {
    Element::root(&answer.body, root).map_err(|error| Error {
        call,
        kind: Kind::Unavailable,
        message: error.to_string(),
    })
}

/// Adds a document, with the checksum that S3 requires.
fn with_document(request: Request, kind: &str, document: String) -> Request {
    let request = with_checksum(request, &checksum::crc32(document.as_bytes()));
    request.content(kind, SdkBody::from(document))
}

fn with_checksum(request: Request, crc32: &str) -> Request {
    request
        .header("x-amz-sdk-checksum-algorithm", "CRC32")
        .header("x-amz-checksum-crc32", crc32)
}

/// Names the account that must own the bucket.
fn owned_by(request: Request, owner: &str) -> Request {
    request.header("x-amz-expected-bucket-owner", owner)
}

impl S3 for Client {
    async fn list_object_versions(&self, bucket: &str, after: Option<&Cursor>) -> Result<VersionPage> {
        version::list(self, bucket, after).await
    }

    async fn delete_objects(&self, bucket: &str, versions: &[ObjectVersion]) -> Result<Vec<Refused>> {
        version::delete(self, bucket, versions).await
    }

    async fn list_multipart_uploads(&self, bucket: &str) -> Result<Vec<Upload>> {
        version::uploads(self, bucket).await
    }

    async fn abort_multipart_upload(&self, bucket: &str, upload: &Upload) -> Result<()> {
        version::abort(self, bucket, upload).await
    }

    async fn head_bucket(&self, bucket: &str, owner: &str) -> Result<Option<String>> {
        bucket::head(self, bucket, owner).await
    }

    async fn get_bucket_setting(
        &self,
        bucket: &str,
        owner: &str,
        setting: Setting,
    ) -> Result<Option<String>> {
        setting::get(self, (bucket, owner), setting).await
    }

    async fn create_bucket(&self, bucket: &str) -> Result<()> {
        bucket::create(self, bucket).await
    }

    async fn put_public_access_block(&self, bucket: &str, owner: &str) -> Result<()> {
        bucket::shut(self, bucket, owner).await
    }

    async fn put_bucket_encryption(&self, bucket: &str, owner: &str) -> Result<()> {
        bucket::encrypt(self, bucket, owner).await
    }

    async fn put_bucket_policy(&self, bucket: &str, owner: &str, policy: &str) -> Result<()> {
        bucket::policy(self, bucket, owner, policy).await
    }

    async fn put_bucket_lifecycle(&self, bucket: &str, owner: &str, days: i32) -> Result<()> {
        bucket::lifecycle(self, bucket, owner, days).await
    }

    async fn put_bucket_versioning(&self, bucket: &str, owner: &str) -> Result<()> {
        bucket::keep_versions(self, bucket, owner).await
    }

    async fn put_object(&self, bucket: &str, owner: &str, object: &NewObject) -> Result<Option<String>> {
        bucket::put(self, bucket, owner, object).await
    }

    async fn list_objects(&self, bucket: &str, owner: &str, prefix: &str) -> Result<Vec<Object>> {
        object::list(self, bucket, owner, prefix).await
    }

    fn object_url(&self, bucket: &str, key: &str, version: Option<&str>) -> String {
        bucket::url(self, bucket, key, version)
    }

    async fn put_file(
        &self,
        bucket: (&str, &str),
        key: &str,
        path: &Path,
        about: &About,
    ) -> Result<io::Result<()>> {
        object::put(self, bucket, key, path, about).await
    }

    async fn get_object(
        &self,
        bucket: &str,
        version: &ObjectVersion,
        to: &mut dyn Write,
    ) -> Result<io::Result<Read>> {
        object::get(self, bucket, version, to).await
    }
}
