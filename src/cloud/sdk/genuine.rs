//! Whether an answer comes from AWS. A login page, a proxy that asks for a password and a firewall that forbids answer
//! in its place, some of them with status 200: none of that is a yes, a no, or a missing permission.

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
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::retry::ErrorKind;

/// The SDK's own client, which hands on nothing but what AWS answers.
pub(super) fn client(proxies: &ProxyConfig) -> SharedHttpClient {
    let proxies = proxies.clone();
    let client = Builder::new().build_with_connector_fn(move |settings, components| {
        let mut builder =
            ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        builder.set_connector_settings(settings.cloned());
        builder.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        builder.set_proxy_config(Some(proxies.clone()));
        builder.build()
    });
    SharedHttpClient::new(Genuine(client))
}

/// What somebody else answered.
#[derive(Clone, Debug, thiserror::Error)]
#[error("HTTP status {status}{}", kind.as_ref().map(|kind| format!(", {kind}")).unwrap_or_default())]
pub(super) struct Intercepted {
    status: u16,
    /// The type of what was sent, where that is said.
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
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move { form.hold(answer.await?).await })
    }
}

/// The form that AWS's answer to a request has.
#[derive(Debug, PartialEq, Eq)]
enum Form {
    /// XML whose root is named after this action.
    Query(String),
    /// A JSON object.
    Json,
    /// Anything but a page: objects of buckets may be whatever they are.
    Rest,
    /// Not asked of AWS's services: whoever gives credentials has a form of its own.
    Any,
}

impl Form {
    fn of(request: &HttpRequest) -> Self {
        let header = |name| request.headers().get(name);
        let is_signed = header("authorization").is_some_and(|it| it.starts_with("AWS4-"));
        let action = || {
            let body = std::str::from_utf8(request.body().bytes()?).ok()?;
            let mut fields = body.split('&');
            fields.find_map(|field| field.strip_prefix("Action=")).map(str::to_owned)
        };
        let is_form = header("content-type").is_some_and(|it| it.starts_with("application/x-www-form"));
        match () {
            () if !is_signed => Self::Any,
            () if header("x-amz-target").is_some() => Self::Json,
            () if is_form => action().map_or(Self::Any, Self::Query),
            () => Self::Rest,
        }
    }

    /// The answer, if it has this form.
    async fn hold(self, mut answer: HttpResponse) -> Result<HttpResponse, ConnectorError> {
        let is_good = answer.status().is_success();
        let kind = answer.headers().get("content-type").map(str::to_owned);
        let is_page = kind.as_ref().is_some_and(|kind| kind.starts_with("text/html"));
        let is_known = match self {
            Self::Any => true,
            Self::Rest => !is_page || is_signed_off(&answer),
            Self::Json | Self::Query(_) if is_page => false,
            Self::Json => {
                let body = body(&mut answer).await?;
                body.starts_with(b"{") || (is_good && body.is_empty())
            }
            Self::Query(action) => {
                let body = body(&mut answer).await?;
                let root = root(&String::from_utf8_lossy(&body)).map(str::to_owned);
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
        // What was asked may be asked again: AWS has not heard of it.
        let again = Some(ErrorKind::TransientError);
        Err(ConnectorError::other(Box::new(intercepted), again))
    }
}

/// Whether the answer has the number that AWS gives each of its own.
fn is_signed_off(answer: &HttpResponse) -> bool {
    ["x-amz-request-id", "x-amzn-requestid", "x-amz-id-2"]
        .iter()
        .any(|name| answer.headers().get(name).is_some())
}

/// What the answer says, which it goes on saying.
async fn body(answer: &mut HttpResponse) -> Result<Vec<u8>, ConnectorError> {
    let read = ByteStream::new(answer.take_body()).collect().await;
    let bytes = read.map_err(|error| ConnectorError::io(error.into()))?.into_bytes();
    *answer.body_mut() = SdkBody::from(bytes.clone());
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
    Ok(bytes.slice(start.unwrap_or(bytes.len())..).to_vec())
}

/// The name of the root element, without its namespace.
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
    fn the_root_is_found_behind_whatever_comes_first() {
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
