//! Amazon S3 through the SDK.

mod bucket;
mod object;
mod setting;

use super::call::{Caller, if_there};
use super::convert::{said, text};
use crate::cloud::s3::{
    About, Cursor, NewObject, Object, ObjectVersion, Read, Refused, S3, Setting, Upload, VersionPage,
};
use crate::cloud::walk::Walk;
use crate::cloud::{Error, Kind, Result};
use aws_config::SdkConfig;
use aws_sdk_s3::types::{Delete, EncodingType, ObjectIdentifier};
use std::io::{self, Write};
use std::path::Path;

/// Amazon S3 through the SDK.
#[derive(Debug)]
pub struct Client {
    sdk: aws_sdk_s3::Client,
    caller: Caller,
    region: String,
    /// The endpoint of an emulator.
    endpoint: Option<String>,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        // In AWS, the bucket's name is part of the host name; an emulator has only one host.
        let endpoint = config.endpoint_url().map(str::to_owned);
        let region = config.region().map(ToString::to_string).unwrap_or_default();
        let config = aws_sdk_s3::config::Builder::from(config).force_path_style(endpoint.is_some());
        Self {
            sdk: aws_sdk_s3::Client::from_conf(config.build()),
            caller: caller.clone(),
            region,
            endpoint,
        }
    }
}

fn identifiers(versions: &[ObjectVersion]) -> Result<Delete> {
    let identifier = |version: &ObjectVersion| {
        ObjectIdentifier::builder()
            .key(&version.key)
            .set_version_id(version.version.clone())
            .build()
    };
    let identifiers = versions.iter().map(identifier);
    let delete = identifiers
        .collect::<std::result::Result<Vec<_>, _>>()
        .and_then(|identifiers| {
            Delete::builder()
                .set_objects(Some(identifiers))
                .quiet(true)
                .build()
        });
    delete.map_err(|error| Error {
        call: "s3:DeleteObjects",
        kind: Kind::Validation,
        message: error.to_string(),
    })
}

impl S3 for Client {
    async fn list_object_versions(&self, bucket: &str, after: Option<&Cursor>) -> Result<VersionPage> {
        let request = self
            .sdk
            .list_object_versions()
            .bucket(bucket)
            .encoding_type(EncodingType::Url)
            .set_key_marker(after.map(|after| after.key.clone()))
            .set_version_id_marker(after.and_then(|after| after.version.clone()))
            .send();
        let page = self.caller.read("s3:ListBucketVersions", request).await?;
        // An emulator may not encode keys; the response says so.
        let is_encoded = page.encoding_type() == Some(&EncodingType::Url);
        let key = |key: Option<&str>| match key {
            Some(key) if is_encoded => object::decode(key),
            key => text(key),
        };
        let versions = page.versions().iter().map(|version| ObjectVersion {
            key: key(version.key()),
            version: said(version.version_id()),
            bytes: version
                .size()
                .and_then(|bytes| bytes.try_into().ok())
                .unwrap_or_default(),
            is_latest: version.is_latest().unwrap_or_default(),
            is_delete_marker: false,
        });
        let markers = page.delete_markers().iter().map(|marker| ObjectVersion {
            key: key(marker.key()),
            version: said(marker.version_id()),
            bytes: 0,
            is_latest: marker.is_latest().unwrap_or_default(),
            is_delete_marker: true,
        });
        let next = page
            .is_truncated()
            .unwrap_or_default()
            .then(|| page.next_key_marker());
        Ok(VersionPage {
            versions: versions.chain(markers).collect(),
            next: next.flatten().map(|marker| Cursor {
                key: key(Some(marker)),
                version: said(page.next_version_id_marker()),
            }),
        })
    }

    async fn delete_objects(&self, bucket: &str, versions: &[ObjectVersion]) -> Result<Vec<Refused>> {
        let call = "s3:DeleteObjectVersion";
        let (odd, versions) = versions
            .iter()
            .cloned()
            .partition::<Vec<_>, _>(object::is_not_xml);
        for version in odd {
            let request = self.sdk.delete_object().bucket(bucket).key(&version.key);
            let request = request.set_version_id(version.version.clone()).send();
            self.caller.write(call, request).await?;
        }
        if versions.is_empty() {
            return Ok(Vec::new());
        }
        let delete = identifiers(&versions)?;
        let request = self.sdk.delete_objects().bucket(bucket).delete(delete).send();
        let deleted = self.caller.write(call, request).await?;
        let refused = deleted.errors().iter().map(|error| Refused {
            key: text(error.key()),
            reason: text(error.message().or(error.code())),
        });
        Ok(refused.collect())
    }

    async fn list_multipart_uploads(&self, bucket: &str) -> Result<Vec<Upload>> {
        let (mut uploads, mut key, mut id) = (Vec::new(), None, None);
        let mut walk = Walk::new("s3:ListBucketMultipartUploads");
        loop {
            let request = self.sdk.list_multipart_uploads().bucket(bucket);
            let request = request.set_key_marker(key).set_upload_id_marker(id).send();
            let page = self.caller.read("s3:ListBucketMultipartUploads", request).await?;
            uploads.extend(page.uploads().iter().map(|upload| Upload {
                key: text(upload.key()),
                id: text(upload.upload_id()),
            }));
            (key, id) = (said(page.next_key_marker()), said(page.next_upload_id_marker()));
            match &key {
                Some(key) if page.is_truncated().unwrap_or_default() => {
                    walk.goes_to(&format!("{key} {}", id.as_deref().unwrap_or_default()))?;
                }
                _ => return Ok(uploads),
            }
        }
    }

    async fn abort_multipart_upload(&self, bucket: &str, upload: &Upload) -> Result<()> {
        let request = self.sdk.abort_multipart_upload().bucket(bucket);
        let request = request.key(&upload.key).upload_id(&upload.id).send();
        let aborted = self.caller.write("s3:AbortMultipartUpload", request).await;
        if_there(aborted).map(drop)
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
