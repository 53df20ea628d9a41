//! Checks that a response comes from AWS and that it has an end. Captive portals, proxies and firewalls respond in its place, some of them with
//! status 200: such a response means neither success nor a missing permission.

use super::bounds;
use super::traced::{self, Traced};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::retry::ErrorKind;

/// The SDK's own HTTP client, which turns a response that AWS did not send into an error.
pub(super) fn client(proxies: &ProxyConfig) -> SharedHttpClient {
    let proxies = proxies.clone();
    let client = Builder::new().build_with_connector_fn(move |settings, components| {
        let mut builder = ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::Ring));
        builder.set_connector_settings(settings.cloned());
        builder.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        builder.set_proxy_config(Some(proxies.clone()));
        builder.build()
    });
    only(client)
}

/// This client, which rejects responses that AWS did not send.
pub(super) fn only(client: SharedHttpClient) -> SharedHttpClient {
    SharedHttpClient::new(Genuine(client))
}

/// A response that AWS did not send.
#[derive(Clone, Debug, thiserror::Error)]
#[error("HTTP status {status}{}", kind.as_ref().map(|kind| format!(", {kind}")).unwrap_or_default())]
pub(super) struct Intercepted {
    status: u16,
    /// Its content type, where it has one.
    kind: Option<String>,
}

#[derive(Debug)]
struct Genuine(SharedHttpClient);

impl HttpClient for Genuine {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector(self.0.http_connector(settings, components)))
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.0.connector_metadata()
    }
}

#[derive(Debug)]
struct Connector(SharedHttpConnector);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let form = Form::of(&request);
        let is_streamed = bounds::is_for_an_object(&request);
        let traced = Traced::begin(&request);
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await;
            if let Some(traced) = traced {
                traced.end(answer.as_ref().ok());
            }
            let mut answer = answer?;
            if !is_streamed || !answer.status().is_success() {
                bounds::read(&mut answer).await?;
            }
            form.hold(answer)
        })
    }
}

/// The form of AWS's response to a request.
#[derive(Debug, PartialEq, Eq)]
enum Form {
    /// XML whose root element has the name of this action.
    Query(String),
    /// A JSON object.
    Json,
    /// Anything but an HTML page. An object of a bucket may be one: S3 marks it with a request id.
    Rest,
    /// Unsigned requests to providers of credentials: each has its own form.
    Any,
}

impl Form {
    fn of(request: &HttpRequest) -> Self {
        let header = |name| request.headers().get(name);
        let is_signed = header("authorization").is_some_and(|it| it.starts_with("AWS4-"));
        let is_form = header("content-type").is_some_and(|it| it.starts_with("application/x-www-form"));
        match () {
            () if !is_signed => Self::Any,
            () if header("x-amz-target").is_some() => Self::Json,
            () if is_form => {
                traced::action(request).map_or(Self::Any, |action| Self::Query(action.to_owned()))
            }
            () => Self::Rest,
        }
    }

    /// Returns the response if it has this form.
    fn hold(self, answer: HttpResponse) -> Result<HttpResponse, ConnectorError> {
        let is_good = answer.status().is_success();
        let kind = answer.headers().get("content-type").map(str::to_owned);
        let is_page = kind.as_ref().is_some_and(|kind| kind.starts_with("text/html"));
        let is_known = match self {
            Self::Any => true,
            Self::Rest => !is_page || has_request_id(&answer),
            Self::Json | Self::Query(_) if is_page => false,
            Self::Json => {
                let body = body(&answer);
                let text = String::from_utf8_lossy(body);
                let is_typed = answer.headers().get("x-amzn-errortype").is_some()
                    || ["__type", "\"code\"", "\"Code\""]
                        .iter()
                        .any(|name| text.contains(name));
                let is_object = text.starts_with('{');
                // An error of AWS has a type.
                (is_good && (body.is_empty() || is_object)) || (is_object && is_typed)
            }
            Self::Query(action) => {
                let body = body(&answer);
                let root = root(&String::from_utf8_lossy(body)).map(str::to_owned);
                match root {
                    Some(root) if is_good => root == format!("{action}Response"),
                    Some(root) => root.ends_with("Response") || root == "Error",
                    None => false,
                }
            }
        };
        if is_known {
            return Ok(answer);
        }
        let intercepted = Intercepted {
            status: answer.status().as_u16(),
            kind,
        };
        // AWS has not received the request, so the SDK can send it again. A server that speaks JSON and refuses the request is
        // an emulator without this service: it answers the same every time.
        let is_refusal =
            kind_is(&intercepted, "application/json") && matches!(intercepted.status, 400 | 404 | 501);
        let again = (!is_refusal).then_some(ErrorKind::TransientError);
        Err(ConnectorError::other(Box::new(intercepted), again))
    }
}

fn kind_is(intercepted: &Intercepted, name: &str) -> bool {
    let kind = intercepted.kind.as_ref();
    kind.is_some_and(|kind| kind.starts_with(name))
}

/// Whether the response has the request id that AWS gives to each of its own.
fn has_request_id(answer: &HttpResponse) -> bool {
    ["x-amz-request-id", "x-amzn-requestid", "x-amz-id-2"]
        .iter()
        .any(|name| answer.headers().get(name).is_some())
}

/// The body, without leading space.
fn body(answer: &HttpResponse) -> &[u8] {
    answer.body().bytes().unwrap_or_default().trim_ascii_start()
}

/// The name of the root element, without its namespace prefix.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = rest.strip_prefix('<')?;
        let end = match rest.get(..1)? {
            "?" => "?>",
            "!" if rest.starts_with("!--") => "-->",
            "!" => ">",
            _ => break,
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let name = rest.split([' ', '\t', '\r', '\n', '/', '>']).next()?;
    Some(name.rsplit(':').next().unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn the_root_element_is_found_after_declarations_and_comments() {
        for text in [
            "<A/>",
            "<A xmlns=\"x\">",
            "<?xml version=\"1.0\"?>\n<!-- a > b -->\n<A>",
            "\u{feff}<!DOCTYPE a>\n<x:A\n>",
        ] {
            assert_eq!(root(text), Some("A"), "{text}");
        }
        for text in ["", "{}", "forbidden", "<", "<?xml", "<!-- "] {
            assert_eq!(root(text), None, "{text}");
        }
    }
}
