//! The last thing that was done to a stack: where its events begin, and which of its failures came first.

use crate::cloud::Result;
use crate::cloud::cloudformation::{CloudFormation, ResourceStatus, StackEvent};
use std::collections::HashSet;

/// The events of the last attempt to create, update, import into or delete a stack, with those of the rollback that
/// followed; oldest first.
pub async fn last<C: CloudFormation>(cloudformation: &C, stack: &str) -> Result<Vec<StackEvent>> {
    read(cloudformation, stack, begins).await
}

/// Every event that AWS has kept of a stack, oldest first.
pub async fn all<C: CloudFormation>(cloudformation: &C, stack: &str) -> Result<Vec<StackEvent>> {
    read(cloudformation, stack, |_| false).await
}

/// The failure that began it: the first one that is no consequence of another.
pub fn root_cause(events: &[StackEvent]) -> Option<&StackEvent> {
    failures(events).next()
}

/// All failures that are no consequence of others, oldest first. A resource that was told to stop because another one
/// failed says so; it may fail for a reason of its own the next time.
pub fn failures(events: &[StackEvent]) -> impl Iterator<Item = &StackEvent> {
    let failed = events.iter().filter(|event| event.status.is_failed());
    failed.filter(|event| !event.is_of_the_stack() && !is_cancelled(event))
}

/// Whether it failed only because another one did.
pub fn is_cancelled(event: &StackEvent) -> bool {
    let reason = event.reason.as_deref().unwrap_or_default().to_lowercase();
    reason.contains("cancelled")
}

/// A rollback belongs to what it rolls back: it begins nothing.
fn begins(event: &StackEvent) -> bool {
    event.is_of_the_stack()
        && matches!(
            event.status,
            ResourceStatus::CreateInProgress
                | ResourceStatus::UpdateInProgress
                | ResourceStatus::DeleteInProgress
                | ResourceStatus::ImportInProgress
        )
}

/// The events up to the newest one that `stop` knows, each once, oldest first.
async fn read<C: CloudFormation>(
    cloudformation: &C,
    stack: &str,
    stop: impl Fn(&StackEvent) -> bool,
) -> Result<Vec<StackEvent>> {
    let (mut events, mut seen) = (Vec::new(), HashSet::new());
    let mut next = None;
    'pages: loop {
        let page = cloudformation
            .describe_stack_events(stack, next.as_deref())
            .await?;
        for event in page.events {
            let is_last = stop(&event);
            if seen.insert(event.id.clone()) {
                events.push(event);
            }
            if is_last {
                break 'pages;
            }
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    events.reverse();
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::root_cause;
    use crate::cloud::cloudformation::StackEvent;

    fn event(logical_id: &str, status: &str, reason: &str) -> StackEvent {
        let stack = "arn:aws:cloudformation:us-east-1:111122223333:stack/s/1";
        let physical_id = if logical_id == "s" { stack } else { "x" };
        StackEvent {
            id: format!("{logical_id}-{status}"),
            at: jiff::Timestamp::UNIX_EPOCH,
            stack_arn: stack.into(),
            logical_id: logical_id.into(),
            physical_id: Some(physical_id.into()),
            resource_type: "AWS::SNS::Topic".into(),
            status: status.into(),
            reason: Some(reason.into()),
            token: None,
            operation: None,
            hook: None,
            detail: None,
        }
    }

    #[test]
    fn the_cause_is_neither_a_follower_nor_the_stack_itself() {
        let events = [
            event("a", "CREATE_IN_PROGRESS", ""),
            event("b", "CREATE_FAILED", "Resource creation cancelled"),
            event("a", "CREATE_FAILED", "Topic name is bad"),
            event("c", "CREATE_FAILED", "another reason"),
            event(
                "s",
                "CREATE_FAILED",
                "The following resource(s) failed to create: [a, b].",
            ),
        ];
        assert_eq!(root_cause(&events).map(|event| &*event.logical_id), Some("a"));
        assert_eq!(root_cause(&events[..2]), None);
    }
}
