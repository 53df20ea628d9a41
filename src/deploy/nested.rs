//! The nested stacks of a deployed stack: their templates, their resources, their changes and their failures.
//!
//! A resource of a nested stack has the id `<nested stack>/<resource>`, as in `Template::with_nested`.

use crate::cloud::cloudformation::{
    Change, ChangeAction, ChangeDetail, ChangeSet, CloudFormation, PolicyAction, Recreation, Replacement,
    ResourceStatus, StackResource,
};
use crate::cloud::{self, Cloud};
use crate::diff::{self, Action, Diff, ResourceChange};
use crate::model::app::nesting::NESTED_STACK;
use crate::model::template::{Malformed, Nested, SEPARATOR, Template, inside};
use std::sync::Arc;

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

/// The resources of a stack and of all stacks nested in it.
pub(super) async fn resources(cloud: &impl Cloud, stack: &str) -> cloud::Result<Vec<StackResource>> {
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

/// The change set with the changes of nested stacks, each of which has a change set of its own.
pub(super) async fn with_changes(
    api: &impl CloudFormation,
    mut change_set: ChangeSet,
) -> cloud::Result<ChangeSet> {
    let mut changes = Vec::with_capacity(change_set.changes.len());
    for change in std::mem::take(&mut change_set.changes) {
        let (id, own) = (change.logical_id.clone(), change.change_set.clone());
        changes.push(change);
        let Some(own) = own else { continue };
        let Some(nested) = api.describe_change_set(&own).await? else {
            continue;
        };
        let nested = Box::pin(with_changes(api, nested)).await?;
        changes.extend(nested.changes.into_iter().map(|change| {
            Change {
                logical_id: inside(&id, &change.logical_id),
                details: change
                    .details
                    .into_iter()
                    .map(|detail| named(&id, detail))
                    .collect(),
                ..change
            }
        }));
    }
    change_set.changes = changes;
    Ok(change_set)
}

fn named(nested: &str, detail: ChangeDetail) -> ChangeDetail {
    let is_resource = detail
        .source
        .as_deref()
        .is_some_and(|source| source.starts_with("Resource"));
    ChangeDetail {
        cause: detail.cause.map(|cause| {
            if is_resource {
                inside(nested, &cause)
            } else {
                cause
            }
        }),
        ..detail
    }
}

/// The reason why a change set failed: that of the nested one, if CloudFormation only names it.
pub(super) async fn reason(api: &impl CloudFormation, reason: String) -> String {
    let arn = reason
        .split_whitespace()
        .find(|word| word.contains(":changeSet/"));
    let arn = arn.map(|arn| arn.trim_matches(|sign: char| !sign.is_ascii_alphanumeric()));
    let Some(arn) = arn.filter(|_| reason.starts_with("Nested change set")) else {
        return reason;
    };
    match api.describe_change_set(arn).await {
        Ok(Some(ChangeSet {
            reason: Some(inner),
            stack_name,
            ..
        })) => {
            let inner = Box::pin(self::reason(api, inner)).await;
            format!("the nested stack {stack_name}: {inner}")
        }
        _ => reason,
    }
}

/// The changes of nested stacks without a change set, as the templates have them: stacks that are removed, and all of them where
/// CloudFormation does not compare nested stacks.
pub(super) fn compared(changes: &[Change], diff: &Diff) -> Vec<Change> {
    let is_covered = |id: &str| {
        let around = id.rsplit_once(SEPARATOR).map(|(around, _)| around);
        let mut changes = changes.iter();
        around.is_none_or(|around| {
            changes.any(|change| change.logical_id == around && change.change_set.is_some())
        })
    };
    let missing = diff.resources.iter().filter(|change| !is_covered(&change.id));
    missing.map(change).collect()
}

fn change(change: &ResourceChange) -> Change {
    let replacement = match change.replacement {
        diff::Replacement::Always => Replacement::True,
        diff::Replacement::Maybe => Replacement::Conditional,
        diff::Replacement::Never => Replacement::False,
    };
    let details = change.because.iter().map(|cause| {
        let path = cause.path.to_string();
        ChangeDetail {
            attribute: "Properties".into(),
            name: path.split('/').nth(1).map(str::to_owned),
            path: None,
            recreation: (cause.replacement == diff::Replacement::Always).then_some(Recreation::Always),
            before: None,
            after: None,
            evaluation: None,
            source: cause.follows.as_ref().map(|_| "ResourceReference".to_owned()),
            cause: cause.follows.as_ref().map(ToString::to_string),
        }
    });
    let action = match change.action {
        Action::Add => ChangeAction::Add,
        Action::Change => ChangeAction::Modify,
        Action::Remove => ChangeAction::Remove,
    };
    let retains = |kept: &str| kept.starts_with("Retain");
    let policy = match change.kept.as_deref() {
        Some(kept) if retains(kept) => Some(PolicyAction::Retain),
        Some(_) => Some(PolicyAction::Snapshot),
        None => None,
    };
    Change {
        logical_id: change.id.to_string(),
        physical_id: None,
        resource_type: change.kind.to_string(),
        replacement: (action == ChangeAction::Modify).then_some(replacement),
        policy_action: policy.filter(|_| action == ChangeAction::Remove),
        action,
        scope: Vec::new(),
        details: details.collect(),
        change_set: None,
        before: None,
        after: None,
    }
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
