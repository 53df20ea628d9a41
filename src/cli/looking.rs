//! The common part of commands that read stacks: which stacks, and how to reach AWS.

use super::{
    Context, Failure, aws,
    selection::{deployable, stacks_or_all},
};
use crate::cloud::{Result, SdkClouds};
use crate::synth::Artifact;

/// The stacks.
#[derive(Debug, clap::Args)]
pub(super) struct Looking {
    #[arg(value_name = "STACK", help = stacks_or_all())]
    pub(super) stacks: Vec<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

impl Looking {
    /// Runs `look` on the stacks.
    pub(super) fn at<T>(
        &self,
        context: &mut Context<'_>,
        look: impl AsyncFnOnce(&SdkClouds, &[&Artifact]) -> Result<T>,
    ) -> std::result::Result<T, Failure> {
        let assembly = self.aws.synth(context, &self.stacks)?;
        let stacks = deployable(&assembly, &self.stacks)?;
        self.aws.run(async |clouds| Ok(look(clouds, &stacks).await?))
    }
}
