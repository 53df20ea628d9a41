//! ECR: the images of a repository, and deleting them.

use super::Result;
use jiff::Timestamp;

/// The ECR calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ecr {
    /// Every image of a repository; none when the repository does not exist.
    async fn describe_images(&self, repository: &str) -> Result<Vec<Image>>;

    /// Deletes a repository with all its images. Returns whether it existed.
    async fn delete_repository(&self, repository: &str) -> Result<bool>;
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
