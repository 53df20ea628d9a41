//! `outputs`: the outputs of the deployed stacks.

use super::deployed_stacks::{Deployed, look_up};
use super::nested;
use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::{Cloud, Clouds, Result, cloudformation};
use crate::synth::Artifact;
use serde::Serialize;

/// The outputs of a stack.
#[derive(Debug, Serialize)]
pub struct Outputs {
    /// The id of the stack.
    pub stack: String,
    /// The name CloudFormation knows it by.
    pub name: String,
    /// Its account; `None` if it is not known.
    pub account: Option<String>,
    /// Its region.
    pub region: String,
    /// Whether it is nested in another stack.
    #[serde(skip)]
    pub is_nested: bool,
    /// The outputs, in alphabetical order; `None` if the stack is not deployed.
    pub outputs: Option<Vec<Output>>,
}

/// An output.
#[derive(Debug, Serialize)]
pub struct Output {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// Its description.
    pub description: Option<String>,
    /// The name under which other stacks import it.
    pub export: Option<String>,
}

/// The outputs of stacks, in their order, each followed by those of its nested stacks.
pub async fn outputs<C: Clouds>(clouds: &C, artifacts: &[&Artifact]) -> Result<Vec<Outputs>> {
    let deployed = look_up(clouds, artifacts).await?;
    let mut outputs = Vec::with_capacity(deployed.len());
    for Deployed {
        artifact,
        cloud,
        stack,
    } in deployed
    {
        let account = cloud.account().map(str::to_owned);
        let region = cloud.region().to_owned();
        let arn = stack.as_ref().map(|stack| stack.arn.clone());
        outputs.push(Outputs {
            stack: artifact.id.to_string(),
            name: artifact.name.to_string(),
            account: account.clone(),
            region: region.clone(),
            is_nested: false,
            outputs: stack.map(|stack| sorted(stack.outputs)),
        });
        for nested in nested::deployed(&cloud, artifact, arn.as_deref()).await? {
            let Some(stack) = cloud.cloudformation().describe_stack(&nested.arn).await? else {
                continue;
            };
            outputs.push(Outputs {
                stack: nested.stack,
                name: stack.name,
                account: account.clone(),
                region: region.clone(),
                is_nested: true,
                outputs: Some(sorted(stack.outputs)),
            });
        }
    }
    Ok(outputs)
}

/// Outputs in the order of the alphabet.
pub(crate) fn sorted(mut outputs: Vec<cloudformation::Output>) -> Vec<Output> {
    outputs.sort_by(|one, other| one.name.cmp(&other.name));
    let output = |output: cloudformation::Output| Output {
        name: output.name,
        value: output.value,
        description: output.description,
        export: output.export,
    };
    outputs.into_iter().map(output).collect()
}
