//! Change sets of ours that nobody will execute any more: deleted, with the shell of a stack that was made for them.

use super::token;
use crate::cloud::cloudformation::{CloudFormation, Deletion, StackStatus};
use crate::cloud::{Cloud, Kind, Result};

/// [`discard`] where there is something more important to say than that it did not work; the next deployment tries it
/// again.
pub(super) async fn discard_quietly(cloud: &impl Cloud, change_set: &str, stack: &str) {
    let _ = discard(cloud, change_set, stack).await;
}

/// Deletes a change set that is not executed, with those that deployments cut short left behind, and the stack with
/// them when that is but a shell for change sets, none of which is somebody else's. An execution needs none of this: it
/// deletes all other change sets of its stack.
pub(super) async fn discard(cloud: &impl Cloud, change_set: &str, stack: &str) -> Result<()> {
    cloud.cloudformation().delete_change_set(change_set).await?;
    discard_stale(cloud, stack).await?;
    shell(cloud, stack, change_set).await
}

/// Deletes change sets that a deployment cut short left behind.
pub(super) async fn discard_stale(cloud: &impl Cloud, stack: &str) -> Result<()> {
    let api = cloud.cloudformation();
    let sets = api.list_change_sets(stack).await?;
    for stale in sets.iter().filter(|set| token::is_ours(&set.name)) {
        api.delete_change_set(&stale.arn).await?;
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
