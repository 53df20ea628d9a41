//! The template to send: some names become literals, pinned images get digests, and a preserved resource keeps its
//! deployed creation-time properties. `diff` compares this template too.

use super::pinned_images;
use crate::cloud::sts::Sts;
use crate::cloud::{Cloud, Result};
use crate::facts::{Path, resource_type};
use crate::model::json::{Call, Fields, Json};
use crate::model::template::{Resource, Template};
use crate::synth::Artifact;

/// The template to send to replace the deployed one. Of the resources in `replaced`, which are recreated, it keeps no
/// properties.
pub(in crate::deploy) async fn outgoing(
    cloud: &impl Cloud,
    stack: &Artifact,
    deployed: Option<&Template>,
    replaced: &[String],
) -> Result<Template> {
    let mut template = stack.template.clone();
    if template
        .resources
        .values()
        .any(|resource| !unwritten(resource).is_empty())
    {
        let account = cloud.sts().get_caller_identity().await?.account;
        for resource in template.resources.values_mut() {
            for property in unwritten(resource) {
                write(&mut resource.properties, property, &account, cloud.region());
            }
        }
    }
    for (id, keep) in &stack.kept {
        let before = deployed.and_then(|deployed| deployed.resources.get(id));
        let before = before.filter(|_| !replaced.iter().any(|replaced| **replaced == **id));
        for property in keep.as_deployed {
            if let Some(before) = before {
                take_over(&mut template, id, before, property);
            }
        }
    }
    pinned_images::pin(cloud, stack, &mut template).await?;
    Ok(template)
}

/// The properties that name a retained resource and are not literal. CloudFormation imports only resources with a
/// literal name, and one with this name may exist already.
fn unwritten(resource: &Resource) -> Vec<&'static str> {
    let stays = resource
        .deletion_policy
        .as_deref()
        .is_some_and(|policy| policy.starts_with("Retain"));
    let names = resource_type(&resource.kind).map_or(&[] as &[Path], |facts| &facts.identifier);
    let is_call = |name: &&str| resource.properties.get(name).and_then(Json::as_call).is_some();
    if stays {
        names.iter().map(AsRef::as_ref).filter(is_call).collect()
    } else {
        Vec::new()
    }
}

fn write(properties: &mut Fields, property: &'static str, account: &str, region: &str) {
    let text = properties
        .get(property)
        .and_then(|value| written(value, account, region));
    if let Some(text) = text {
        properties.insert(property, text);
    }
}

/// An expression of literals and properties of the account.
fn written(value: &Json, account: &str, region: &str) -> Option<String> {
    match value {
        Json::Text(text) => Some(text.to_string()),
        Json::Call(call) => match &**call {
            Call::Ref(target) if &*target.id == "AWS::AccountId" => Some(account.to_owned()),
            Call::Ref(target) if &*target.id == "AWS::Region" => Some(region.to_owned()),
            Call::Function(name, Json::List(parts)) if name == "Fn::Join" => match parts.as_slice() {
                [Json::Text(between), Json::List(parts)] => {
                    let parts = parts.iter().map(|part| written(part, account, region));
                    Some(parts.collect::<Option<Vec<_>>>()?.join(between))
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Copies a property, or its absence, unless it refers to a resource that does not exist any more.
fn take_over(template: &mut Template, id: &str, before: &Resource, property: &'static str) {
    let value = before.properties.get(property).cloned();
    let mut stands = true;
    if let Some(value) = &value {
        value.visit_calls(&mut |call| {
            if let Call::Ref(target) | Call::GetAtt(target, _) = call {
                stands &= target.id.starts_with("AWS::")
                    || template.resources.contains_key(&target.id)
                    || template.parameters.contains_key(&target.id);
            }
        });
    }
    let Some(resource) = template.resources.get_mut(id).filter(|_| stands) else {
        return;
    };
    match value {
        Some(value) => resource.properties.insert(property, value),
        None => drop(resource.properties.remove(property)),
    }
}
