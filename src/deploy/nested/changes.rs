//! The changes of nested stacks, each of which has a change set of its own.

use crate::cloud;
use crate::cloud::cloudformation::{
    Change, ChangeAction, ChangeDetail, ChangeSet, CloudFormation, PolicyAction, Recreation, Replacement,
};
use crate::diff::{self, Action, Diff, ResourceChange};
use crate::model::template::{SEPARATOR, inside};

/// The change set with the changes of nested stacks, each of which has a change set of its own.
pub(in crate::deploy) async fn with_changes(
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
pub(in crate::deploy) async fn reason(api: &impl CloudFormation, reason: String) -> String {
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
pub(in crate::deploy) fn compared(changes: &[Change], diff: &Diff) -> Vec<Change> {
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
