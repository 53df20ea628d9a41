//! `gc`: finds the assets that no deployed stack names, and deletes them.
//!
//! An asset that was uploaded a short while ago stays: a deployment may be about to use it. While a stack of the region is in
//! progress or stuck, nothing is deleted, because its rollback may need assets that its template names no more.

use super::{ASSETS, bucket_name};
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::ecr::{self, Ecr};
use crate::cloud::s3::{self, ObjectVersion, S3};
use crate::cloud::sts::Sts;
use crate::cloud::{Cloud, Result};
use crate::model::app::asset::PREFIX;
use futures_util::StreamExt;
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;

/// How many stacks are read at once.
const AT_ONCE: usize = 8;

/// How many hexadecimal digits the hash of an asset has.
const DIGITS: usize = 64;

/// The assets of a region.
#[derive(Debug, Serialize)]
pub struct Assets {
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
    /// The bucket; `None` if there is none.
    pub bucket: Option<String>,
    /// Those that no stack names.
    pub unused: Vec<Unused>,
    /// How many stay.
    pub kept: usize,
    /// Stacks that are in progress or stuck: as long as there are some, nothing is deleted.
    pub busy: Vec<String>,
}

/// An asset that no stack names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// The key of the object, or the digest of the image.
    pub name: String,
    /// Whether it is an image.
    pub image: bool,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Which assets to look at, and when.
#[derive(Clone, Debug)]
pub struct Request {
    /// The bucket; `None` is the one that `deploy` creates.
    pub bucket: Option<String>,
    /// How old an asset must be.
    pub min_age: SignedDuration,
    /// The time.
    pub now: Timestamp,
}

/// Looks for assets that no stack of the region names.
pub async fn find(cloud: &impl Cloud, request: &Request) -> Result<Assets> {
    let owner = cloud.sts().get_caller_identity().await?.account;
    let region = cloud.region().to_owned();
    let bucket = request.bucket.clone();
    let bucket = bucket.unwrap_or_else(|| bucket_name(ASSETS, &owner, &region));
    let has_bucket = cloud.s3().head_bucket(&bucket, &owner).await?.is_some();
    let objects = if has_bucket {
        cloud.s3().list_objects(&bucket, &owner, PREFIX).await?
    } else {
        Vec::new()
    };
    let images = cloud.ecr().describe_images(ASSETS).await?;
    let (mut named, mut busy) = (BTreeSet::new(), Vec::new());
    if !objects.is_empty() || !images.is_empty() {
        (named, busy) = used(cloud).await?;
    }
    let is_old =
        |time: Option<Timestamp>| time.is_none_or(|time| request.now.duration_since(time) >= request.min_age);
    let is_used = |name: &str| hashes(name).any(|hash| named.contains(hash));
    let total = objects.len() + images.len();
    let objects = objects.into_iter().filter(|object| {
        is_old(object.modified) && hashes(&object.key).next().is_some() && !is_used(&object.key)
    });
    let files = objects.map(|object| Unused {
        name: object.key,
        image: false,
        bytes: object.bytes,
    });
    let is_unused = |image: &ecr::Image| is_old(image.pushed) && !image.tags.iter().any(|tag| is_used(tag));
    let images = images.into_iter().filter(is_unused);
    let images = images.map(|image| Unused {
        name: image.digest,
        image: true,
        bytes: image.bytes,
    });
    let unused = files.chain(images).collect::<Vec<_>>();
    Ok(Assets {
        account: owner,
        region,
        bucket: has_bucket.then_some(bucket),
        kept: total - unused.len(),
        unused,
        busy,
    })
}

/// The hashes that the templates of all stacks name, and the stacks that may still need others.
async fn used(cloud: &impl Cloud) -> Result<(BTreeSet<String>, Vec<String>)> {
    let stacks = cloud.cloudformation().list_stacks().await?;
    let look = async |name: String| {
        let cloudformation = cloud.cloudformation();
        let stack = cloudformation.describe_stack(&name).await?;
        let template = cloudformation.get_template(&name).await?;
        Ok::<_, crate::cloud::Error>((name, stack, template))
    };
    let mut found = stream::iter(stacks.into_iter().map(look)).buffer_unordered(AT_ONCE);
    let (mut named, mut busy) = (BTreeSet::new(), Vec::new());
    while let Some(one) = found.next().await {
        let (name, stack, template) = one?;
        if stack
            .is_some_and(|stack| stack.status.is_in_progress() || stack.status.as_str().ends_with("_FAILED"))
        {
            busy.push(name);
        }
        named.extend(
            template
                .iter()
                .flat_map(|template| hashes(template))
                .map(str::to_owned),
        );
    }
    busy.sort();
    Ok((named, busy))
}

/// Everything in a string that could be the hash of an asset.
fn hashes(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|char: char| !matches!(char, '0'..='9' | 'a'..='f'));
    words.filter(|word| word.len() == DIGITS)
}

/// Deletes them, and gives how many are gone.
pub async fn delete(cloud: &impl Cloud, assets: &Assets) -> Result<usize> {
    let (images, files) = assets.unused.iter().partition::<Vec<_>, _>(|unused| unused.image);
    let mut deleted = 0;
    if let Some(bucket) = &assets.bucket {
        for batch in files.chunks(s3::BATCH) {
            let versions = batch.iter().map(|unused| ObjectVersion {
                key: unused.name.clone(),
                version: None,
                bytes: unused.bytes,
                is_latest: true,
                is_delete_marker: false,
            });
            let versions = versions.collect::<Vec<_>>();
            let refused = cloud.s3().delete_objects(bucket, &versions).await?;
            deleted += batch.len() - refused.len();
        }
    }
    for batch in images.chunks(ecr::BATCH) {
        let digests = batch.iter().map(|unused| unused.name.clone()).collect::<Vec<_>>();
        cloud.ecr().delete_images(ASSETS, &digests).await?;
        deleted += batch.len();
    }
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use super::hashes;

    #[test]
    fn a_hash_is_64_digits_and_stands_alone() {
        let hash = "0123456789abcdef".repeat(4);
        let text = format!("{{\"S3Key\":\"assets/{hash}.zip\",\"Uri\":\":{hash}\"}}");
        assert_eq!(hashes(&text).collect::<Vec<_>>(), [&hash, &hash]);
        assert_eq!(hashes(&format!("{hash}0 {}", &hash[1..])).count(), 0);
    }
}
