//! The new events of a stack, each reported once: AWS repeats them, and gives many of them the same time.

use super::last_operation;
use crate::cloud::Result;
use crate::cloud::cloudformation::{
    ChangeSet, CloudFormation, ResourceStatus, Stack, StackEvent, StackStatus,
};
use jiff::Timestamp;
use std::collections::HashSet;
use std::time::Duration;

/// New events of one stack, each told once, whatever order AWS gives them in.
#[derive(Debug)]
pub struct Watch<'a, C> {
    cloudformation: &'a C,
    stack: String,
    /// The token of the request that began what is watched; without one it is the last attempt, whoever began it.
    token: Option<String>,
    /// The change set whose execution that is: its ARN, and when it was made, by AWS's clock.
    change_set: Option<(String, Timestamp)>,
    /// The event with which that began, and its time.
    first: Option<(String, Timestamp)>,
    seen: HashSet<String>,
    /// What earlier operations did to the stack itself, as far as it was read in passing; newest first.
    past: Vec<StackEvent>,
}

impl<'a, C: CloudFormation> Watch<'a, C> {
    /// Begins with the last attempt; `stack` had better be an ARN.
    pub fn new(cloudformation: &'a C, stack: &str) -> Self {
        Self {
            cloudformation,
            stack: stack.to_owned(),
            token: None,
            change_set: None,
            first: None,
            seen: HashSet::new(),
            past: Vec::new(),
        }
    }

    /// Tells nothing but what the request with this token began, as soon as AWS shows it.
    #[must_use]
    pub fn begun_by(self, token: &str) -> Self {
        let token = Some(token.to_owned());
        Self { token, ..self }
    }

    /// That request is the execution of this change set.
    #[must_use]
    pub fn executing(self, change_set: &ChangeSet) -> Self {
        let created = change_set.created.unwrap_or(Timestamp::MAX);
        let change_set = Some((change_set.arn.clone(), created));
        Self { change_set, ..self }
    }

    /// Whether the stack itself says that this change set made it what it is. A stack in review names one that is not
    /// executed: then it was not updated since.
    pub fn is_executed_in(&self, stack: &Stack) -> bool {
        let named = |(arn, created): &(String, Timestamp)| {
            stack.change_set.as_ref() == Some(arn) && stack.updated.is_some_and(|updated| updated >= *created)
        };
        self.change_set.as_ref().is_some_and(named)
    }

    /// Whether AWS has shown that what is watched has begun: of what others began that is taken for granted.
    pub fn has_begun(&self) -> bool {
        self.token.is_none() || self.first.is_some()
    }

    /// Whether it is known which request began what is watched.
    pub fn is_ours(&self) -> bool {
        self.token.is_some()
    }

    /// What has happened since the last call, oldest first.
    pub async fn poll(&mut self) -> Result<Vec<StackEvent>> {
        let events = match (&self.first, &self.token) {
            (Some((_, since)), _) => self.since(*since).await?,
            (None, Some(token)) => last_operation::begun_by(self.cloudformation, &self.stack, token).await?,
            (None, None) => last_operation::last(self.cloudformation, &self.stack).await?,
        };
        if self.first.is_none() {
            self.first = events.first().map(|event| (event.id.clone(), event.at));
        }
        self.seen.extend(events.iter().map(|event| event.id.clone()));
        Ok(events)
    }

    /// The events since the first one that have not been seen yet, oldest first. A page is read only when the one
    /// before has brought nothing but news.
    async fn since(&mut self, first: Timestamp) -> Result<Vec<StackEvent>> {
        let (mut events, mut told, mut past) = (Vec::new(), HashSet::new(), Vec::new());
        let mut next = None;
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
                // Many events have the same time: what is listed after the first one and is not later came before.
                let follows = event.at > first || (event.at == first && !all_told);
                if is_new && follows && told.insert(event.id.clone()) {
                    events.push(event);
                } else if !follows && event.is_of_the_stack() {
                    past.push(event);
                }
            }
            next = page.next.filter(|_| all_new);
            if next.is_none() {
                self.past = past;
                events.reverse();
                events.sort_by_key(|event| event.at);
                return Ok(events);
            }
        }
    }

    /// How long the last operation took that began like this one and came out well, as far as its events were among
    /// those that were read anyway.
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
