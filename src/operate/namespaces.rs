//! The copies of an app in one account and region, each in its own namespace, found by their stack names.

use crate::cloud::cloudformation::CloudFormation;
use crate::cloud::{Cloud, Clouds, Kind, Result};
use crate::synth::Artifact;
use std::collections::BTreeSet;

/// The namespaces under which this stack is deployed, in the order of their names; `own` for the name that it has
/// here. `None` without the permission to list stacks.
pub async fn namespaces<C: Clouds>(clouds: &C, stack: &Artifact, own: &str) -> Result<Vec<String>> {
    let cloud = clouds.at(stack.environment())?;
    let names = match cloud.cloudformation().list_stacks().await {
        Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => return Ok(Vec::new()),
        names => names?,
    };
    let found = names.iter().filter_map(|name| namespace(name, stack, own));
    Ok(found
        .map(str::to_owned)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect())
}

/// The namespace is the prefix of the stack's name.
fn namespace<'a>(name: &'a str, stack: &Artifact, own: &'a str) -> Option<&'a str> {
    if *name == *stack.name {
        return Some(own);
    }
    let rest = name.strip_suffix(&*stack.id)?.strip_suffix('-')?;
    Some(rest).filter(|rest| !rest.is_empty())
}
