//! New events of a stack, each told once: AWS repeats them, and gives many of them the same time.

use super::attempt;
use crate::cloud::Result;
use crate::cloud::cloudformation::{CloudFormation, StackEvent};
use jiff::Timestamp;
use std::collections::HashSet;

/// New events of one stack, each told once, whatever order AWS gives them in.
#[derive(Debug)]
pub struct Watch<'a, C> {
    cloudformation: &'a C,
    stack: String,
    /// Attempts that began before are not news.
    since: Option<Timestamp>,
    /// The event with which the attempt that is watched began.
    first: Option<String>,
    seen: HashSet<String>,
}

impl<'a, C: CloudFormation> Watch<'a, C> {
    /// Begins with the last attempt; `stack` had better be an ARN.
    pub fn new(cloudformation: &'a C, stack: &str) -> Self {
        Self {
            cloudformation,
            stack: stack.to_owned(),
            since: None,
            first: None,
            seen: HashSet::new(),
        }
    }

    /// Leaves out an attempt that began before this time of AWS's clock: reads lag behind writes.
    #[must_use]
    pub fn since(self, since: Option<Timestamp>) -> Self {
        Self { since, ..self }
    }

    /// What has happened since the last call, oldest first.
    pub async fn poll(&mut self) -> Result<Vec<StackEvent>> {
        let events = match self.first.clone() {
            Some(first) => self.after(&first).await?,
            None => attempt::last(self.cloudformation, &self.stack).await?,
        };
        if self.first.is_none() && events.first().is_some_and(|begin| Some(begin.at) < self.since) {
            return Ok(Vec::new());
        }
        if self.first.is_none() {
            self.first = events.first().map(|event| event.id.clone());
        }
        self.seen.extend(events.iter().map(|event| event.id.clone()));
        Ok(events)
    }

    /// The events after `first` that have not been seen yet, oldest first. A page is read only when the one before has
    /// brought nothing but news.
    async fn after(&self, first: &str) -> Result<Vec<StackEvent>> {
        let (mut events, mut told) = (Vec::new(), HashSet::new());
        let mut next = None;
        loop {
            let page = self
                .cloudformation
                .describe_stack_events(&self.stack, next.as_deref());
            let page = page.await?;
            let mut all_new = true;
            for event in page.events {
                all_new &= !self.seen.contains(&event.id);
                if event.id == first {
                    break;
                }
                if !self.seen.contains(&event.id) && told.insert(event.id.clone()) {
                    events.push(event);
                }
            }
            next = page.next.filter(|_| all_new);
            if next.is_none() {
                events.reverse();
                return Ok(events);
            }
        }
    }
}
