//! Deletes our change sets that will not be executed, and the empty stack that was created for them.

use crate::cloud::cloudformation::{
    ChangeSet, ChangeSetSummary, CloudFormation, Deletion, ExecutionStatus, StackStatus,
};
use crate::cloud::{Cloud, Error, Kind, Result};
use crate::local::token;
use jiff::SignedDuration;

/// A change set older than this is considered abandoned.
const STALE: SignedDuration = SignedDuration::from_hours(1);

/// [`discard`] for callers that have a more important error to report: if it fails, `tell` gets a line that names the
/// change set.
pub(super) async fn discard_or_tell(
    cloud: &impl Cloud,
    change_set: &str,
    stack: &str,
    tell: impl Fn(String),
) {
    if let Err(error) = discard(cloud, change_set, stack).await {
        tell(left(change_set, &error));
    }
}

/// The message about a change set that cannot be deleted.
pub(super) fn left(change_set: &str, error: &Error) -> String {
    format!(
        "cannot delete the change set {change_set}, which is not needed any more: {error}; delete it with `aws \
         cloudformation delete-change-set`, or leave it to a deployment in an hour or later"
    )
}

/// Deletes a change set that will not be executed. If the stack is in review and has no other change set, deletes the
/// stack too. After an execution this is not needed: it deletes all other change sets of its stack.
pub(super) async fn discard(cloud: &impl Cloud, change_set: &str, stack: &str) -> Result<()> {
    cloud.cloudformation().delete_change_set(change_set).await?;
    shell(cloud, stack, change_set).await
}

/// Deletes the abandoned change sets of earlier deployments: those made long before this one, by AWS's clock. Returns
/// the others, because another process may be about to execute them.
pub(super) async fn discard_stale(cloud: &impl Cloud, ready: &ChangeSet) -> Result<Vec<ChangeSetSummary>> {
    let api = cloud.cloudformation();
    let mut others = api.list_change_sets(&ready.stack_name).await?;
    let is_pending = |other: &ChangeSetSummary| {
        other.status.is_in_progress() || other.execution == ExecutionStatus::Available
    };
    others.retain(|other| other.arn != ready.arn && is_pending(other));
    let (stale, fresh): (Vec<_>, _) = others.into_iter().partition(|other| {
        let age = ready.created.zip(other.created);
        let age = age.map(|(now, then)| now.duration_since(then));
        token::is_ours(&other.name) && age.is_some_and(|age| age > STALE)
    });
    for stale in stale {
        api.delete_change_set(&stale.arn).await?;
    }
    Ok(fresh)
}

/// Deletes all change sets of ours, after the user has agreed.
pub(super) async fn discard_ours(cloud: &impl Cloud, stack: &str) -> Result<()> {
    let api = cloud.cloudformation();
    let sets = api.list_change_sets(stack).await?;
    for ours in sets.iter().filter(|set| token::is_ours(&set.name)) {
        api.delete_change_set(&ours.arn).await?;
    }
    Ok(())
}

/// Deletes a stack in review that has no change set left.
pub(super) async fn discard_shell(cloud: &impl Cloud, stack: &str) -> Result<()> {
    shell(cloud, stack, "").await
}

async fn shell(cloud: &impl Cloud, stack: &str, gone: &str) -> Result<()> {
    let api = cloud.cloudformation();
    let found = api.describe_stack(stack).await?;
    let Some(found) = found.filter(|found| found.status == StackStatus::ReviewInProgress) else {
        return Ok(());
    };
    let others = api.list_change_sets(&found.arn).await?;
    if others.iter().any(|other| other.arn != gone) {
        return Ok(());
    }
    let deletion = Deletion {
        stack: found.arn,
        retain: Vec::new(),
        force: false,
        role_arn: None,
        token: token::fresh(),
    };
    match api.delete_stack(&deletion).await {
        Err(error) if error.kind == Kind::NotFound => Ok(()),
        result => result,
    }
}
