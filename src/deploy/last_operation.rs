//! The last operation of a stack: its first event, and its first failure.

use crate::cloud::Result;
use crate::cloud::cloudformation::{CloudFormation, ResourceStatus, StackEvent};
use crate::cloud::walk::Walk;
use jiff::Timestamp;
use std::collections::HashSet;

/// The events of the last operation that created, updated, imported into or deleted a stack, including its rollback;
/// oldest first.
pub async fn last<C: CloudFormation>(cloudformation: &C, stack: &str) -> Result<Vec<StackEvent>> {
    Ok(read(cloudformation, stack, begins).await?.0)
}

/// All events of a stack, oldest first.
pub async fn all<C: CloudFormation>(cloudformation: &C, stack: &str) -> Result<Vec<StackEvent>> {
    Ok(read(cloudformation, stack, |_| false).await?.0)
}

/// A request that starts an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its token, which is in every event of the operation.
    pub token: String,
    /// A time before the request was sent, by AWS's clock. moto, LocalStack and its forks accept the token but put it
    /// into no event. There, the first operation since this time without any token counts.
    pub since: Option<Timestamp>,
    /// Whether it deletes the stack.
    pub deletes: bool,
}

impl Request {
    fn begins(&self, event: &StackEvent) -> bool {
        begins(event) && event.token.as_ref() == Some(&self.token)
    }

    fn may_begin(&self, event: &StackEvent) -> bool {
        let deletes = event.status == ResourceStatus::DeleteInProgress;
        begins(event) && event.token.is_none() && self.deletes == deletes
    }
}

/// The events of the operation that this request started, oldest first; empty when AWS shows none.
pub async fn begun_by<C: CloudFormation>(
    cloudformation: &C,
    stack: &str,
    request: &Request,
) -> Result<Vec<StackEvent>> {
    let is_earlier = |event: &StackEvent| request.since.is_some_and(|since| event.at < since);
    let is_end = |event: &StackEvent| request.begins(event) || is_earlier(event);
    let (mut events, _) = read(cloudformation, stack, is_end).await?;
    if events.iter().any(|event| request.begins(event)) {
        return Ok(events);
    }
    events.retain(|event| request.since.is_some_and(|since| event.at >= since));
    let first = events.iter().position(|event| request.may_begin(event));
    Ok(first.map(|first| events.split_off(first)).unwrap_or_default())
}

/// The events after a time by AWS's clock, oldest first.
pub async fn after<C: CloudFormation>(
    cloudformation: &C,
    stack: &str,
    time: Timestamp,
) -> Result<Vec<StackEvent>> {
    let (mut events, _) = read(cloudformation, stack, |event| event.at <= time).await?;
    events.retain(|event| event.at > time);
    Ok(events)
}

/// The first failure that is not a consequence of another one.
pub fn root_cause(events: &[StackEvent]) -> Option<&StackEvent> {
    failures(events).next()
}

/// All failures that are not consequences of others, oldest first. A resource that was cancelled because another one
/// failed says so; it may fail for its own reason the next time.
pub fn failures(events: &[StackEvent]) -> impl Iterator<Item = &StackEvent> {
    let failed = events.iter().filter(|event| event.status.is_failed());
    failed.filter(|event| !event.is_of_the_stack() && !is_cancelled(event))
}

/// Whether it failed only because another resource did.
pub fn is_cancelled(event: &StackEvent) -> bool {
    let reason = event.reason.as_deref().unwrap_or_default().to_lowercase();
    reason.contains("cancelled")
}

/// A rollback belongs to the operation that it rolls back: it does not start one.
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

/// The events since the newest one that `stop` accepts, without duplicates, oldest first, and whether there is such a
/// one.
async fn read<C: CloudFormation>(
    cloudformation: &C,
    stack: &str,
    stop: impl Fn(&StackEvent) -> bool,
) -> Result<(Vec<StackEvent>, bool)> {
    let (mut events, mut seen) = (Vec::new(), HashSet::new());
    let mut first = None;
    let (mut next, mut walk) = (None, Walk::new("cloudformation:DescribeStackEvents"));
    loop {
        let page = cloudformation
            .describe_stack_events(stack, next.as_deref())
            .await?;
        for event in page.events {
            let is_first = first.is_none() && stop(&event);
            // AWS does not always keep the order: an event listed after the first one may have happened later.
            let follows = first.is_none_or(|first| event.at > first);
            first = first.or(is_first.then_some(event.at));
            if follows && seen.insert(event.id.clone()) {
                events.push(event);
            }
        }
        next = page.next.filter(|_| first.is_none());
        match &next {
            Some(next) => walk.goes_to(next)?,
            None => break,
        }
    }
    events.reverse();
    events.sort_by_key(|event| event.at);
    Ok((events, first.is_some()))
}

#[cfg(test)]
mod tests {
    use super::root_cause;
    use crate::cloud::cloudformation::StackEvent;

    fn event(logical_id: &str, status: &str, reason: &str) -> StackEvent {
        let stack = "arn:aws:cloudformation:us-east-1:111122223333:stack/s/1";
        let physical_id = if logical_id == "s" { stack } else { "x" };
        StackEvent {
            stack_arn: stack.into(),
            physical_id: Some(physical_id.into()),
            reason: Some(reason.into()),
            ..StackEvent::after(0, logical_id, status)
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
