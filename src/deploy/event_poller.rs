//! The new events of a stack, each reported once: AWS repeats them, and gives many of them the same time.

use super::last_operation::{self, Request};
use super::nested::events::NestedEvents;
use crate::cloud::Result;
use crate::cloud::cloudformation::{
    ChangeSet, CloudFormation, ExecutionStatus, ResourceStatus, Stack, StackEvent, StackStatus,
};
use crate::cloud::walk::Walk;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;
use std::time::Duration;

/// How much older than its change set a stack in review may be.
const SHELL: SignedDuration = SignedDuration::from_secs(2);

/// New events of one stack, each returned once, in whatever order AWS lists them.
#[derive(Debug)]
pub struct Watch<'a, C> {
    cloudformation: &'a C,
    stack: String,
    /// The request that started the watched operation; `None` for the last operation, whoever started it.
    request: Option<Request>,
    /// The executed change set: its ARN, and its creation time by AWS's clock.
    change_set: Option<(String, Timestamp)>,
    /// The first event of the operation, and its time.
    first: Option<(String, Timestamp)>,
    seen: HashSet<String>,
    /// Events of the stack itself from earlier operations, as far as they were read anyway; newest first.
    past: Vec<StackEvent>,
    /// The stacks nested in it.
    nested: NestedEvents,
}

impl<'a, C: CloudFormation> Watch<'a, C> {
    /// Starts with the last operation. `stack` should be an ARN.
    pub fn new(cloudformation: &'a C, stack: &str) -> Self {
        Self {
            cloudformation,
            stack: stack.to_owned(),
            request: None,
            change_set: None,
            first: None,
            seen: HashSet::new(),
            past: Vec::new(),
            nested: NestedEvents::default(),
        }
    }

    /// Returns only events of the execution of this change set, as soon as AWS shows it. The name of the change set
    /// is the token of the request.
    #[must_use]
    pub fn executing(self, change_set: &ChangeSet) -> Self {
        let request = Some(Request {
            token: change_set.name.clone(),
            since: change_set.created,
            deletes: false,
        });
        let created = change_set.created.unwrap_or(Timestamp::MAX);
        let change_set = Some((change_set.arn.clone(), created));
        Self {
            request,
            change_set,
            ..self
        }
    }

    /// Returns only events of the request with this token, which deletes the stack in its current state.
    #[must_use]
    pub fn deleting(self, before: &Stack, token: &str) -> Self {
        // A failed deletion started at exactly that time.
        let later = i64::from(before.deleted.is_some());
        let request = Some(Request {
            token: token.to_owned(),
            since: Some(before.since() + SignedDuration::from_millis(later)),
            deletes: true,
        });
        Self { request, ..self }
    }

    /// Whether the status of the change set says that it was executed.
    pub async fn is_execution_complete(&self) -> Result<bool> {
        let Some((arn, _)) = &self.change_set else {
            return Ok(false);
        };
        let found = self.cloudformation.describe_change_set(arn).await?;
        Ok(found.is_some_and(|set| set.execution == ExecutionStatus::Complete))
    }

    /// Whether the stack's status is the result of this change set. A stack in review names a change set that is not
    /// executed. A new stack is as old as its change set, and has no update time.
    pub fn is_executed_in(&self, stack: &Stack) -> bool {
        let named = |(arn, created): &(String, Timestamp)| {
            let is_new = stack.updated.is_none() && stack.created + SHELL >= *created;
            let is_since = is_new || stack.updated.is_some_and(|updated| updated >= *created);
            let is_there = stack.status != StackStatus::ReviewInProgress;
            stack.change_set.as_ref() == Some(arn) && is_there && is_since
        };
        self.change_set.as_ref().is_some_and(named)
    }

    /// Whether AWS shows the start of the operation. Assumed for operations of others.
    pub fn has_begun(&self) -> bool {
        self.request.is_none() || self.first.is_some()
    }

    /// Whether the request that started the operation is known.
    pub fn is_ours(&self) -> bool {
        self.request.is_some()
    }

    /// The events since the last call, oldest first, with those of nested stacks.
    pub async fn poll(&mut self) -> Result<Vec<StackEvent>> {
        let events = match (&self.first, &self.request) {
            (Some((_, since)), _) => self.since(*since).await?,
            (None, Some(request)) => {
                last_operation::begun_by(self.cloudformation, &self.stack, request).await?
            }
            (None, None) => last_operation::last(self.cloudformation, &self.stack).await?,
        };
        if self.first.is_none() {
            self.first = events.first().map(|event| (event.id.clone(), event.at));
        }
        self.seen.extend(events.iter().map(|event| event.id.clone()));
        Ok(self.nested.follow(self.cloudformation, events).await)
    }

    /// The unseen events since the first one, oldest first. Reads another page only if the previous one contained
    /// only new events.
    async fn since(&mut self, first: Timestamp) -> Result<Vec<StackEvent>> {
        let (mut events, mut told, mut past) = (Vec::new(), HashSet::new(), Vec::new());
        let (mut next, mut walk) = (None, Walk::new("cloudformation:DescribeStackEvents"));
        loop {
            let page = self
                .cloudformation
                .describe_stack_events(&self.stack, next.as_deref());
            let page = page.await?;
            let (mut all_new, mut all_told) = (true, false);
            for event in page.events {
                let is_new = !self.seen.contains(&event.id);
                all_new &= is_new;
                all_told |= self.is_first(&event);
                // Many events have the same time. One that is listed after the first event and is not later came
                // before it.
                let follows = event.at > first || (event.at == first && !all_told);
                if is_new && follows && told.insert(event.id.clone()) {
                    events.push(event);
                } else if !follows && event.is_of_the_stack() {
                    past.push(event);
                }
            }
            next = page.next.filter(|_| all_new);
            let Some(next) = &next else {
                self.past = past;
                events.reverse();
                events.sort_by_key(|event| event.at);
                return Ok(events);
            };
            walk.goes_to(next)?;
        }
    }

    /// How long the last successful operation of this kind took, as far as its events were read anyway.
    pub fn expected(&self, begin: &ResourceStatus) -> Option<Duration> {
        let (mut since, mut took) = (None, None);
        for event in self.past.iter().rev() {
            let status = StackStatus::from(event.status.as_str());
            if event.status == *begin {
                since = Some(event.at);
            } else if !status.is_in_progress() {
                let time = since.take().filter(|_| status.is_success());
                took = time.map(|since| event.at.duration_since(since)).or(took);
            }
        }
        took?.try_into().ok()
    }

    fn is_first(&self, event: &StackEvent) -> bool {
        self.first.as_ref().is_some_and(|(id, _)| *id == event.id)
    }
}
