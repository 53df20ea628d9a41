//! S3: every version of every object of a bucket, bucket settings, and the bucket for templates.

mod about;

use super::Result;
use jiff::Timestamp;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

pub use about::{About, Read};

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

    /// The region a bucket is in, whichever that is; `None` when there is none. `owner` has to own it: another one's is
    /// refused.
    async fn head_bucket(&self, bucket: &str, owner: &str) -> Result<Option<String>>;

    /// What is set of a bucket, in the words of [`Setting`]; `None` where nothing is.
    async fn get_bucket_setting(&self, bucket: &str, owner: &str, setting: Setting)
    -> Result<Option<String>>;

    /// Makes a bucket in the region, whose owner owns whatever others put there.
    async fn create_bucket(&self, bucket: &str) -> Result<()>;

    /// Shuts it to the public, whatever policies or lists of access say.
    async fn put_public_access_block(&self, bucket: &str, owner: &str) -> Result<()>;

    /// Has everything encrypted that is put there from now on.
    async fn put_bucket_encryption(&self, bucket: &str, owner: &str) -> Result<()>;

    /// Gives it a policy, JSON.
    async fn put_bucket_policy(&self, bucket: &str, owner: &str, policy: &str) -> Result<()>;

    /// Has everything in it expire after so many days.
    async fn put_bucket_lifecycle(&self, bucket: &str, owner: &str, days: i32) -> Result<()>;

    /// Keeps every version of what is overwritten there.
    async fn put_bucket_versioning(&self, bucket: &str, owner: &str) -> Result<()>;

    /// Puts an object there, whole or not at all, and gives its version where there are versions.
    async fn put_object(&self, bucket: &str, owner: &str, object: &NewObject) -> Result<Option<String>>;

    /// Every object whose key begins like this.
    async fn list_objects(&self, bucket: &str, owner: &str, prefix: &str) -> Result<Vec<Object>>;

    /// The address at which CloudFormation finds an object, and no other version of it where there are versions.
    fn object_url(&self, bucket: &str, key: &str, version: Option<&str>) -> String;

    /// Puts a file of at most 5 GB there as an object, with what is said of it. The inner error is that of the file.
    async fn put_file(
        &self,
        bucket: (&str, &str),
        key: &str,
        path: &Path,
        about: &About,
    ) -> Result<io::Result<()>>;

    /// Writes what a version holds to `to`, and gives its length and what is said of it. The inner error is that of `to`.
    async fn get_object(
        &self,
        bucket: &str,
        version: &ObjectVersion,
        to: &mut dyn Write,
    ) -> Result<io::Result<Read>>;
}

/// What can be set of a bucket, and in which words it is told. Several words are sorted, with commas between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// The algorithm by which what is put there is encrypted, and the key, if it is a certain one: `AES256`.
    Encryption,
    /// The ids of the rules by which objects expire or move.
    Lifecycle,
    /// The ARNs of those that are told of new objects; `EventBridge`.
    Notifications,
    /// Who owns what others put there: `BucketOwnerEnforced`.
    Ownership,
    /// The policy, JSON.
    Policy,
    /// How the public is shut out: `BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets`.
    PublicAccess,
    /// The tags but for AWS's own: `app=simple-trader`.
    Tags,
    /// Whether what is overwritten stays: `Enabled`, `Suspended`.
    Versioning,
}

impl Setting {
    /// Everything there is, what is shown first first.
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

    /// What people call it.
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

/// An object to be put into a bucket: at most 5 GB.
#[derive(Clone, PartialEq, Eq)]
pub struct NewObject {
    /// Its name.
    pub key: String,
    /// What it holds, which may be a secret.
    pub body: Vec<u8>,
    /// What kind of content that is.
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

impl Cursor {
    /// The place as one string, which no other place has.
    pub fn token(&self) -> String {
        format!("{}\0{}", self.key, self.version.as_deref().unwrap_or_default())
    }
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
