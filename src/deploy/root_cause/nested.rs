//! The failures in a nested stack. The reason that CloudFormation gives its parent is only that it failed.

use super::{Cause, Failure, of};
use crate::cloud::Cloud;
use crate::cloud::cloudformation::ResourceStatus;
use crate::deploy::last_operation;
use crate::model::app::nesting::NESTED_STACK;
use crate::model::template::inside;

/// Replaces the failure of a nested stack by those of its resources.
pub(in crate::deploy) async fn follow(cloud: &impl Cloud, cause: &mut Cause) {
    let mut failures = Vec::new();
    for failure in std::mem::take(&mut cause.failures) {
        match in_nested(cloud, &failure).await {
            Some(inner) => {
                failures.extend(inner.failures);
                cause.cancelled.extend(inner.cancelled);
            }
            None => failures.push(failure),
        }
    }
    cause.failures = failures;
}

/// What failed in a nested stack; `None` if it is none, or if its events cannot be read.
async fn in_nested(cloud: &impl Cloud, failure: &Failure) -> Option<Cause> {
    let arn = failure
        .physical_id
        .as_deref()
        .filter(|id| id.starts_with("arn:"))?;
    if failure.kind != NESTED_STACK {
        return None;
    }
    // If it failed to be created, its last operation is the deletion by the rollback.
    let events = last_operation::all(cloud.cloudformation(), arn).await.ok()?;
    let begins = |status: &ResourceStatus| {
        let begins = match failure.status.split('_').next() {
            Some("CREATE") => ResourceStatus::CreateInProgress,
            Some("UPDATE") => ResourceStatus::UpdateInProgress,
            _ => ResourceStatus::DeleteInProgress,
        };
        *status == begins
    };
    let first = events
        .iter()
        .rposition(|event| event.is_of_the_stack() && begins(&event.status));
    let mut cause = of(&events[first?..]);
    Box::pin(follow(cloud, &mut cause)).await;
    for failed in &mut cause.failures {
        failed.id = inside(&failure.id, &failed.id);
    }
    for id in &mut cause.cancelled {
        *id = inside(&failure.id, id);
    }
    (!cause.failures.is_empty()).then_some(cause)
}
