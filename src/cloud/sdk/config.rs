//! Where AWS is and who we are: as the person configured it, or an emulator's, for which nothing of that is read.

use super::genuine;
use crate::cloud::{Access, Secret};
use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileRegionProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::proxy::ProxyConfig;
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
        .http_client(genuine::client(&ProxyConfig::from_env()))
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
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(EMULATED_REGION))
        .http_client(genuine::client(&ProxyConfig::disabled()))
        .retry_config(retry())
        .timeout_config(timeout())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(access.endpoint_url.as_deref().unwrap_or_default())
        .build()
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
