//! Service Quotas by the SDK.

use super::call::{Caller, if_there};
use crate::cloud::quotas::Quotas;
use crate::cloud::{Kind, Result};
use aws_config::SdkConfig;

/// Service Quotas by the SDK.
#[derive(Debug)]
pub struct Client {
    client: aws_sdk_servicequotas::Client,
    caller: Caller,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self {
            client: aws_sdk_servicequotas::Client::new(config),
            caller: caller.clone(),
        }
    }
}

impl Quotas for Client {
    async fn quota(&self, service: &str, code: &str) -> Result<Option<f64>> {
        let request = self.client.get_service_quota();
        let request = request.service_code(service).quota_code(code).send();
        let applied = self.caller.read("servicequotas:GetServiceQuota", request).await;
        let applied = known(applied)?.and_then(|answer| answer.quota()?.value());
        if applied.is_some() {
            return Ok(applied);
        }
        let request = self.client.get_aws_default_service_quota();
        let request = request.service_code(service).quota_code(code).send();
        let default = self
            .caller
            .read("servicequotas:GetAWSDefaultServiceQuota", request)
            .await;
        Ok(known(default)?.and_then(|answer| answer.quota()?.value()))
    }
}

/// Whoever answers without a code is not Service Quotas but an emulator that has none.
fn known<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Err(error) if error.kind == Kind::Intercepted => Ok(None),
        Err(error) if matches!(&error.kind, Kind::Other { code } if code.is_empty()) => Ok(None),
        answer => if_there(answer),
    }
}
