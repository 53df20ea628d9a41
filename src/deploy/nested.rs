//! The nested stacks of a deployed stack: their templates and their resources.
//!
//! A resource of a nested stack has the id `<nested stack>/<resource>`, as in `Template::with_nested`.

mod changes;
pub(super) mod events;

use crate::cloud::cloudformation::{CloudFormation, ResourceStatus, StackResource};
use crate::cloud::{self, Cloud};
use crate::model::app::nesting::NESTED_STACK;
use crate::model::template::{Malformed, Nested, SEPARATOR, Template, inside};
use crate::synth::Artifact;
use std::sync::Arc;

pub(super) use changes::{compared, reason, with_changes};

/// Why the nested stacks of a stack cannot be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// A call of AWS failed.
    Call(cloud::Error),
    /// The template of this one is malformed.
    Template(Vec<Malformed>),
}

impl From<cloud::Error> for Unreadable {
    fn from(error: cloud::Error) -> Self {
        Self::Call(error)
    }
}

/// The templates of the stacks nested in a deployed stack. Makes no call if its template has none.
pub(super) async fn read(
    cloud: &impl Cloud,
    stack: &str,
    template: Option<&Template>,
) -> Result<Vec<Nested>, Unreadable> {
    let is_nested = |template: &&Template| {
        let mut resources = template.resources.values();
        resources.any(|resource| resource.kind == NESTED_STACK)
    };
    let Some(template) = template.filter(is_nested) else {
        return Ok(Vec::new());
    };
    let mut nested = Vec::new();
    for (id, arn) in stacks(&cloud.cloudformation().list_stack_resources(stack).await?) {
        if !template.resources.contains_key(id) {
            continue;
        }
        let text = cloud.cloudformation().get_template(arn).await?;
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            continue;
        };
        let template = Template::parse(&text).map_err(Unreadable::Template)?;
        nested.push(Nested {
            logical_id: id.into(),
            id: arn.into(),
            nested: Box::pin(read(cloud, arn, Some(&template))).await?,
            template,
        });
    }
    Ok(nested)
}

/// The nested stacks among these resources: logical ids and ARNs.
fn stacks(resources: &[StackResource]) -> impl Iterator<Item = (&str, &str)> {
    let nested = resources.iter().filter(|resource| {
        resource.resource_type == NESTED_STACK && resource.status != ResourceStatus::DeleteComplete
    });
    nested.filter_map(|resource| Some((&*resource.logical_id, resource.physical_id.as_deref()?)))
}

/// A nested stack of a stack of the app, as it is deployed.
#[derive(Debug)]
pub(super) struct Deployed {
    /// Its construct path, from the stack of the app on.
    pub(super) stack: String,
    pub(super) arn: String,
    pub(super) status: ResourceStatus,
    /// How many resources it has itself.
    pub(super) resources: usize,
}

/// The nested stacks of a deployed stack, at any depth. Makes no call if the app has none in it.
pub(super) async fn deployed(
    cloud: &impl Cloud,
    artifact: &Artifact,
    arn: Option<&str>,
) -> cloud::Result<Vec<Deployed>> {
    let Some(arn) = arn.filter(|_| !artifact.nested.is_empty()) else {
        return Ok(Vec::new());
    };
    let resources = resources(cloud, arn).await?;
    let is_deleted = |resource: &StackResource| resource.status == ResourceStatus::DeleteComplete;
    let own = |id: &str| {
        let resources = resources.iter().filter(|resource| !is_deleted(resource));
        let around = resources.filter_map(|resource| resource.logical_id.rsplit_once(SEPARATOR));
        around.filter(|(around, _)| *around == id).count()
    };
    let nested = resources
        .iter()
        .filter(|resource| resource.resource_type == NESTED_STACK && !is_deleted(resource));
    let nested = nested.filter_map(|resource| {
        Some(Deployed {
            stack: construct_path(artifact, &resource.logical_id),
            arn: resource.physical_id.clone()?,
            status: resource.status.clone(),
            resources: own(&resource.logical_id),
        })
    });
    Ok(nested.collect())
}

/// The construct path of a nested stack; its logical ids if the app has it no more.
fn construct_path(artifact: &Artifact, id: &str) -> String {
    let (mut nested, mut found) = (&artifact.nested, None);
    for id in id.split(SEPARATOR) {
        found = nested.iter().find(|one| *one.logical_id == *id);
        let Some(one) = found else { break };
        nested = &one.nested;
    }
    let path = found.map(|one| one.id.to_string());
    path.unwrap_or_else(|| inside(&artifact.id, id))
}

/// The resources of a stack and of all stacks nested in it.
pub(crate) async fn resources(cloud: &impl Cloud, stack: &str) -> cloud::Result<Vec<StackResource>> {
    let mut all = cloud.cloudformation().list_stack_resources(stack).await?;
    let nested = stacks(&all).map(|(id, arn)| (id.to_owned(), arn.to_owned()));
    for (id, arn) in nested.collect::<Vec<_>>() {
        let inner = Box::pin(resources(cloud, &arn)).await?;
        all.extend(inner.into_iter().map(|resource| StackResource {
            logical_id: inside(&id, &resource.logical_id),
            ..resource
        }));
    }
    Ok(all)
}

/// The template of a deployed stack with those of its nested stacks.
pub(super) fn whole(template: Template, nested: &[Nested]) -> Template {
    match nested {
        [] => template,
        nested => template.with_nested(nested),
    }
}

/// The ARNs of nested stacks, at any depth, each with the id that its resources begin with.
pub(super) fn arns(nested: &[Nested]) -> Vec<(String, Arc<str>)> {
    let mut arns = Vec::new();
    for one in nested {
        arns.push((one.logical_id.to_string(), one.id.clone()));
        let inner = self::arns(&one.nested).into_iter();
        arns.extend(inner.map(|(id, arn)| (inside(&one.logical_id, &id), arn)));
    }
    arns
}

/// The stack that has a resource, by its ARN, and the logical id of the resource in it; `None` if a nested stack does not exist.
pub(super) async fn place(
    cloud: &impl Cloud,
    stack: &str,
    id: &str,
) -> cloud::Result<Option<(String, String)>> {
    let (mut stack, mut id) = (stack.to_owned(), id);
    while let Some((nested, rest)) = id.split_once(SEPARATOR) {
        let resources = cloud.cloudformation().list_stack_resources(&stack).await?;
        let found = stacks(&resources).find(|(id, _)| *id == nested);
        let Some((_, arn)) = found else { return Ok(None) };
        (stack, id) = (arn.to_owned(), rest);
    }
    Ok(Some((stack, id.to_owned())))
}

/// The ids as CloudFormation takes them to skip resources in a rollback: `<name of the nested stack>.<resource>`.
pub(super) async fn named_for_skipping(
    cloud: &impl Cloud,
    stack: &str,
    ids: &[String],
) -> cloud::Result<Vec<String>> {
    let mut named = Vec::with_capacity(ids.len());
    for id in ids {
        let found = place(cloud, stack, id).await?;
        // arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/NAME/..
        let name = found
            .as_ref()
            .filter(|_| id.contains(SEPARATOR))
            .and_then(|(arn, id)| Some((arn.split('/').nth(1)?, id)));
        named.push(match name {
            Some((stack, id)) => format!("{stack}.{id}"),
            None => id.clone(),
        });
    }
    Ok(named)
}
