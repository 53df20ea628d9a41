//! Buckets and repositories, which do not go as long as something is in them.

use super::Account;
use super::fault::error;
use super::world::World;
use sa_infra::cloud::ecr::{Ecr, Image};
use sa_infra::cloud::s3::{Cursor, ObjectVersion, Refused, S3, Upload, VersionPage};
use sa_infra::cloud::{Kind, Result};
use std::collections::BTreeMap;
use std::io;

/// How many versions are on a page.
const PAGE: usize = 3;

/// What is in buckets and repositories, by their names.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    pub(super) buckets: BTreeMap<String, Bucket>,
    pub(super) repositories: BTreeMap<String, usize>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Bucket {
    versions: Vec<ObjectVersion>,
    uploads: Vec<Upload>,
}

impl Storage {
    /// CloudFormation makes something.
    pub(super) fn put(&mut self, kind: &str, name: &str) {
        match kind {
            "AWS::S3::Bucket" => drop(self.buckets.entry(name.to_owned()).or_default()),
            "AWS::ECR::Repository" => drop(self.repositories.entry(name.to_owned()).or_default()),
            _ => {}
        }
    }

    /// CloudFormation deletes something.
    pub(super) fn remove(&mut self, kind: &str, name: &str) {
        match kind {
            "AWS::S3::Bucket" => drop(self.buckets.remove(name)),
            "AWS::ECR::Repository" => drop(self.repositories.remove(name)),
            _ => {}
        }
    }

    /// Why something cannot be deleted.
    pub(super) fn keeps(&self, kind: &str, name: &str) -> Option<String> {
        let bucket = |name| {
            self.buckets
                .get(name)
                .is_some_and(|bucket| !bucket.versions.is_empty())
        };
        let repository = |name| self.repositories.get(name).is_some_and(|images| *images > 0);
        let is_full = match kind {
            "AWS::S3::Bucket" => bucket(name),
            "AWS::ECR::Repository" => repository(name),
            _ => false,
        };
        is_full.then(|| format!("{name} is not empty"))
    }
}

impl World {
    /// What people and services put into a bucket: objects in versions, some deleted again, an upload that never ended.
    pub fn fill(&mut self, bucket: &str, objects: usize) {
        let bucket = self.storage.buckets.get_mut(bucket).unwrap();
        for number in 0..objects {
            for version in 0..3 {
                bucket.versions.push(ObjectVersion {
                    key: format!("day/{number}.csv"),
                    version: Some(version.to_string()),
                    bytes: 7,
                    is_latest: version == 2,
                    is_delete_marker: version == 2 && number % 2 == 0,
                });
            }
        }
        bucket.uploads.push(Upload {
            key: "big".to_owned(),
            id: "1".to_owned(),
        });
    }

    /// How many versions and uploads there are in a bucket; `None` when there is no bucket.
    pub fn held(&self, bucket: &str) -> Option<usize> {
        let bucket = self.storage.buckets.get(bucket)?;
        Some(bucket.versions.len() + bucket.uploads.len())
    }

    /// Somebody pushes an image.
    pub fn push(&mut self, repository: &str) {
        *self.storage.repositories.get_mut(repository).unwrap() += 1;
    }

    /// Whether there is something of a name, whoever it belongs to.
    pub fn is_taken(&self, kind: &str, name: &str) -> bool {
        self.taken.contains(&(kind.to_owned(), name.to_owned()))
    }

    fn bucket(&mut self, call: &'static str, name: &str) -> Result<&mut Bucket> {
        let bucket = self.storage.buckets.get_mut(name);
        bucket.ok_or_else(|| error(call, Kind::NotFound))
    }
}

impl S3 for Account {
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

    async fn delete_objects(&self, bucket: &str, gone: &[ObjectVersion]) -> Result<Vec<Refused>> {
        let call = "s3:DeleteObject";
        self.call(call, bucket, |world| {
            world.bucket(call, bucket)?.versions.retain(|version| {
                !gone
                    .iter()
                    .any(|gone| gone.key == version.key && gone.version == version.version)
            });
            Ok(Vec::new())
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
    ) -> Result<io::Result<u64>> {
        self.call("s3:GetObjectVersion", bucket, |_| Ok(())).await?;
        let bytes = vec![b'x'; usize::try_from(version.bytes).unwrap()];
        Ok(to.write_all(&bytes).map(|()| version.bytes))
    }
}

impl Ecr for Account {
    async fn describe_images(&self, repository: &str) -> Result<Vec<Image>> {
        self.call("ecr:DescribeImages", repository, |world| {
            let images = world
                .storage
                .repositories
                .get(repository)
                .copied()
                .unwrap_or_default();
            let image = |number| Image {
                digest: format!("sha256:{number}"),
                tags: Vec::new(),
                bytes: 1000,
            };
            Ok((0..images).map(image).collect())
        })
        .await
    }

    async fn delete_repository(&self, repository: &str) -> Result<bool> {
        self.call("ecr:DeleteRepository", repository, |world| {
            Ok(world.storage.repositories.remove(repository).is_some())
        })
        .await
    }
}
