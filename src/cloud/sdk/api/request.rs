//! A request to a service, before it is signed.

use super::service::{Protocol, Service};
use aws_smithy_http::label::{self, EncodingStrategy};
use aws_smithy_http::query;
use aws_smithy_query::QueryWriter;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::fmt::Write as _;
use std::time::Duration;

/// A request to a service. Its contents are hidden in debug output: parameters may be secrets.
pub(in crate::cloud::sdk) struct Request {
    /// The operation, if its name differs from IAM's action.
    operation: Option<&'static str>,
    method: &'static str,
    path: String,
    headers: Vec<(Cow<'static, str>, String)>,
    body: Result<Body, BoxError>,
    once: bool,
    /// The bucket that a request to S3 is about: a part of the host where that is possible.
    bucket: Option<String>,
    /// The time limit for each attempt, if it is not the usual one.
    time_limit: Option<Duration>,
    /// The SHA-256 of a body that is not in memory, in hexadecimal.
    sha256: Option<String>,
}

enum Body {
    Json(Vec<u8>),
    /// The parameters after `Action` and `Version`.
    Form(Vec<(String, String)>),
    /// Anything else, with its content type.
    Content(String, SdkBody),
    None,
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Request")
    }
}

fn serialized(members: &impl Serialize) -> Result<Body, BoxError> {
    Ok(Body::Json(serde_json::to_vec(members)?))
}

impl Request {
    fn new(method: &'static str, path: String, body: Result<Body, BoxError>) -> Self {
        Self {
            operation: None,
            method,
            path,
            headers: Vec::new(),
            body,
            once: false,
            bucket: None,
            time_limit: None,
            sha256: None,
        }
    }

    /// A request to a JSON service.
    pub(in crate::cloud::sdk) fn json(members: &impl Serialize) -> Self {
        Self::new("POST", "/".to_owned(), serialized(members))
    }

