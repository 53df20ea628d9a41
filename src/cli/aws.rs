//! What every command that talks to AWS has: its flags, the runtime, and the errors that need a word more.

use super::Failure;
use crate::cloud::{Access, SdkClouds};
use anyhow::Context as _;

/// How AWS is reached. What is left out comes from AWS's own environment variables and files.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "AWS")]
pub(super) struct Aws {
    /// Profile of the AWS configuration files [default: `AWS_PROFILE`]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Address of all services, of an emulator for instance [default: AWS's own, or `AWS_ENDPOINT_URL`]
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

impl Aws {
    /// Runs what needs AWS, on one thread. Nothing of AWS's configuration is read before.
    pub(super) fn run<T>(
        &self,
        work: impl AsyncFnOnce(&SdkClouds) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build().context("cannot start the runtime")?;
        let access = Access {
            profile: self.profile.clone(),
            endpoint_url: self.endpoint_url.clone(),
            credentials: None,
        };
        runtime.block_on(async { work(&SdkClouds::load(&access).await).await })
    }
}
