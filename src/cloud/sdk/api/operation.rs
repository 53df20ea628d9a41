//! The plugin of the SDK's runtime for one call, as in its generated clients: how the request is made and signed, and
//! how the response is read.

use super::answer::{self, Answer, Opaque};
use super::request::Request;
use super::service::{Protocol, Service};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_runtime::auth::{PayloadSigningOverride, SigV4OperationSigningConfig};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output, OutputOrError};
use aws_smithy_runtime_api::client::orchestrator::{
    HttpRequest, HttpResponse, Metadata, OrchestratorError, SensitiveOutput,
};
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse, SerializeRequest, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::{ConfigBag, Layer};
use std::fmt;
use std::marker::PhantomData;

/// The plugin of one call.
pub(super) fn plugin<A: Answer>(
    service: &'static Service,
    operation: &'static str,
    request: &Request,
) -> StaticRuntimePlugin {
    let mut layer = Layer::new(operation);
    layer.store_put(SharedRequestSerializer::new(Serializer { service, operation }));
    layer.store_put(SharedResponseDeserializer::new(Reader::<A> {
        service,
        answer: PhantomData,
    }));
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(Metadata::new(operation, service.id));
    // The output is never logged: responses contain secrets.
    layer.store_put(SensitiveOutput);
    layer.store_put(signing(service));
    if request.is_sent_once() {
        layer.store_put(RetryConfig::disabled());
    }
    if let Some(hash) = request.sha256() {
        layer.store_put(PayloadSigningOverride::Precomputed(hash.to_owned()));
    }
    if let Some(time_limit) = request.time_limit() {
        let timeout = TimeoutConfig::builder().operation_attempt_timeout(time_limit);
        layer.store_put(timeout.build());
    }
    StaticRuntimePlugin::new().with_config(layer.freeze())
}

/// How a request is signed. A path of S3 is a key, which is not encoded twice and keeps its `..`.
fn signing(service: &Service) -> SigV4OperationSigningConfig {
    let mut config = SigV4OperationSigningConfig::default();
    if service.protocol == Protocol::RestXml {
        let options = &mut config.signing_options;
        options.double_uri_encode = false;
        options.normalize_uri_path = false;
        options.content_sha256_header = true;
    }
    config
}

#[derive(Debug)]
struct Serializer {
    service: &'static Service,
    operation: &'static str,
}

impl SerializeRequest for Serializer {
    fn serialize_input(&self, input: Input, _: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        let request = input
            .downcast::<Request>()
            .map_err(|_| "a request of another type")?;
        request.into_http(self.service, self.operation)
    }
}

struct Reader<A> {
    service: &'static Service,
    answer: PhantomData<fn() -> A>,
}

impl<A> fmt::Debug for Reader<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reader")
    }
}

impl<A: Answer> DeserializeResponse for Reader<A> {
    fn deserialize_streaming_with_config(
        &self,
        response: &mut HttpResponse,
        _: &ConfigBag,
    ) -> Option<OutputOrError> {
        A::streamed(response).map(|answer| Ok(Output::erase(Opaque(answer))))
    }

    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> OutputOrError {
        if !response.status().is_success() {
            return Err(complaint(self.service, response, config));
        }
        let read = A::of(response).map_err(OrchestratorError::other)?;
        Ok(Output::erase(Opaque(read)))
    }

    fn deserialize_nonstreaming(&self, _: &HttpResponse) -> OutputOrError {
        Err(OrchestratorError::other("the runtime gives the configuration"))
    }
}

/// The error in a response. A response without a code is not AWS's.
fn complaint(service: &Service, response: &HttpResponse, config: &ConfigBag) -> OrchestratorError<Error> {
    if let Protocol::Query(_) | Protocol::RestXml = service.protocol {
        // A response that cannot be parsed has no code either.
        let complaint = answer::complaint(answer::body(response)).unwrap_or_default();
        return OrchestratorError::operation(Error::erase(complaint));
    }
    let Some(protocol) = config.load::<SharedClientProtocol>() else {
        return OrchestratorError::other("no protocol");
    };
    match protocol.parse_error_metadata(response, config) {
        Ok(metadata) => {
            let metadata = metadata.build();
            match metadata.code() {
                Some(_) => OrchestratorError::operation(Error::erase(metadata)),
                None => OrchestratorError::other(metadata),
            }
        }
        Err(error) => OrchestratorError::other(error),
    }
}
