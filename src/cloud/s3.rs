//! What buckets hold: every version of every object, which all have to go before a bucket can; and the bucket that
//! templates go through.

use super::Result;
use std::io::{self, Write};

/// How many versions one call lists or deletes at most.
pub const BATCH: usize = 1000;

/// Amazon S3, as far as it is used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait S3 {
    /// One page of all versions and delete markers, at most [`BATCH`]; `after` is [`VersionPage::next`] of the one
    /// before. A bucket that is not there is an error.
    async fn list_object_versions(&self, bucket: &str, after: Option<&Cursor>) -> Result<VersionPage>;

    /// Deletes at most [`BATCH`] versions for good, and gives those that S3 refused.
    async fn delete_objects(&self, bucket: &str, versions: &[ObjectVersion]) -> Result<Vec<Refused>>;

    /// The uploads in parts that never ended.
    async fn list_multipart_uploads(&self, bucket: &str) -> Result<Vec<Upload>>;

    /// Throws away the parts of one; fine when there is none.
    async fn abort_multipart_upload(&self, bucket: &str, upload: &Upload) -> Result<()>;

    /// Whether there is a bucket, which `owner` has to own: another one's is refused.
    async fn head_bucket(&self, bucket: &str, owner: &str) -> Result<bool>;

    /// Makes a bucket in the region.
    async fn create_bucket(&self, bucket: &str) -> Result<()>;

    /// Shuts it to the public, whatever policies or lists of access say.
    async fn put_public_access_block(&self, bucket: &str, owner: &str) -> Result<()>;

    /// Has everything encrypted that is put there from now on.
    async fn put_bucket_encryption(&self, bucket: &str, owner: &str) -> Result<()>;

    /// Gives it a policy, JSON.
    async fn put_bucket_policy(&self, bucket: &str, owner: &str, policy: &str) -> Result<()>;

    /// Has everything in it expire after so many days.
    async fn put_bucket_lifecycle(&self, bucket: &str, owner: &str, days: i32) -> Result<()>;

    /// Puts a text there, and gives its version where there are versions.
    async fn put_object(&self, bucket: &str, owner: &str, key: &str, text: &str) -> Result<Option<String>>;

    /// The address at which CloudFormation finds an object.
    fn object_url(&self, bucket: &str, key: &str) -> String;

    /// Writes what a version holds to `to`, and gives its length. The inner error is that of `to`.
    async fn get_object(
        &self,
        bucket: &str,
        version: &ObjectVersion,
        to: &mut dyn Write,
    ) -> Result<io::Result<u64>>;
}

/// One version of an object, or a delete marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectVersion {
    /// The name of the object.
    pub key: String,
    /// Which version; `null` of what was written without versioning.
    pub version: Option<String>,
    /// How long it is; a delete marker has no length.
    pub bytes: u64,
    /// Whether it is what a reader gets.
    pub is_latest: bool,
    /// Whether it only says that the object was deleted.
    pub is_delete_marker: bool,
}

/// Versions, and where the next ones begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionPage {
    /// The versions and delete markers.
    pub versions: Vec<ObjectVersion>,
    /// Where to go on; `None` on the last page.
    pub next: Option<Cursor>,
}

/// A place in the list of versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// After this object,
    pub key: String,
    /// and after this version of it.
    pub version: Option<String>,
}

/// An upload in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The object that it was to be.
    pub key: String,
    /// Its id.
    pub id: String,
}

/// A version that S3 did not delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The object.
    pub key: String,
    /// Why.
    pub reason: String,
}
