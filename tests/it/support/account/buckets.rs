//! The account's buckets, as far as deployments use them.

use super::fault::error;
use super::stacks::refuse;
use super::{Account, World};
use sa_infra::cloud::s3::{
    About, Cursor, NewObject, Object, ObjectVersion, Read, Refused, S3, Setting, Upload, VersionPage,
};
use sa_infra::cloud::{Kind, Result};
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// A bucket.
#[derive(Debug, Default)]
pub struct Bucket {
    /// Its owner; `None` is this account.
    pub owner: Option<String>,
    /// Its region; `None` is this one.
    pub region: Option<String>,
    /// The calls that have changed its settings.
    pub settings: BTreeSet<&'static str>,
    /// Its settings, whoever set them.
    pub values: BTreeMap<Setting, String>,
    /// Its contents.
    pub objects: BTreeMap<String, String>,
    /// Every version of the objects that services wrote.
    pub versions: Vec<ObjectVersion>,
    /// The text by which an attacker replaces every new object.
    pub swapped: Option<String>,
    /// Unfinished uploads.
    pub uploads: Vec<Upload>,
}

fn hash(text: &str) -> String {
    let bytes = sha2::Sha256::digest(text);
    bytes
        .iter()
        .fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"))
}

impl World {
    /// The object at a URL.
    pub(super) fn object(&self, url: &str) -> &str {
        let (bucket, key) = url.strip_prefix("s3://").unwrap().split_once('/').unwrap();
        &self.buckets[bucket].objects[key]
    }

    fn bucket(&mut self, call: &'static str, name: &str) -> Result<&mut Bucket> {
        let bucket = self.buckets.get_mut(name);
        bucket.ok_or_else(|| error(call, Kind::NotFound))
    }
}

/// The number of versions on a page.
const PAGE: usize = 3;

impl Account {
    /// Operates on a bucket, which must belong to the expected owner.
    async fn owned<T>(
        &self,
        call: &'static str,
        (bucket, owner): (&str, &str),
        effect: impl FnOnce(&mut Bucket) -> T,
    ) -> Result<T> {
        self.call(call, bucket, |world| match world.buckets.get_mut(bucket) {
            None => refuse(call, Kind::NotFound, "The specified bucket does not exist"),
            Some(found) if found.owner.as_deref().is_some_and(|other| other != owner) => {
                let (action, resource) = (call.to_owned(), None);
                refuse(call, Kind::AccessDenied { action, resource }, "Access Denied")
            }
            Some(found) => Ok(effect(found)),
        })
        .await
    }

    async fn set(&self, call: &'static str, bucket: &str, owner: &str) -> Result<()> {
        self.owned(call, (bucket, owner), |found| {
            found.settings.insert(call);
        })
        .await
    }
}

impl S3 for Account {
    async fn head_bucket(&self, bucket: &str, owner: &str) -> Result<Option<String>> {
        let region = |found: &mut Bucket| found.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
        match self.owned("s3:ListBucket", (bucket, owner), region).await {
            Err(error) if error.is_not_found() => Ok(None),
            result => result.map(Some),
        }
    }

    async fn get_bucket_setting(
        &self,
        bucket: &str,
        owner: &str,
        setting: Setting,
    ) -> Result<Option<String>> {
        let get = |found: &mut Bucket| found.values.get(&setting).cloned();
        self.owned("s3:GetBucketPolicy", (bucket, owner), get).await
    }

    async fn create_bucket(&self, bucket: &str) -> Result<()> {
        let call = "s3:CreateBucket";
        self.call(call, bucket, |world| {
            if world.buckets.contains_key(bucket) {
                return refuse(call, Kind::AlreadyExists, "you own it already");
            }
            world.buckets.insert(bucket.to_owned(), Bucket::default());
            Ok(())
        })
        .await
    }

    async fn put_public_access_block(&self, bucket: &str, owner: &str) -> Result<()> {
        self.set("s3:PutBucketPublicAccessBlock", bucket, owner).await
    }

    async fn put_bucket_encryption(&self, bucket: &str, owner: &str) -> Result<()> {
        self.set("s3:PutEncryptionConfiguration", bucket, owner).await
    }

    async fn put_bucket_policy(&self, bucket: &str, owner: &str, policy: &str) -> Result<()> {
        assert!(
            policy.contains("aws:SecureTransport")
                && policy.contains("aws:PrincipalAccount")
                && policy.contains(bucket),
            "{policy}"
        );
        self.set("s3:PutBucketPolicy", bucket, owner).await
    }

