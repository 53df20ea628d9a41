//! S3: every version of every object of a bucket, bucket settings, and the bucket for templates.

mod about;

use super::Result;
use jiff::Timestamp;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

pub use about::{About, Read};

/// The maximum number of versions in one call that lists or deletes.
pub const BATCH: usize = 1000;

/// The S3 calls that are used.
#[expect(async_fn_in_trait, reason = "one thread: no future has to be Send")]
pub trait S3 {
    /// One page of all versions and delete markers, at most [`BATCH`]; `after` is [`VersionPage::next`] of the
    /// previous page. A bucket that does not exist is an error.
    async fn list_object_versions(&self, bucket: &str, after: Option<&Cursor>) -> Result<VersionPage>;

    /// Permanently deletes at most [`BATCH`] versions, and returns those that S3 refused.
    async fn delete_objects(&self, bucket: &str, versions: &[ObjectVersion]) -> Result<Vec<Refused>>;

    /// The unfinished multipart uploads.
    async fn list_multipart_uploads(&self, bucket: &str) -> Result<Vec<Upload>>;

    /// Deletes the parts of one, if it exists.
    async fn abort_multipart_upload(&self, bucket: &str, upload: &Upload) -> Result<()>;

    /// The region of a bucket; `None` when it does not exist. `owner` must be its owner; otherwise S3 refuses.
    async fn head_bucket(&self, bucket: &str, owner: &str) -> Result<Option<String>>;

    /// The value of a setting, as described at [`Setting`]; `None` when it is not set.
    async fn get_bucket_setting(&self, bucket: &str, owner: &str, setting: Setting)
    -> Result<Option<String>>;

    /// Creates a bucket in the region. Its owner owns all objects, whoever uploads them.
    async fn create_bucket(&self, bucket: &str) -> Result<()>;

    /// Blocks public access, whatever policies or access control lists allow.
    async fn put_public_access_block(&self, bucket: &str, owner: &str) -> Result<()>;

    /// Encrypts every new object.
    async fn put_bucket_encryption(&self, bucket: &str, owner: &str) -> Result<()>;

    /// Sets the policy, as JSON.
    async fn put_bucket_policy(&self, bucket: &str, owner: &str, policy: &str) -> Result<()>;

    /// Expires every object after this number of days.
    async fn put_bucket_lifecycle(&self, bucket: &str, owner: &str, days: i32) -> Result<()>;

    /// Keeps every version of an overwritten object.
    async fn put_bucket_versioning(&self, bucket: &str, owner: &str) -> Result<()>;

    /// Uploads an object, completely or not at all, and returns its version if the bucket has versions.
    async fn put_object(&self, bucket: &str, owner: &str, object: &NewObject) -> Result<Option<String>>;

    /// Every object whose key begins like this.
    async fn list_objects(&self, bucket: &str, owner: &str, prefix: &str) -> Result<Vec<Object>>;

    /// The address at which CloudFormation finds an object, and no other version of it where there are versions.
    fn object_url(&self, bucket: &str, key: &str, version: Option<&str>) -> String;

    /// Uploads a file of at most 5 GB as an object, with its metadata. The inner error is that of the file.
    async fn put_file(
        &self,
        bucket: (&str, &str),
        key: &str,
        path: &Path,
        about: &About,
    ) -> Result<io::Result<()>>;

    /// Writes the contents of a version to `to`, and returns its size and metadata. The inner error is that of `to`.
    async fn get_object(
        &self,
        bucket: &str,
        version: &ObjectVersion,
        to: &mut dyn Write,
    ) -> Result<io::Result<Read>>;
}

/// The settings of a bucket, each with the form of its value. Several items are sorted and separated by commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// The algorithm that encrypts new objects, and the key if one is set: `AES256`.
    Encryption,
    /// The ids of the rules that expire or move objects.
    Lifecycle,
    /// The ARNs that are notified of new objects; `EventBridge`.
    Notifications,
    /// The ownership of objects that others upload: `BucketOwnerEnforced`.
    Ownership,
    /// The policy, as JSON.
    Policy,
    /// The public access block: `BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets`.
    PublicAccess,
    /// The tags except AWS's own: `app=simple-trader`.
    Tags,
    /// Whether versions are kept: `Enabled`, `Suspended`.
    Versioning,
}

impl Setting {
    /// All settings, in the order of display.
    pub const ALL: [Self; 8] = [
        Self::Policy,
        Self::PublicAccess,
        Self::Encryption,
        Self::Ownership,
        Self::Versioning,
        Self::Lifecycle,
        Self::Notifications,
        Self::Tags,
    ];

    /// The name in the output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Encryption => "encryption",
            Self::Lifecycle => "lifecycle rules",
            Self::Notifications => "notifications",
            Self::Ownership => "object ownership",
            Self::Policy => "policy",
            Self::PublicAccess => "public access block",
            Self::Tags => "tags",
            Self::Versioning => "versioning",
        }
    }
}

/// An object to upload: at most 5 GB.
#[derive(Clone, PartialEq, Eq)]
pub struct NewObject {
    /// Its key.
    pub key: String,
    /// Its contents, which may be a secret.
    pub body: Vec<u8>,
    /// Its content type.
    pub content_type: &'static str,
}

impl fmt::Debug for NewObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({} bytes)", self.key, self.body.len())
    }
}

/// An object in a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name.
    pub key: String,
    /// How long it is.
    pub bytes: u64,
    /// When it was put there.
    pub modified: Option<Timestamp>,
}

/// One version of an object, or a delete marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectVersion {
    /// The key of the object.
    pub key: String,
    /// The version; `null` if it was written without versioning.
    pub version: Option<String>,
    /// The size; a delete marker has none.
    pub bytes: u64,
    /// Whether it is the latest version.
    pub is_latest: bool,
    /// Whether it is a delete marker.
    pub is_delete_marker: bool,
}

/// A page of versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionPage {
    /// The versions and delete markers.
    pub versions: Vec<ObjectVersion>,
    /// The start of the next page; `None` on the last page.
    pub next: Option<Cursor>,
}

/// A position in the list of versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// After this object,
    pub key: String,
    /// and after this version of it.
    pub version: Option<String>,
}

impl Cursor {
    /// The position as a unique string.
    pub fn token(&self) -> String {
        format!("{}\0{}", self.key, self.version.as_deref().unwrap_or_default())
    }
}

/// A multipart upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The key of the object.
    pub key: String,
    /// Its id.
    pub id: String,
}

/// A version that S3 did not delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The key of the object.
    pub key: String,
    /// Why.
    pub reason: String,
}
