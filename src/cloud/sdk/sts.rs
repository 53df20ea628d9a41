//! STS through the SDK.

use super::call::Caller;
use super::convert::text;
use crate::cloud::Result;
use crate::cloud::sts::{Identity, Sts};
use aws_config::SdkConfig;

/// STS through the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_sts::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_sts::Client::new(config),
            caller: caller.clone(),
        }
    }
}

impl Sts for Client {
    async fn get_caller_identity(&self) -> Result<Identity> {
        let request = self.client.get_caller_identity().send();
        let identity = self.caller.read("sts:GetCallerIdentity", request).await?;
        Ok(Identity {
            account: text(identity.account()),
            arn: text(identity.arn()),
        })
    }

    async fn decode_authorization_message(&self, encoded: &str) -> Result<String> {
        let request = self
            .client
            .decode_authorization_message()
            .encoded_message(encoded)
            .send();
        let decoded = self
            .caller
            .read("sts:DecodeAuthorizationMessage", request)
            .await?;
        Ok(text(decoded.decoded_message()))
    }
}
