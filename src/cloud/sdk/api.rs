//! The client of every service without an SDK crate. A call is a small request and answer (`request`, `answer`).
//! Credentials, signatures, retries, clock skew, endpoints, timeouts and connections are those of the SDK's own
//! runtime, composed as in its generated clients (doc/decisions/0021-clients-on-the-sdk-runtime.md).

mod answer;
mod client;
mod endpoint;
mod operation;
mod request;
mod service;

pub(super) use answer::{Done, Element, Streamed, Whole, epoch};
pub(super) use request::Request;
pub(super) use service::*;

use super::call::Caller;
use crate::cloud::Result;
use crate::cloud::walk::Walk;
use answer::{Answer, Opaque};
use aws_config::SdkConfig;
use aws_smithy_runtime::client::orchestrator;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugins;
use aws_smithy_types::error::ErrorMetadata;
use service::Service;

/// One service in one region.
#[derive(Clone, Debug)]
pub(super) struct Api {
    service: &'static Service,
    plugins: RuntimePlugins,
    caller: Caller,
}

impl Api {
    pub(super) fn new(service: &'static Service, config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            service,
            plugins: client::plugins(service, config),
            caller: caller.clone(),
        }
    }

    /// Makes a read-only call.
    pub(super) async fn read<A: Answer>(&self, call: &'static str, request: Request) -> Result<A> {
        self.caller.read(call, self.send(call, request)).await
    }

    /// Makes a call that changes something.
    pub(super) async fn write<A: Answer>(&self, call: &'static str, request: Request) -> Result<A> {
        self.caller.write(call, self.send(call, request)).await
    }

    /// Reads every page. `request` returns the request for the page of a token. `take` receives a page and returns
    /// the token of the next one; on the last page it is missing or empty.
    pub(super) async fn pages<A: Answer>(
        &self,
        call: &'static str,
        request: impl Fn(Option<&str>) -> Request,
        mut take: impl FnMut(A) -> Option<String>,
    ) -> Result<()> {
        let (mut token, mut walk) = (None::<String>, Walk::new(call));
        loop {
            let page = self.read(call, request(token.as_deref())).await?;
            token = take(page).filter(|next| !next.is_empty());
            match &token {
                Some(next) => walk.goes_to(next)?,
                None => return Ok(()),
            }
        }
    }

    /// Sends a request, and returns the error as the SDK has it.
    pub(super) async fn send<A: Answer>(
        &self,
        call: &'static str,
        request: Request,
    ) -> std::result::Result<A, SdkError<ErrorMetadata, HttpResponse>> {
        let operation = request.operation(call);
        let plugin = operation::plugin::<A>(self.service, operation, &request);
        let plugins = self.plugins.clone().with_operation_plugin(plugin);
        let input = Input::erase(request);
        let sent = Box::pin(orchestrator::invoke(self.service.id, operation, input, &plugins)).await;
        let no_error = |_| ErrorMetadata::builder().build();
        let output =
            sent.map_err(|error| error.map_service_error(|error| error.downcast().unwrap_or_else(no_error)))?;
        let wrong = |_| SdkError::construction_failure("the answer is not of the type that was asked for");
        output
            .downcast::<Opaque<A>>()
            .map(|answer| answer.0)
            .map_err(wrong)
    }
}
