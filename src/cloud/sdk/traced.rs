//! The trace of an HTTP request: names, never contents.

use crate::cloud::trace::{self, Call};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use std::time::Instant;

/// A request in progress, and its listener.
pub(super) struct Traced {
    listener: fn(&Call),
    service: String,
    operation: String,
    began: Instant,
}

impl Traced {
    /// Starts to trace a request; `None` without a listener.
    pub(super) fn begin(request: &HttpRequest) -> Option<Self> {
        Some(Self {
            listener: trace::listener()?,
            service: service(request),
            operation: operation(request),
            began: Instant::now(),
        })
    }

    /// Reports the result.
    pub(super) fn end(self, response: Option<&HttpResponse>) {
        let header = |name| response?.headers().get(name).map(str::to_owned);
        let ids = ["x-amzn-requestid", "x-amz-request-id"];
        (self.listener)(&Call {
            service: self.service,
            operation: self.operation,
            status: response.map(|response| response.status().as_u16()),
            time: self.began.elapsed(),
            request_id: ids.into_iter().find_map(header),
        });
    }
}

/// The service in the signature: `Credential=ID/DATE/REGION/SERVICE/aws4_request`. Requests to providers of
/// credentials have none, and are named by their host.
fn service(request: &HttpRequest) -> String {
    let signed = request.headers().get("authorization").and_then(|signature| {
        let (_, scope) = signature.split_once("Credential=")?;
        scope.split('/').nth(3)
    });
    let host = || {
        let (_, rest) = request.uri().split_once("://")?;
        rest.split(['/', '?']).next()
    };
    signed.or_else(host).unwrap_or_default().to_owned()
}

/// The action in a form.
pub(super) fn action(request: &HttpRequest) -> Option<&str> {
    let body = std::str::from_utf8(request.body().bytes()?).ok()?;
    let mut fields = body.split('&');
    fields.find_map(|field| field.strip_prefix("Action="))
}

fn operation(request: &HttpRequest) -> String {
    let target = request.headers().get("x-amz-target");
    let named = target.and_then(|target| target.rsplit('.').next().map(str::to_owned));
    let action = || action(request).map(str::to_owned);
    let (uri, query) = request.uri().split_once('?').unwrap_or((request.uri(), ""));
    // S3 clients name the operation in the query.
    let id = || {
        let mut fields = query.split('&');
        fields.find_map(|field| field.strip_prefix("x-id=").map(str::to_owned))
    };
    let path = || {
        let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        format!("{} /{path}", request.method())
    };
    named.or_else(action).or_else(id).unwrap_or_else(path)
}

#[cfg(test)]
mod tests {
    use super::{operation, service};
    use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
    use aws_smithy_types::body::SdkBody;

    fn request(uri: &str, headers: &[(&'static str, &'static str)], body: &'static str) -> HttpRequest {
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_uri(uri.to_owned()).unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, *value);
        }
        request
    }

    #[test]
    fn requests_are_named_and_what_they_contain_is_not_told() {
        let signed = "AWS4-HMAC-SHA256 Credential=AKIA/20261120/us-east-1/ssm/aws4_request, Signature=secret";
        let ssm = request(
            "https://ssm.x/",
            &[
                ("authorization", signed),
                ("x-amz-target", "AmazonSSM.PutParameter"),
            ],
            "{\"Value\": \"secret\"}",
        );
        assert_eq!([service(&ssm), operation(&ssm)], ["ssm", "PutParameter"]);
        let query = request(
            "https://cloudformation.x/",
            &[],
            "Action=DescribeStacks&StackName=secret",
        );
        assert_eq!(
            [service(&query), operation(&query)],
            ["cloudformation.x", "DescribeStacks"]
        );
        let s3 = request("https://b.s3.x/key?x-id=GetObject&token=secret", &[], "");
        assert_eq!(operation(&s3), "GetObject");
        let sso = request(
            "https://portal.x/federation/credentials?account_id=secret",
            &[("x-amz-sso_bearer_token", "secret")],
            "",
        );
        assert_eq!(
            [service(&sso), operation(&sso)],
            ["portal.x", "GET /federation/credentials"]
        );
    }
}
