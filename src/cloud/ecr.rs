//! ECR: the images of a repository, and deleting them.

use super::{Result, Secret};
use jiff::Timestamp;

/// How many images one call deletes at most.
pub const BATCH: usize = 100;

/// Amazon ECR, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ecr {
    /// Every image of a repository; none when the repository does not exist.
    async fn describe_images(&self, repository: &str) -> Result<Vec<Image>>;

    /// The address of a repository; `None` when there is none.
    async fn repository_uri(&self, repository: &str) -> Result<Option<String>>;

    /// Makes a repository whose images are scanned and never overwritten.
    async fn create_repository(&self, repository: &str) -> Result<()>;

    /// What signs in to the registry of the account.
    async fn authorization(&self) -> Result<Authorization>;

    /// Deletes images by their digests, at most [`BATCH`].
    async fn delete_images(&self, repository: &str, digests: &[String]) -> Result<()>;

    /// Deletes a repository with all its images, and says whether there was one.
    async fn delete_repository(&self, repository: &str) -> Result<bool>;
}

/// What signs in to a registry, for some hours.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// Who.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its digest, `sha256:...`.
    pub digest: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its size.
    pub bytes: u64,
    /// When it was pushed.
    pub pushed: Option<Timestamp>,
    /// The result of the vulnerability scan; `None` when it was not scanned.
    pub scan: Option<Scan>,
}

/// A scan of an image for known vulnerabilities.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Scan {
    /// The status, such as `COMPLETE`, `IN_PROGRESS` or `FAILED`.
    pub status: String,
    /// The number of findings by severity, in alphabetical order.
    pub findings: Vec<(String, i32)>,
}
