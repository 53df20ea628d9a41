//! The events of nested stacks, among those of the stack around them.

use crate::cloud::Result;
use crate::cloud::cloudformation::{CloudFormation, StackEvent};
use crate::cloud::walk::Walk;
use crate::model::app::nesting::NESTED_STACK;
use crate::model::template::{SEPARATOR, inside};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// AWS may show the last events of a nested stack after its parent's event for its end.
const READS_AFTER_THE_END: u32 = 2;

/// The stacks nested in one stack, found in its events.
#[derive(Debug, Default)]
pub(in crate::deploy) struct NestedEvents {
    stacks: Vec<NestedStack>,
    /// The first event about each nested stack: that of its creation does not have its ARN yet.
    begun: HashMap<String, Timestamp>,
}

#[derive(Debug)]
struct NestedStack {
    id: String,
    arn: String,
    /// Events before this time are those of earlier operations.
    since: Timestamp,
    seen: HashSet<String>,
    is_busy: bool,
    /// How often its events are still read once it is not busy.
    reads: u32,
    inner: NestedEvents,
}

/// These events of a stack, with those of its nested stacks.
pub(in crate::deploy) async fn with_nested(
    api: &impl CloudFormation,
    events: Vec<StackEvent>,
) -> Vec<StackEvent> {
    NestedEvents::default().follow(api, events).await
}

impl NestedEvents {
    /// Adds to the new events of a stack those of its nested stacks. One call for each nested stack with an operation in progress.
    pub(in crate::deploy) async fn follow(
        &mut self,
        api: &impl CloudFormation,
        own: Vec<StackEvent>,
    ) -> Vec<StackEvent> {
        for event in &own {
            self.note(event);
        }
        let mut fresh = Vec::new();
        for nested in &mut self.stacks {
            fresh.extend(nested.follow(api).await);
        }
        merged(own, fresh)
    }

    fn note(&mut self, event: &StackEvent) {
        if event.resource_type != NESTED_STACK || event.is_of_the_stack() {
            return;
        }
        let id = &event.logical_id;
        let since = *self.begun.entry(id.clone()).or_insert(event.at);
        let Some(arn) = event.physical_id.as_ref().filter(|id| id.starts_with("arn:")) else {
            return;
        };
        let known = self.stacks.iter().position(|known| known.arn == *arn);
        let at = known.unwrap_or_else(|| {
            self.stacks.push(NestedStack {
                id: id.clone(),
                arn: arn.clone(),
                since,
                seen: HashSet::new(),
                is_busy: true,
                reads: 0,
                inner: Self::default(),
            });
            self.stacks.len() - 1
        });
        self.stacks[at].is_busy = event.status.is_in_progress();
        self.stacks[at].reads = READS_AFTER_THE_END;
    }
}

impl NestedStack {
    /// The new events of its resources, with the ids that they have from outside.
    async fn follow(&mut self, api: &impl CloudFormation) -> Vec<StackEvent> {
        if !self.is_busy && self.reads == 0 {
            return Vec::new();
        }
        let own = match self.poll(api).await {
            Ok(own) => own,
            Err(error) => {
                // The events of the stack around it say enough. A connection that is lost may come back.
                if !error.is_transient() {
                    (self.is_busy, self.reads) = (false, 0);
                }
                return Vec::new();
            }
        };
        self.reads -= u32::from(!self.is_busy);
        let all = Box::pin(self.inner.follow(api, own)).await;
        // The stack around it has events about the nested stack itself.
        let resources = all.into_iter().filter(|event| !event.is_of_the_stack());
        let named = resources.map(|event| StackEvent {
            logical_id: inside(&self.id, &event.logical_id),
            ..event
        });
        named.collect()
    }

    /// Its events that were not read before, oldest first.
    async fn poll(&mut self, api: &impl CloudFormation) -> Result<Vec<StackEvent>> {
        let mut events = Vec::<StackEvent>::new();
        let (mut next, mut walk) = (None, Walk::new("cloudformation:DescribeStackEvents"));
        loop {
            let page = api.describe_stack_events(&self.arn, next.as_deref()).await?;
            let is_new = |event: &StackEvent| event.at >= self.since && !self.seen.contains(&event.id);
            let all_new = page.events.iter().all(is_new);
            events.extend(page.events.into_iter().filter(is_new));
            next = page.next.filter(|_| all_new);
            let Some(next) = &next else { break };
            walk.goes_to(next)?;
        }
        events.reverse();
        events.sort_by_key(|event| event.at);
        events.retain(|event| self.seen.insert(event.id.clone()));
        Ok(events)
    }
}

/// The events in order of time. A nested stack, and the stack around it, end after its resources.
fn merged(own: Vec<StackEvent>, mut nested: Vec<StackEvent>) -> Vec<StackEvent> {
    if nested.is_empty() {
        return own;
    }
    nested.sort_by_key(|event| event.at);
    let last = own.len().saturating_sub(1);
    let mut all = Vec::with_capacity(own.len() + nested.len());
    for (at, event) in own.into_iter().enumerate() {
        let is_end = !event.status.is_in_progress();
        let comes_before = |one: &StackEvent| {
            let of_it = one
                .logical_id
                .strip_prefix(&*event.logical_id)
                .is_some_and(|rest| rest.starts_with(SEPARATOR));
            one.at < event.at
                || is_end && of_it && one.at == event.at
                || is_end && event.is_of_the_stack() && at == last
        };
        let (before, rest) = nested.into_iter().partition(comes_before);
        nested = rest;
        all.extend::<Vec<_>>(before);
        all.push(event);
    }
    all.extend(nested);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, seconds: i64, status: &str) -> StackEvent {
        StackEvent {
            physical_id: (id == "shop").then(|| "arn".into()),
            ..StackEvent::after(seconds, id, status)
        }
    }

    #[test]
    fn a_nested_stack_begins_before_its_resources_and_ends_after_them() {
        let own = ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"].map(|status| event("Inner", 1, status));
        let own = own.into_iter().chain([event("shop", 2, "CREATE_COMPLETE")]);
        let nested = [
            event("Inner/Late", 3, "CREATE_COMPLETE"),
            event("Inner/A", 1, "CREATE_COMPLETE"),
        ];
        let all = merged(own.collect(), nested.into());
        let ids = all.iter().map(|event| &*event.logical_id).collect::<Vec<_>>();
        assert_eq!(ids, ["Inner", "Inner/A", "Inner", "Inner/Late", "shop"]);
    }
}
