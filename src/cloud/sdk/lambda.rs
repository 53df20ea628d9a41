//! AWS Lambda by the SDK.

use super::call::Caller;
use crate::cloud::Result;
use crate::cloud::lambda::Lambda;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;

/// AWS Lambda by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_lambda::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_lambda::Client::new(config),
            caller: caller.clone(),
        }
    }
}

impl Lambda for Client {
    async fn invoke(&self, function: &str, event: &str) -> Result<()> {
        let once = aws_sdk_lambda::config::Builder::new().retry_config(RetryConfig::disabled());
        let request = self
            .client
            .invoke()
            .function_name(function)
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(event))
            .customize()
            .config_override(once)
            .send();
        let invoked = Box::pin(self.caller.write("lambda:InvokeFunction", request));
        invoked.await.map(drop)
    }
}
