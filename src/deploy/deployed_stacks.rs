//! The deployed stacks of an app, described in parallel.

use super::right_account;
use crate::cloud::cloudformation::{CloudFormation, Stack};
use crate::cloud::{Cloud, Clouds, Result};
use crate::synth::Artifact;
use futures_util::future::try_join_all;

/// A stack of the app, and its state in AWS.
#[derive(Debug)]
pub struct Deployed<'a, C> {
    /// The stack as the app defines it.
    pub artifact: &'a Artifact,
    /// The stack's region.
    pub cloud: C,
    /// The state of the stack; `None` when it is not deployed.
    pub stack: Option<Stack>,
}

/// Looks up stacks. Keeps their order.
pub async fn look_up<'a, C: Clouds>(
    clouds: &C,
    artifacts: &[&'a Artifact],
) -> Result<Vec<Deployed<'a, C::Cloud>>> {
    try_join_all(artifacts.iter().map(|artifact| look_up_one(clouds, artifact))).await
}

/// Looks up one stack.
pub async fn look_up_one<'a, C: Clouds>(
    clouds: &C,
    artifact: &'a Artifact,
) -> Result<Deployed<'a, C::Cloud>> {
    let cloud = clouds.at(artifact.environment())?;
    let stack = cloud.cloudformation().describe_stack(&artifact.name).await?;
    if let Some(stack) = &stack {
        right_account::check(artifact, &stack.arn)?;
    }
    Ok(Deployed {
        artifact,
        cloud,
        stack,
    })
}
