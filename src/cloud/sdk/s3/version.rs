//! The versions of objects and the unfinished uploads: what a bucket contains before it can be deleted.

use super::{Client, document, key, with_document, xml};
use crate::cloud::Result;
use crate::cloud::s3::{Cursor, ObjectVersion, Refused, Upload, VersionPage};
use crate::cloud::sdk::api::{Element, Request, Whole};
use crate::cloud::sdk::call::if_there;
use crate::cloud::sdk::convert::{said, text};
use crate::cloud::walk::Walk;

pub(super) async fn list(client: &Client, bucket: &str, after: Option<&Cursor>) -> Result<VersionPage> {
    let version = after.and_then(|after| after.version.as_deref());
    let request = Request::s3("ListObjectVersions", "GET", bucket, None)
        .flag("versions")
        .parameter("encoding-type", "url")
        .parameter_if("key-marker", after.map(|after| &*after.key))
        .parameter_if("version-id-marker", version);
    let page = client
        .document("s3:ListBucketVersions", request, "ListVersionsResult")
        .await?;
    let key = key::read_from(&page);
    let version = |found: &Element, is_delete_marker| ObjectVersion {
        key: key(found.text("Key")),
        version: said(found.text("VersionId")),
        bytes: found.number("Size"),
        is_latest: found.is_true("IsLatest"),
        is_delete_marker,
    };
    let versions = page.all("Version").map(|found| version(found, false));
    let markers = page.all("DeleteMarker").map(|found| version(found, true));
    let next = page.text("NextKeyMarker").filter(|_| page.is_true("IsTruncated"));
    Ok(VersionPage {
        versions: versions.chain(markers).collect(),
        next: next.map(|marker| Cursor {
            key: key(Some(marker)),
            version: said(page.text("NextVersionIdMarker")),
        }),
    })
}

pub(super) async fn delete(
    client: &Client,
    bucket: &str,
    versions: &[ObjectVersion],
) -> Result<Vec<Refused>> {
    let call = "s3:DeleteObjectVersion";
    let (odd, versions) = versions
        .iter()
        .partition::<Vec<_>, _>(|version| key::is_not_xml(version));
    for version in odd {
        let request = Request::s3("DeleteObject", "DELETE", bucket, Some(&version.key))
            .parameter("x-id", "DeleteObject")
            .parameter_if("versionId", version.version.as_deref());
        client.change(call, request).await?;
    }
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let request = Request::s3("DeleteObjects", "POST", bucket, None).flag("delete");
    let request = with_document(request, xml::KIND, identifiers(&versions));
    let answer: Whole = client.api.write(call, request).await?;
    let deleted = document(call, &answer, "DeleteResult")?;
    let refused = deleted.all("Error").map(|error| Refused {
        key: text(error.text("Key")),
        reason: text(error.text("Message").or(error.text("Code"))),
    });
    Ok(refused.collect())
}

/// The document that names the versions to delete.
fn identifiers(versions: &[&ObjectVersion]) -> String {
    let mut content = String::new();
    for version in versions {
        let id = version.version.as_deref();
        let id = id.map(|id| xml::text("VersionId", id)).unwrap_or_default();
        content += &xml::element("Object", &(xml::text("Key", &version.key) + &id));
    }
    xml::document("Delete", &(content + "<Quiet>true</Quiet>"))
}

pub(super) async fn uploads(client: &Client, bucket: &str) -> Result<Vec<Upload>> {
    let call = "s3:ListBucketMultipartUploads";
    let (mut uploads, mut key, mut id) = (Vec::new(), None::<String>, None::<String>);
    let mut walk = Walk::new(call);
    loop {
        let request = Request::s3("ListMultipartUploads", "GET", bucket, None)
            .flag("uploads")
            .parameter_if("key-marker", key.as_deref())
            .parameter_if("upload-id-marker", id.as_deref());
        let page = client
            .document(call, request, "ListMultipartUploadsResult")
            .await?;
        uploads.extend(page.all("Upload").map(|upload| Upload {
            key: text(upload.text("Key")),
            id: text(upload.text("UploadId")),
        }));
        (key, id) = (
            said(page.text("NextKeyMarker")),
            said(page.text("NextUploadIdMarker")),
        );
        match &key {
            Some(key) if page.is_true("IsTruncated") => {
                walk.goes_to(&format!("{key} {}", id.as_deref().unwrap_or_default()))?;
            }
            _ => return Ok(uploads),
        }
    }
}

pub(super) async fn abort(client: &Client, bucket: &str, upload: &Upload) -> Result<()> {
    let request = Request::s3("AbortMultipartUpload", "DELETE", bucket, Some(&upload.key))
        .parameter("x-id", "AbortMultipartUpload")
        .parameter("uploadId", &upload.id);
    let aborted = client.change("s3:AbortMultipartUpload", request).await;
    if_there(aborted).map(drop)
}
