//! Downloads and uploads of objects with their metadata, through the SDK.

use super::Client;
use crate::cloud::s3::{About, Object, ObjectVersion, Read};
use crate::cloud::sdk::convert::{said, text};
use crate::cloud::walk::Walk;
use crate::cloud::{Error, Kind, Result};
use aws_config::timeout::TimeoutConfig;
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::EncodingType;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

const GET: &str = "s3:GetObjectVersion";

/// The time limit of one upload.
const UPLOAD: Duration = Duration::from_hours(1);

pub(super) async fn get(
    client: &Client,
    bucket: &str,
    version: &ObjectVersion,
    to: &mut dyn Write,
) -> Result<io::Result<Read>> {
    let request = client.sdk.get_object().bucket(bucket).key(&version.key);
    let request = request.set_version_id(version.version.clone()).send();
    let mut object = client.caller.read(GET, request).await?;
    let mut about = about(&object);
    if object.tag_count().unwrap_or_default() > 0 {
        about.tags = tags(client, bucket, version).await?;
    }
    let mut bytes = 0;
    while let Some(part) = object.body.next().await {
        let part = part.map_err(|error| Error {
            call: GET,
            kind: Kind::Unavailable,
            message: error.to_string(),
        })?;
        if let Err(error) = to.write_all(&part) {
            return Ok(Err(error));
        }
        bytes += part.len() as u64;
    }
    Ok(Ok(Read { bytes, about }))
}

pub(super) async fn list(client: &Client, bucket: &str, owner: &str, prefix: &str) -> Result<Vec<Object>> {
    let (mut objects, mut token) = (Vec::new(), None);
    let mut walk = Walk::new("s3:ListBucket");
    loop {
        let request = client
            .sdk
            .list_objects_v2()
            .bucket(bucket)
            .expected_bucket_owner(owner);
        let request = request.encoding_type(EncodingType::Url).prefix(prefix);
        let request = request.set_continuation_token(token).send();
        let page = client.caller.read("s3:ListBucket", request).await?;
        let is_encoded = page.encoding_type() == Some(&EncodingType::Url);
        objects.extend(page.contents().iter().map(|object| {
            Object {
                key: match object.key() {
                    Some(key) if is_encoded => decode(key),
                    key => text(key),
                },
                bytes: object
                    .size()
                    .and_then(|bytes| bytes.try_into().ok())
                    .unwrap_or_default(),
                modified: object
                    .last_modified()
                    .and_then(|time| Timestamp::from_second(time.secs()).ok()),
            }
        }));
        let is_last = !page.is_truncated().unwrap_or_default();
        token = said(page.next_continuation_token()).filter(|_| !is_last);
        match &token {
            Some(token) => walk.goes_to(token)?,
            None => return Ok(objects),
        }
    }
}

fn about(object: &GetObjectOutput) -> About {
    About {
        content_type: said(object.content_type()),
        cache_control: said(object.cache_control()),
        content_disposition: said(object.content_disposition()),
        content_encoding: said(object.content_encoding()),
        content_language: said(object.content_language()),
        website_redirect: said(object.website_redirect_location()),
        storage_class: object
            .storage_class()
            .map(|class| class.as_str().to_owned())
            .filter(|class| class != "STANDARD"),
        metadata: object
            .metadata()
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .collect(),
        tags: BTreeMap::new(),
    }
}

async fn tags(client: &Client, bucket: &str, version: &ObjectVersion) -> Result<BTreeMap<String, String>> {
    let request = client.sdk.get_object_tagging().bucket(bucket).key(&version.key);
    let request = request.set_version_id(version.version.clone()).send();
    let found = client.caller.read("s3:GetObjectVersionTagging", request).await?;
    let tags = found.tag_set().iter();
    Ok(tags
        .map(|tag| (tag.key().to_owned(), tag.value().to_owned()))
        .collect())
}

pub(super) async fn put(
    client: &Client,
    (bucket, owner): (&str, &str),
    key: &str,
    path: &Path,
    about: &About,
) -> Result<io::Result<()>> {
    let body = match ByteStream::from_path(path).await {
        Ok(body) => body,
        Err(error) => return Ok(Err(io::Error::other(error))),
    };
    let timeout = TimeoutConfig::builder().operation_attempt_timeout(UPLOAD);
    let patient = aws_sdk_s3::config::Config::builder().timeout_config(timeout.build());
    let request = client
        .sdk
        .put_object()
        .bucket(bucket)
        .expected_bucket_owner(owner);
    let tagging = about
        .tags
        .iter()
        .map(|(key, value)| format!("{}={}", encode(key), encode(value)))
        .collect::<Vec<_>>()
        .join("&");
    let metadata = about.metadata.clone().into_iter().collect();
    let request = request
        .key(key)
        .set_content_type(about.content_type.clone())
        .set_cache_control(about.cache_control.clone())
        .set_content_disposition(about.content_disposition.clone())
        .set_content_encoding(about.content_encoding.clone())
        .set_content_language(about.content_language.clone())
        .set_website_redirect_location(about.website_redirect.clone())
        .set_storage_class(about.storage_class.as_deref().map(Into::into))
        .set_metadata(Some(metadata))
        .set_tagging(Some(tagging).filter(|tagging| !tagging.is_empty()))
        .body(body);
    let request = request.customize().config_override(patient).send();
    let put = client.caller.write("s3:PutObject", request);
    Box::pin(put).await.map(|_| Ok(()))
}

/// Encodes a string for a query.
fn encode(text: &str) -> String {
    let sign = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(sign).collect()
}

/// Whether the key is not valid in XML. S3 then deletes the object by its URL.
pub(super) fn is_not_xml(version: &ObjectVersion) -> bool {
    let is_odd = |sign: char| matches!(sign, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    version.key.contains(is_odd)
}

/// Decodes a key from a list with encoded keys: some keys are not valid in XML.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = after.get(..2).filter(|_| *first == b'%');
        let escaped = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(if *first == b'+' { b' ' } else { *first });
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, is_not_xml};
    use crate::cloud::s3::ObjectVersion;

    #[test]
    fn a_key_that_no_xml_holds_is_known() {
        for (key, expected) in [
            ("bell\u{7}", true),
            ("\u{1f}", true),
            ("\u{ffff}", true),
            ("a\r\n\tb", false),
            ("\u{fc}", false),
        ] {
            let version = ObjectVersion {
                key: key.to_owned(),
                version: None,
                bytes: 0,
                is_latest: true,
                is_delete_marker: false,
            };
            assert_eq!(is_not_xml(&version), expected, "{key:?}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        for text in ["a/b c.csv", "100%", "a+b", "\u{1}\r\n", "\u{fc}\u{1f600}", ""] {
            assert_eq!(decode(&encode(text)), text);
        }
        assert_eq!(decode("a+b%2Bc%2"), "a b+c%2");
    }
}
