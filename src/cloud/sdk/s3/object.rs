//! Downloads and uploads of objects with their metadata.

use super::checksum::{self, Expected};
use super::key;
use super::{Client, owned_by, with_checksum};
use crate::cloud::s3::{About, Object, ObjectVersion, Read};
use crate::cloud::sdk::api::{Request, Streamed, Whole};
use crate::cloud::sdk::convert::{said, text};
use crate::cloud::walk::Walk;
use crate::cloud::{Error, Kind, Result};
use aws_smithy_http::query::fmt_string;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::byte_stream::ByteStream;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

const GET: &str = "s3:GetObjectVersion";

/// The time limit of one upload.
const UPLOAD: Duration = Duration::from_hours(1);

/// What the names of a user's own metadata begin with.
const OWN: &str = "x-amz-meta-";

pub(super) async fn get(
    client: &Client,
    bucket: &str,
    version: &ObjectVersion,
    to: &mut dyn Write,
) -> Result<io::Result<Read>> {
    let mut request = Request::s3("GetObject", "GET", bucket, Some(&version.key))
        .parameter("x-id", "GetObject")
        .parameter_if("versionId", version.version.as_deref());
    if client.compares_checksums {
        request = request.header("x-amz-checksum-mode", "ENABLED");
    }
    let mut object: Streamed = client.api.read(GET, request).await?;
    let mut about = about(&object.headers);
    let tags = object.headers.get("x-amz-tagging-count");
    if tags.is_some_and(|count| count.parse().unwrap_or(0) > 0) {
        about.tags = self::tags(client, bucket, version).await?;
    }
    let mut expected = Expected::of(|name| object.headers.get(name)).filter(|_| client.compares_checksums);
    let mut bytes = 0;
    while let Some(part) = object.body.next().await {
        let part = part.map_err(|error| broken(error.to_string()))?;
        if let Err(error) = to.write_all(&part) {
            return Ok(Err(error));
        }
        if let Some(expected) = &mut expected {
            expected.update(&part);
        }
        bytes += part.len() as u64;
    }
    match expected.and_then(Expected::fault) {
        Some(fault) => Err(broken(fault)),
        None => Ok(Ok(Read { bytes, about })),
    }
}

/// A download that is not what S3 has.
fn broken(message: String) -> Error {
    Error {
        call: GET,
        kind: Kind::Unavailable,
        message,
    }
}

pub(super) async fn list(client: &Client, bucket: &str, owner: &str, prefix: &str) -> Result<Vec<Object>> {
    let (mut objects, mut token) = (Vec::new(), None::<String>);
    let mut walk = Walk::new("s3:ListBucket");
    loop {
        let request = Request::s3("ListObjectsV2", "GET", bucket, None)
            .parameter("list-type", "2")
            .parameter("encoding-type", "url")
            .parameter("prefix", prefix)
            .parameter_if("continuation-token", token.as_deref());
        let page = client
            .document("s3:ListBucket", owned_by(request, owner), "ListBucketResult")
            .await?;
        let key = key::read_from(&page);
        objects.extend(page.all("Contents").map(|object| {
            Object {
                key: key(object.text("Key")),
                bytes: object.number("Size"),
                modified: object
                    .text("LastModified")
                    .and_then(|time| time.parse::<Timestamp>().ok()),
            }
        }));
        let is_last = !page.is_true("IsTruncated");
        token = said(page.text("NextContinuationToken")).filter(|_| !is_last);
        match &token {
            Some(token) => walk.goes_to(token)?,
            None => return Ok(objects),
        }
    }
}

fn about(headers: &Headers) -> About {
    let header = |name| said(headers.get(name));
    let own = headers.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix(OWN)?;
        Some((name.to_owned(), value.to_owned()))
    });
    About {
        content_type: header("content-type"),
        cache_control: header("cache-control"),
        content_disposition: header("content-disposition"),
        content_encoding: header("content-encoding"),
        content_language: header("content-language"),
        website_redirect: header("x-amz-website-redirect-location"),
        storage_class: header("x-amz-storage-class").filter(|class| class != "STANDARD"),
        metadata: own.collect(),
        tags: BTreeMap::new(),
    }
}

async fn tags(client: &Client, bucket: &str, version: &ObjectVersion) -> Result<BTreeMap<String, String>> {
    let request = Request::s3("GetObjectTagging", "GET", bucket, Some(&version.key))
        .flag("tagging")
        .parameter_if("versionId", version.version.as_deref());
    let found = client
        .document("s3:GetObjectVersionTagging", request, "Tagging")
        .await?;
    let tags = found.list("TagSet");
    Ok(tags
        .map(|tag| (text(tag.text("Key")), text(tag.text("Value"))))
        .collect())
}

pub(super) async fn put(
    client: &Client,
    (bucket, owner): (&str, &str),
    key: &str,
    path: &Path,
    about: &About,
) -> Result<io::Result<()>> {
    let sums = match checksum::of_file(path).await {
        Ok(sums) => sums,
        Err(error) => return Ok(Err(error)),
    };
    let body = match ByteStream::from_path(path).await {
        Ok(body) => body.into_inner(),
        Err(error) => return Ok(Err(io::Error::other(error))),
    };
    let kind = about
        .content_type
        .as_deref()
        .unwrap_or("application/octet-stream");
    let mut request = Request::s3("PutObject", "PUT", bucket, Some(key))
        .parameter("x-id", "PutObject")
        .content(kind, body)
        .hashed(sums.sha256)
        .within(UPLOAD);
    let tags = about
        .tags
        .iter()
        .map(|(key, value)| format!("{}={}", fmt_string(key), fmt_string(value)));
    let tagging = tags.collect::<Vec<_>>().join("&");
    for (name, value) in [
        ("cache-control", &about.cache_control),
        ("content-disposition", &about.content_disposition),
        ("content-encoding", &about.content_encoding),
        ("content-language", &about.content_language),
        ("x-amz-website-redirect-location", &about.website_redirect),
        ("x-amz-storage-class", &about.storage_class),
        (
            "x-amz-tagging",
            &Some(tagging).filter(|tagging| !tagging.is_empty()),
        ),
    ] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    for (name, value) in &about.metadata {
        request = request.header(format!("{OWN}{name}"), value);
    }
    if client.sends_checksums {
        request = with_checksum(request, &sums.crc32);
    }
    let put = client
        .api
        .write::<Whole>("s3:PutObject", owned_by(request, owner));
    Box::pin(put).await.map(|_| Ok(()))
}
