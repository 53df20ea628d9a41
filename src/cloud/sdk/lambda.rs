//! AWS Lambda.

use super::api::{Api, Done, LAMBDA, Request};
use super::call::Caller;
use crate::cloud::Result;
use crate::cloud::lambda::Lambda;
use aws_config::SdkConfig;

/// AWS Lambda.
#[derive(Debug)]
pub struct Client(Api);

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(LAMBDA, config, caller))
    }
}

impl Lambda for Client {
    async fn invoke(&self, function: &str, event: &str) -> Result<()> {
        let request = Request::rest("POST", "/2015-03-31/functions/", function)
            .path("/invocations")
            .header("x-amz-invocation-type", "Event")
            .text(event)
            .named("Invoke")
            .once();
        self.0
            .write::<Done>("lambda:InvokeFunction", request)
            .await
            .map(drop)
    }
}