    /// A request to a Query service. Members of lists are `Name.member.1`; see [`Request::members`].
    pub(in crate::cloud::sdk) fn form<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let members = members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self::new("POST", "/".to_owned(), Ok(Body::Form(members.collect())))
    }

    /// Adds a list.
    pub(in crate::cloud::sdk) fn members<'a>(
        mut self,
        name: &str,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        if let Ok(Body::Form(members)) = &mut self.body {
            let listed = values.into_iter().enumerate();
            members.extend(listed.map(|(at, value)| (format!("{name}.member.{}", at + 1), value.to_owned())));
        }
        self
    }

    /// A request to a REST service. `path` ends before `name`, which is one segment of it.
    pub(in crate::cloud::sdk) fn rest(method: &'static str, path: &str, name: &str) -> Self {
        let name = label::fmt_string(name, EncodingStrategy::Default);
        Self::new(method, format!("{path}{name}"), Ok(Body::None))
    }

    /// A request to S3 about a bucket, or about one of its objects. Without a key, a request to delete an object would be
    /// one to delete the bucket.
    pub(in crate::cloud::sdk) fn s3(
        operation: &'static str,
        method: &'static str,
        bucket: &str,
        key: Option<&str>,
    ) -> Self {
        let body = match (bucket, key) {
            ("", _) => Err("the name of the bucket is empty".into()),
            (_, Some("")) => Err("the key of the object is empty".into()),
            _ => Ok(Body::None),
        };
        let key = key.map(|key| label::fmt_string(key, EncodingStrategy::Greedy));
        let path = format!("/{}", key.unwrap_or_default());
        let mut request = Self::new(method, path, body).named(operation);
        request.bucket = Some(bucket.to_owned());
        request
    }

    /// Appends to the path, without encoding.
    pub(in crate::cloud::sdk) fn path(mut self, rest: &str) -> Self {
        self.path.push_str(rest);
        self
    }

    /// Adds a query parameter.
    pub(in crate::cloud::sdk) fn parameter(self, name: &str, value: &str) -> Self {
        let mut request = self.flag(name);
        let _ = write!(request.path, "={}", query::fmt_string(value));
        request
    }

    /// Adds a query parameter, if there is one.
    pub(in crate::cloud::sdk) fn parameter_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.parameter(name, value),
            None => self,
        }
    }

    /// Adds a query parameter without a value.
    pub(in crate::cloud::sdk) fn flag(mut self, name: &str) -> Self {
        let mark = if self.path.contains('?') { '&' } else { '?' };
        let _ = write!(self.path, "{mark}{name}");
        self
    }

    /// Adds a header.
    pub(in crate::cloud::sdk) fn header(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body, as JSON.
    pub(in crate::cloud::sdk) fn text(mut self, json: &str) -> Self {
        self.body = Ok(Body::Json(json.into()));
        self
    }

    /// Sets the body.
    pub(in crate::cloud::sdk) fn body(mut self, members: &impl Serialize) -> Self {
        self.body = serialized(members);
        self
    }

    /// Sets the body, of any type.
    pub(in crate::cloud::sdk) fn content(mut self, kind: &str, content: SdkBody) -> Self {
        self.body = self.body.map(|_| Body::Content(kind.to_owned(), content));
        self
    }

    /// Signs this hash of a body that is not in memory.
    pub(in crate::cloud::sdk) fn hashed(mut self, sha256: String) -> Self {
        self.sha256 = Some(sha256);
        self
    }

    /// Sets the time limit for each attempt.
    pub(in crate::cloud::sdk) fn within(mut self, time_limit: Duration) -> Self {
        self.time_limit = Some(time_limit);
        self
    }

    /// Sets the operation's name, if it differs from IAM's action.
    pub(in crate::cloud::sdk) fn named(mut self, operation: &'static str) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Disables retries.
    pub(in crate::cloud::sdk) fn once(mut self) -> Self {
        self.once = true;
        self
    }

    pub(super) fn is_sent_once(&self) -> bool {
        self.once
    }

    pub(super) fn time_limit(&self) -> Option<Duration> {
        self.time_limit
    }

    pub(super) fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }

    pub(super) fn bucket(&self) -> Option<&str> {
        self.bucket.as_deref()
    }

    /// The operation: usually the action in `call`, after the service.
    pub(super) fn operation(&self, call: &'static str) -> &'static str {
        let name = call.split_once(':').map_or(call, |(_, name)| name);
        self.operation.unwrap_or(name)
    }

    /// The HTTP request.
    pub(super) fn into_http(self, service: &Service, operation: &str) -> Result<HttpRequest, BoxError> {
        let (kind, body) = match (service.protocol, self.body?) {
            (Protocol::Query(version), Body::Form(members)) => {
                let mut form = String::new();
                let mut writer = QueryWriter::new(&mut form, operation, version);
                for (name, value) in &members {
                    writer.prefix(name).string(value);
                }
                writer.finish();
                ("application/x-www-form-urlencoded".to_owned(), form.into())
            }
            (Protocol::Json(version, _), Body::Json(json)) => {
                (format!("application/x-amz-json-{version}"), json.into())
            }
            (Protocol::RestJson, Body::Json(json)) => ("application/json".to_owned(), json.into()),
            (Protocol::RestXml, Body::Content(kind, content)) => (kind, content),
            (Protocol::RestJson | Protocol::RestXml, Body::None) => (String::new(), SdkBody::empty()),
            _ => return Err("the body of the request does not fit the protocol of the service".into()),
        };
        let length = body.content_length();
        let mut request = HttpRequest::new(body);
        request.set_method(self.method)?;
        request.set_uri(self.path)?;
        let headers = request.headers_mut();
        if !kind.is_empty() {
            headers.try_insert("content-type", kind)?;
            if let Some(length) = length {
                headers.try_insert("content-length", length.to_string())?;
            }
        }
        if let Protocol::Json(_, prefix) = service.protocol {
            headers.try_insert("x-amz-target", format!("{prefix}.{operation}"))?;
        }
        for (name, value) in self.headers {
            headers.try_insert(name, value)?;
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::Request;
    use crate::cloud::sdk::api::S3;

    #[test]
    fn a_request_about_an_object_never_becomes_one_about_the_bucket() {
        let uri = |bucket, key| {
            let request =
                Request::s3("DeleteObject", "DELETE", bucket, Some(key)).into_http(S3, "DeleteObject");
            request.map(|request| request.uri().to_owned()).ok()
        };
        assert_eq!(uri("a-bucket", "a/ö?"), Some("/a/%C3%B6%3F".to_owned()));
        assert_eq!(uri("a-bucket", ""), None);
        assert_eq!(uri("", "a"), None);
    }
}
