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
    let api = cloud.cloudformation();
    api.delete_change_set(change_set).await?;
    let others = api.list_change_sets(stack).await?;
    let others = others.iter().filter(|other| other.arn != change_set);
    let (stale, foreign): (Vec<_>, Vec<_>) = others.partition(|other| other.name.starts_with(token::PREFIX));
    for stale in stale {
        api.delete_change_set(&stale.arn).await?;
    }
    let found = api.describe_stack(stack).await?;
    let Some(found) = found.filter(|found| found.status == StackStatus::ReviewInProgress) else {
        return Ok(());
    };
    if !foreign.is_empty() {
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
