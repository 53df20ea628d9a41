//! The contents of buckets and repositories, which cannot be deleted while they are not empty.

use super::Account;
use super::world::World;
use sa_infra::cloud::ecr::{Authorization, Ecr, Image};
use sa_infra::cloud::s3::{ObjectVersion, Upload};
use sa_infra::cloud::{Result, Secret};

impl World {
    /// CloudFormation creates a resource.
    pub(super) fn put(&mut self, kind: &str, name: &str) {
        match kind {
            "AWS::S3::Bucket" => drop(self.buckets.entry(name.to_owned()).or_default()),
            "AWS::ECR::Repository" => drop(self.repositories.entry(name.to_owned()).or_default()),
            _ => {}
        }
    }

    /// CloudFormation deletes a resource.
    pub(super) fn remove_thing(&mut self, kind: &str, name: &str) {
        match kind {
            "AWS::S3::Bucket" => drop(self.buckets.remove(name)),
            "AWS::ECR::Repository" => drop(self.repositories.remove(name)),
            _ => {}
        }
    }

    /// Why a resource cannot be deleted.
    pub(super) fn keeps(&self, kind: &str, name: &str) -> Option<String> {
        let is_full = match kind {
            "AWS::S3::Bucket" => self
                .buckets
                .get(name)
                .is_some_and(|bucket| !bucket.versions.is_empty()),
            "AWS::ECR::Repository" => self.repositories.get(name).is_some_and(|images| *images > 0),
            _ => false,
        };
        is_full.then(|| format!("{name} is not empty"))
    }
}

impl World {
    /// Fills a bucket: objects in versions, some deleted again, an unfinished upload.
    pub fn fill(&mut self, bucket: &str, objects: usize) {
        let bucket = self.buckets.get_mut(bucket).unwrap();
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

    /// The number of versions and uploads in a bucket; `None` when the bucket does not exist.
    pub fn held(&self, bucket: &str) -> Option<usize> {
        let bucket = self.buckets.get(bucket)?;
        Some(bucket.versions.len() + bucket.uploads.len())
    }

    /// Pushes an image.
    pub fn push(&mut self, repository: &str) {
        *self.repositories.get_mut(repository).unwrap() += 1;
    }

    /// Whether a name is taken, whoever owns it.
    pub fn is_taken(&self, kind: &str, name: &str) -> bool {
        self.taken.contains(&(kind.to_owned(), name.to_owned()))
    }
}

impl Ecr for Account {
    async fn describe_images(&self, repository: &str) -> Result<Vec<Image>> {
        self.call("ecr:DescribeImages", repository, |world| {
            let images = world.repositories.get(repository).copied().unwrap_or_default();
            let image = |number| Image {
                digest: format!("sha256:{number}"),
                tags: Vec::new(),
                bytes: 1000,
                pushed: None,
                scan: None,
            };
            Ok((0..images).map(image).collect())
        })
        .await
    }

    async fn repository_uri(&self, repository: &str) -> Result<Option<String>> {
        self.call("ecr:DescribeRepositories", repository, |world| {
            let is_there = world.repositories.contains_key(repository);
            Ok(is_there.then(|| format!("111122223333.dkr.ecr.us-east-1.amazonaws.com/{repository}")))
        })
        .await
    }

    async fn create_repository(&self, repository: &str) -> Result<()> {
        self.call("ecr:CreateRepository", repository, |world| {
            world.repositories.insert(repository.to_owned(), 0);
            Ok(())
        })
        .await
    }

    async fn authorization(&self) -> Result<Authorization> {
        self.call("ecr:GetAuthorizationToken", "", |_| {
            Ok(Authorization {
                user: "AWS".to_owned(),
                password: Secret::new("pass"),
            })
        })
        .await
    }

    async fn delete_images(&self, repository: &str, digests: &[String]) -> Result<()> {
        self.call("ecr:BatchDeleteImage", repository, |world| {
            *world.repositories.get_mut(repository).unwrap() -= digests.len();
            Ok(())
        })
        .await
    }

    async fn delete_repository(&self, repository: &str) -> Result<bool> {
        self.call("ecr:DeleteRepository", repository, |world| {
            Ok(world.repositories.remove(repository).is_some())
        })
        .await
    }
}
