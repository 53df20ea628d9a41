//! Service Quotas.

use super::api::{Api, QUOTAS, Request};
use super::call::{Caller, if_there};
use crate::cloud::quotas::Quotas;
use crate::cloud::{Kind, Result};
use aws_config::SdkConfig;
use serde::{Deserialize, Serialize};

/// Service Quotas.
#[derive(Debug)]
pub struct Client(Api);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetServiceQuota<'a> {
    service_code: &'a str,
    quota_code: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    quota: Option<Quota>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Quota {
    value: Option<f64>,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, caller: &Caller) -> Self {
        Self(Api::new(QUOTAS, config, caller))
    }

    async fn get(&self, call: &'static str, service_code: &str, quota_code: &str) -> Result<Option<f64>> {
        let request = Request::json(&GetServiceQuota {
            service_code,
            quota_code,
        });
        let found: Result<Found> = self.0.read(call, request).await;
        Ok(known(found)?.and_then(|answer| answer.quota?.value))
    }
}

impl Quotas for Client {
    async fn quota(&self, service: &str, code: &str) -> Result<Option<f64>> {
        let applied = self.get("servicequotas:GetServiceQuota", service, code).await?;
        if applied.is_some() {
            return Ok(applied);
        }
        self.get("servicequotas:GetAWSDefaultServiceQuota", service, code)
            .await
    }
}

/// A response without a code comes from an emulator without Service Quotas.
fn known<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Err(error) if error.kind == Kind::Intercepted => Ok(None),
        Err(error) if matches!(&error.kind, Kind::Other { code } if code.is_empty()) => Ok(None),
        answer => if_there(answer),
    }
}
