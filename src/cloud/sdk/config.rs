//! Endpoint, region and credentials: as the user configured them, or those of an emulator, which reads no
//! configuration.

use crate::cloud::{Access, Secret};
use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileRegionProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use std::time::Duration;

/// Where stacks go in an emulator that name no region.
const EMULATED_REGION: &str = "us-east-1";

/// The configuration for this access.
pub(super) async fn load(access: &Access) -> SdkConfig {
    match &access.credentials {
        Some((id, secret)) => emulated(access, id, secret),
        None => configured(access).await,
    }
}

/// By environment variables and AWS's configuration files, as every AWS tool does it.
async fn configured(access: &Access) -> SdkConfig {
    let mut profile_region = ProfileFileRegionProvider::builder();
    // Where a machine of EC2 stands says nothing about where stacks belong, and to ask it takes seconds elsewhere.
    if let Some(profile) = &access.profile {
        profile_region = profile_region.profile_name(profile);
    }
    let region = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
        .or_else(profile_region.build());
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(region)
        .retry_config(retry())
        .timeout_config(timeout());
    if let Some(profile) = &access.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &access.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Ok(name) = AppName::new("sa-infra") {
        loader = loader.app_name(name);
    }
    loader.load().await
}

/// Made by hand: no variable, no file and no proxy can lead it anywhere else.
fn emulated(access: &Access, id: &str, secret: &Secret) -> SdkConfig {
    let credentials = Credentials::new(id, secret.expose(), None, None, "sa-infra");
    SdkConfig::builder()
        .behavior_version(without_proxies())
        .region(Region::new(EMULATED_REGION))
        .retry_config(retry())
        .timeout_config(timeout())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(access.endpoint_url.as_deref().unwrap_or_default())
        .build()
}

#[expect(
    deprecated,
    reason = "the last version whose client does not send what is meant for 127.0.0.1 to HTTP_PROXY"
)]
fn without_proxies() -> BehaviorVersion {
    BehaviorVersion::v2025_01_17()
}

/// The SDK tries throttled calls, failures on AWS's side and lost connections again, with growing pauses of random
/// length; about four seconds in all. Who waits for an operation goes on after that.
fn retry() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(5)
        .with_initial_backoff(Duration::from_millis(500))
        .with_max_backoff(Duration::from_secs(8))
}

fn timeout() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(30))
        .build()
}
