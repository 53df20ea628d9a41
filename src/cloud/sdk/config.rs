//! Endpoint, region and credentials: as the user configured them, or those of an emulator, for which no configuration
//! is read.

mod chain;
mod checked;
mod environment;
mod file;
mod mfa;
mod process;
mod retry;
mod shared;
mod trust;

use super::genuine;
use crate::cloud::{Access, Error, Result, Secret};
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::proxy::ProxyConfig;
use chain::Chain;
use checked::Checked;
use process::Process;
use shared::{Profile, Shared, alias};
use std::time::Duration;

/// The region for stacks without one on an emulator.
const EMULATED_REGION: &str = "us-east-1";

/// The region for STS when none is configured, as in the AWS CLI: STS is the same in each.
const FIRST_REGION: &str = "us-east-1";

/// The configuration for this access.
pub(super) async fn load(access: &Access) -> Result<SdkConfig> {
    match &access.credentials {
        Some((id, secret)) => Ok(emulated(access, id, secret)),
        None => configured(access).await,
    }
}

/// The MFA device whose code is needed and not given.
pub(super) fn device(access: &Access) -> Result<Option<String>> {
    if access.credentials.is_some() {
        return Ok(None);
    }
    environment::inspect()?;
    let shared = Shared::read()?;
    let profile = shared.selected(access.profile.as_deref())?;
    // Keys in the environment take precedence: the profile is not needed.
    if access.profile.is_none() && environment::has_keys() {
        return Ok(None);
    }
    let chain = Chain::of(&shared, &profile)?;
    let serial = chain
        .as_ref()
        .and_then(Chain::missing)
        .and_then(|role| role.serial);
    Ok(serial.map(str::to_owned))
}

/// The profiles that say they are for an account. None if the files cannot be read.
pub(super) fn profiles_of(account: &str) -> Vec<String> {
    Shared::read().map_or(Vec::new(), |shared| shared.of_account(account))
}

/// From environment variables and AWS's configuration files, as in every AWS tool.
async fn configured(access: &Access) -> Result<SdkConfig> {
    environment::inspect()?;
    if let Some(url) = access
        .endpoint_url
        .as_ref()
        .filter(|url| !environment::is_address(url))
    {
        let fix = "write one such as http://127.0.0.1:4566";
        return Err(Error::configuration(
            "--endpoint-url",
            format!("\"{url}\" is not a URL"),
            fix,
        ));
    }
    let shared = Shared::read()?;
    let profile = shared.selected(access.profile.as_deref())?;
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(region(&profile).unwrap_or_else(|| Region::new(FIRST_REGION)))
        .http_client(match trust::client(&profile)? {
            Some(client) => genuine::only(client),
            None => genuine::client(&ProxyConfig::from_env()),
        })
        .retry_config(retry::config(&profile)?)
        .timeout_config(timeout())
        .profile_files(shared.files())
        .profile_name(alias(&profile.name));
    if let Some(url) = &access.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Ok(name) = AppName::new("sa-infra") {
        loader = loader.app_name(name);
    }
    let config = loader.load().await;
    let provider = provider(access, &shared, &profile, &config).await?;
    let provider = provider.map(|provider| SharedCredentialsProvider::new(Checked(provider)));
    let mut config = config.to_builder();
    config.set_credentials_provider(provider);
    config.set_region(region(&profile));
    Ok(config.build())
}

/// The region of an EC2 instance is not used: it does not say where stacks belong, and the request takes seconds
/// outside EC2.
fn region(profile: &Profile) -> Option<Region> {
    let mut variables = ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter();
    let said = variables.find_map(environment::get);
    said.or_else(|| profile.get("region").map(str::to_owned))
        .map(Region::new)
}

/// The provider of credentials. A profile on the command line takes precedence over keys in the environment;
/// `AWS_PROFILE` does not, as in every AWS tool.
async fn provider(
    access: &Access,
    shared: &Shared,
    profile: &Profile,
    config: &SdkConfig,
) -> Result<Option<SharedCredentialsProvider>> {
    let said = access.profile.as_deref();
    let chain = match said {
        None if environment::has_keys() => None,
        _ => Chain::of(shared, profile)?,
    };
    if let Some(chain) = chain {
        let found = chain.provider(shared, config, access.code.as_ref()).await?;
        return Ok(Some(found));
    }
    let is_asked = said.is_some() || !environment::has_keys();
    if let Some(command) = process::command(profile).filter(|_| is_asked && profile.get("role_arn").is_none())
    {
        let process = Process::start(command).await?;
        return Ok(Some(SharedCredentialsProvider::new(process)));
    }
    if said.is_none() {
        return Ok(config.credentials_provider());
    }
    let base = provider_config(config);
    let own = ProfileFileCredentialsProvider::builder()
        .configure(&base)
        .profile_files(shared.files())
        .profile_name(alias(&profile.name));
    let chain = CredentialsProviderChain::first_try("Profile", own.build())
        .or_else(
            "EcsContainer",
            EcsCredentialsProvider::builder().configure(&base).build(),
        )
        .or_else(
            "Ec2InstanceMetadata",
            ImdsCredentialsProvider::builder().configure(&base).build(),
        );
    Ok(Some(SharedCredentialsProvider::new(chain)))
}

/// The same settings for providers of credentials.
fn provider_config(config: &SdkConfig) -> ProviderConfig {
    let mut base = ProviderConfig::without_region().with_region(config.region().cloned());
    if let Some(client) = config.http_client() {
        base = base.with_http_client(client);
    }
    if let Some(retry) = config.retry_config() {
        base = base.with_retry_config(retry.clone());
    }
    if let Some(timeout) = config.timeout_config() {
        base = base.with_timeout_config(timeout.clone());
    }
    base
}

/// Built without the environment: no variable, file or proxy can redirect it.
fn emulated(access: &Access, id: &str, secret: &Secret) -> SdkConfig {
    let token = access
        .session_token
        .as_ref()
        .map(|token| token.expose().to_owned());
    let credentials = Credentials::new(id, secret.expose(), token, None, "sa-infra");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(EMULATED_REGION))
        .http_client(genuine::client(&ProxyConfig::disabled()))
        .retry_config(retry::standard())
        .timeout_config(timeout())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(access.endpoint_url.as_deref().unwrap_or_default())
        .build()
}

fn timeout() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(30))
        .build()
}
