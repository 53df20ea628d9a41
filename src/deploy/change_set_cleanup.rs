//! Deletes our change sets that will not be executed, and the empty stack that was created for them.

use crate::cloud::cloudformation::{
    ChangeSet, ChangeSetSummary, CloudFormation, Deletion, ExecutionStatus, StackStatus,
};
use crate::cloud::{Cloud, Error, Kind, Result};
use crate::local::token;
use jiff::SignedDuration;

/// After that time nobody thinks about a change set any more.
const STALE: SignedDuration = SignedDuration::from_hours(1);

/// [`discard`] where a failure of its own is not what the command fails with: `tell` gets a line that names what is left.
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

/// What is said of a change set that cannot be deleted.
pub(super) fn left(change_set: &str, error: &Error) -> String {
    format!(
        "cannot delete the change set {change_set}, which nothing executes: {error}; `aws cloudformation \
         delete-change-set` deletes it, or a deployment in an hour"
    )
}

/// Deletes a change set that is not executed, and the stack with it when that is but a shell for change sets of which
/// there is no other. An execution needs none of this: it deletes all other change sets of its stack.
pub(super) async fn discard(cloud: &impl Cloud, change_set: &str, stack: &str) -> Result<()> {
    cloud.cloudformation().delete_change_set(change_set).await?;
    shell(cloud, stack, change_set).await
}

/// Deletes the change sets that deployments of ours left behind long before this one was made, by AWS's clock, and gives
/// the others: somebody may be about to execute them.
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

/// Deletes all change sets of ours, once a person has agreed to it.
pub(super) async fn discard_ours(cloud: &impl Cloud, stack: &str) -> Result<()> {
    let api = cloud.cloudformation();
    let sets = api.list_change_sets(stack).await?;
    for ours in sets.iter().filter(|set| token::is_ours(&set.name)) {
        api.delete_change_set(&ours.arn).await?;
    }
    Ok(())
}

/// Deletes a stack that is but a shell for change sets, when there is none left in it.
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
