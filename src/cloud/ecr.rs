//! Repositories of images, which have to be empty before they can go.

use super::Result;

/// Amazon ECR, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait Ecr {
    /// Every image of a repository; none when there is no repository.
    async fn describe_images(&self, repository: &str) -> Result<Vec<Image>>;

    /// Deletes a repository with all its images, and says whether there was one.
    async fn delete_repository(&self, repository: &str) -> Result<bool>;
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// What it is, `sha256:...`.
    pub digest: String,
    /// Its names.
    pub tags: Vec<String>,
    /// How large it is.
    pub bytes: u64,
}
