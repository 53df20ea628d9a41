//! Limits on every response, whoever sends it: services, STS, the instance metadata service, identity providers. A
//! response longer than any of AWS is an error before it is read. Only the objects of a bucket are streamed, and
//! their readers count the bytes.

use crate::cloud::walk;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

/// The maximum size of a response. AWS's longest is a template of 1 MB in XML.
const LONGEST: u64 = 16 << 20;

/// A response that is longer than any of AWS.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the answer has more than {} MiB", LONGEST >> 20)]
pub(super) struct TooLong;

/// Whether a request downloads an object, which goes to a file and not into memory.
pub(super) fn is_for_an_object(request: &HttpRequest) -> bool {
    let query = request.uri().split_once('?').map(|(_, query)| query);
    request.method() == "GET"
        && query.is_some_and(|query| query.split('&').any(|part| part == "x-id=GetObject"))
}

/// Reads the body, and stores it in the response.
pub(super) async fn read(answer: &mut HttpResponse) -> Result<(), ConnectorError> {
    let too_long = || ConnectorError::other(Box::new(TooLong), None);
    let told = answer.headers().get("content-length");
    if told
        .and_then(|told| told.parse::<u64>().ok())
        .is_some_and(|told| told > LONGEST)
    {
        return Err(too_long());
    }
    let mut stream = ByteStream::new(answer.take_body());
    let mut bytes = Vec::new();
    while let Some(part) = stream.next().await {
        let part = part.map_err(|error| ConnectorError::io(error.into()))?;
        if (bytes.len() + part.len()) as u64 > LONGEST {
            return Err(too_long());
        }
        bytes.extend_from_slice(&part);
    }
    walk::receive(bytes.len());
    *answer.body_mut() = SdkBody::from(bytes);
    Ok(())
}
