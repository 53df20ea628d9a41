//! Counts and deletes what a bucket contains: every version, delete marker and unfinished upload.

use super::Failure;
use crate::cloud::s3::{BATCH, Cursor, ObjectVersion, S3};
use crate::cloud::walk::Walk;
use crate::cloud::{Cloud, Error, Result};
use serde::Serialize;
use std::cell::Cell;

/// A bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BucketContents {
    /// Its logical id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number of current objects.
    pub objects: usize,
    /// The number of object versions.
    pub versions: usize,
    /// The number of delete markers.
    pub delete_markers: usize,
    /// The number of unfinished multipart uploads.
    pub uploads: usize,
    /// The total size of all versions in bytes.
    pub bytes: u64,
}

/// Counts the contents of a bucket. A bucket that does not exist is empty.
pub(super) async fn count(cloud: &impl Cloud, name: &str) -> Result<BucketContents> {
    let mut bucket = BucketContents {
        name: name.to_owned(),
        ..BucketContents::default()
    };
    let counted = each(cloud, name, |version| {
        bucket.bytes += version.bytes;
        bucket.versions += usize::from(!version.is_delete_marker);
        bucket.delete_markers += usize::from(version.is_delete_marker);
        bucket.objects += usize::from(version.is_latest && !version.is_delete_marker);
    });
    if let Err(error) = counted.await {
        return absent(error).map(|()| bucket);
    }
    bucket.uploads = cloud.s3().list_multipart_uploads(name).await?.len();
    Ok(bucket)
}

const LIST: &str = "s3:ListBucketVersions";

/// The latest version of every object.
pub(super) async fn latest(cloud: &impl Cloud, name: &str) -> Result<Vec<ObjectVersion>> {
    let mut versions = Vec::new();
    let listed = each(cloud, name, |version| {
        if version.is_latest && !version.is_delete_marker {
            versions.push(version);
        }
    });
    listed.await.or_else(absent).map(|()| versions)
}

async fn each(cloud: &impl Cloud, name: &str, mut see: impl FnMut(ObjectVersion)) -> Result<()> {
    let (mut after, mut walk) = (None::<Cursor>, Walk::new(LIST));
    loop {
        let page = cloud.s3().list_object_versions(name, after.as_ref()).await?;
        page.versions.into_iter().for_each(&mut see);
        after = page.next;
        match &after {
            Some(after) => walk.goes_to(&after.token())?,
            None => return Ok(()),
        }
    }
}

/// Deletes the contents of a bucket, and returns the number of deleted versions. Stops after a batch when the user
/// interrupts.
pub(super) async fn empty(
    cloud: &impl Cloud,
    name: &str,
    interrupts: &Cell<u32>,
    mut tell: impl FnMut(usize),
) -> std::result::Result<(), Failure> {
    let api = cloud.s3();
    let (mut gone, mut walk) = (0, Walk::new(LIST));
    loop {
        // Always lists from the start: deleted versions are gone, and new ones are included.
        let page = match api.list_object_versions(name, None).await {
            Err(error) => return Ok(absent(error)?),
            Ok(page) => page,
        };
        if page.versions.is_empty() {
            break;
        }
        // If S3 lists a version after its deletion, the loop would never end.
        walk.goes_to(&gone.to_string())?;
        for batch in page.versions.chunks(BATCH) {
            if interrupts.get() > 0 {
                return Err(Failure::Left);
            }
            let refused = api.delete_objects(name, batch).await?;
            if !refused.is_empty() {
                let bucket = name.to_owned();
                return Err(Failure::Refused { bucket, refused });
            }
            gone += batch.len();
            tell(gone);
        }
    }
    for upload in api.list_multipart_uploads(name).await? {
        api.abort_multipart_upload(name, &upload).await?;
    }
    Ok(())
}

fn absent(error: Error) -> Result<()> {
    if error.is_not_found() { Ok(()) } else { Err(error) }
}
