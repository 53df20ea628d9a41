//! The endpoint of S3: the bucket is a part of the host name where it can be, and of the path elsewhere.

use super::Resolver;
use aws_smithy_http::label::{self, EncodingStrategy};
use aws_smithy_types::endpoint::Endpoint;

/// The endpoint of a bucket. `suffix` is that of the partition's host names; S3 has the same one for dual stack.
pub(super) fn endpoint(suffix: &str, settings: &Resolver, bucket: Option<&str>) -> Endpoint {
    let region = settings.region.as_deref().unwrap_or_default();
    let fips = if settings.fips { "-fips" } else { "" };
    let dual_stack = if settings.dual_stack { ".dualstack" } else { "" };
    let host = format!("s3{fips}{dual_stack}.{region}.{suffix}");
    match bucket {
        Some(bucket) if is_in_host(bucket) => {
            let url = format!("https://{bucket}.{host}");
            Endpoint::builder().url(url).build()
        }
        bucket => in_path(&format!("https://{host}"), bucket),
    }
}

/// An endpoint with the bucket in the path: an emulator and a proxy have only one host.
pub(super) fn in_path(url: &str, bucket: Option<&str>) -> Endpoint {
    let bucket = bucket.map(|bucket| format!("/{}", label::fmt_string(bucket, EncodingStrategy::Default)));
    let bucket = bucket.unwrap_or_default();
    let url = format!("{}{bucket}", url.trim_end_matches('/'));
    Endpoint::builder().url(url).build()
}

/// Whether a bucket's name can be one label of a host name. The certificate of S3 is not valid for more labels.
fn is_in_host(bucket: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (3..=63).contains(&bucket.len())
        && bucket.bytes().all(|byte| is_plain(byte) || byte == b'-')
        && bucket.bytes().next().is_some_and(is_plain)
        && bucket.bytes().last().is_some_and(is_plain)
}