    async fn put_bucket_lifecycle(&self, bucket: &str, owner: &str, days: i32) -> Result<()> {
        assert_eq!(days, 1);
        self.set("s3:PutLifecycleConfiguration", bucket, owner).await
    }

    async fn put_bucket_versioning(&self, bucket: &str, owner: &str) -> Result<()> {
        self.set("s3:PutBucketVersioning", bucket, owner).await
    }

    async fn put_object(&self, bucket: &str, owner: &str, object: &NewObject) -> Result<Option<String>> {
        self.owned("s3:PutObject", (bucket, owner), |found| {
            let ours = bucket.starts_with("sa-infra-templates-");
            assert!(
                !ours || found.settings.len() == 5,
                "a template in a bucket that is not safe: {found:?}"
            );
            let text = String::from_utf8_lossy(&object.body).into_owned();
            let is_safe = !bucket.starts_with("sa-infra-assets-") || found.settings.len() == 3;
            assert!(is_safe, "an asset in a bucket that is not safe: {found:?}");
            assert!(!ours || object.key.contains(&hash(&text)), "{}", object.key);
            let text = found.swapped.clone().unwrap_or(text);
            found.objects.insert(object.key.clone(), text);
            None
        })
        .await
    }

    async fn list_objects(&self, bucket: &str, owner: &str, prefix: &str) -> Result<Vec<Object>> {
        self.owned("s3:ListBucket", (bucket, owner), |found| {
            let keys = found.objects.iter().filter(|(key, _)| key.starts_with(prefix));
            let object = |(key, text): (&String, &String)| Object {
                key: key.clone(),
                bytes: text.len() as u64,
                modified: None,
            };
            keys.map(object).collect()
        })
        .await
    }

    fn object_url(&self, bucket: &str, key: &str, _: Option<&str>) -> String {
        format!("s3://{bucket}/{key}")
    }

    async fn delete_objects(&self, bucket: &str, versions: &[ObjectVersion]) -> Result<Vec<Refused>> {
        self.owned("s3:DeleteObjectVersion", (bucket, ""), |found| {
            for gone in versions {
                found.objects.remove(&gone.key);
                let is_gone =
                    |version: &ObjectVersion| gone.key == version.key && gone.version == version.version;
                found.versions.retain(|version| !is_gone(version));
            }
            Vec::new()
        })
        .await
    }

    async fn list_object_versions(&self, bucket: &str, after: Option<&Cursor>) -> Result<VersionPage> {
        let call = "s3:ListBucketVersions";
        self.call(call, bucket, |world| {
            let versions = &world.bucket(call, bucket)?.versions;
            let is_last = |version: &ObjectVersion| {
                after.is_some_and(|after| after.key == version.key && after.version == version.version)
            };
            let begin = versions.iter().position(is_last).map_or(0, |at| at + 1);
            let end = (begin + PAGE).min(versions.len());
            let page = versions[begin..end].to_vec();
            let next = page.last().filter(|_| end < versions.len()).map(|last| Cursor {
                key: last.key.clone(),
                version: last.version.clone(),
            });
            Ok(VersionPage { versions: page, next })
        })
        .await
    }

    async fn list_multipart_uploads(&self, bucket: &str) -> Result<Vec<Upload>> {
        let call = "s3:ListBucketMultipartUploads";
        self.call(call, bucket, |world| {
            Ok(world.bucket(call, bucket)?.uploads.clone())
        })
        .await
    }

    async fn abort_multipart_upload(&self, bucket: &str, upload: &Upload) -> Result<()> {
        let call = "s3:AbortMultipartUpload";
        self.call(call, bucket, |world| {
            world
                .bucket(call, bucket)?
                .uploads
                .retain(|other| other != upload);
            Ok(())
        })
        .await
    }

    async fn get_object(
        &self,
        bucket: &str,
        version: &ObjectVersion,
        to: &mut dyn io::Write,
    ) -> Result<io::Result<Read>> {
        self.call("s3:GetObjectVersion", bucket, |_| Ok(())).await?;
        let bytes = vec![b'x'; usize::try_from(version.bytes).unwrap()];
        let read = Read {
            bytes: version.bytes,
            about: About::default(),
        };
        Ok(to.write_all(&bytes).map(|()| read))
    }

    async fn put_file(&self, _: (&str, &str), _: &str, _: &Path, _: &About) -> Result<io::Result<()>> {
        panic!("no script for PutObject of a file")
    }
}
