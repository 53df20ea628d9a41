//! `outputs`: the outputs of the deployed stacks.

use super::deployed_stacks::look_up;
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

/// The outputs of stacks, in their order.
pub async fn outputs<C: Clouds>(clouds: &C, artifacts: &[&Artifact]) -> Result<Vec<Outputs>> {
    let deployed = look_up(clouds, artifacts).await?;
    let outputs = deployed.into_iter().map(|deployed| Outputs {
        stack: deployed.artifact.id.to_string(),
        name: deployed.artifact.name.to_string(),
        account: deployed.cloud.account().map(str::to_owned),
        region: deployed.cloud.region().to_owned(),
        outputs: deployed.stack.map(|stack| sorted(stack.outputs)),
    });
    Ok(outputs.collect())
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
