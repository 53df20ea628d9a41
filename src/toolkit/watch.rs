//! New events of a stack, each told once: AWS repeats them, and gives many of them the same time.

use super::attempt;
use crate::cloud::Result;
use crate::cloud::cloudformation::{CloudFormation, StackEvent};
use std::collections::HashSet;

/// New events of one stack, each told once, whatever order AWS gives them in.
#[derive(Debug)]
pub struct Watch<'a, C> {
    cloudformation: &'a C,
    stack: String,
    seen: HashSet<String>,
}

impl<'a, C: CloudFormation> Watch<'a, C> {
    /// Begins with the last attempt; `stack` had better be an ARN.
    pub fn new(cloudformation: &'a C, stack: &str) -> Self {
        Self {
            cloudformation,
            stack: stack.to_owned(),
            seen: HashSet::new(),
        }
    }

    /// What has happened since the last call, oldest first.
    pub async fn poll(&mut self) -> Result<Vec<StackEvent>> {
        let mut events = Vec::new();
        if self.seen.is_empty() {
            events = attempt::last(self.cloudformation, &self.stack).await?;
        } else {
            let mut next = None;
            loop {
                let page = self
                    .cloudformation
                    .describe_stack_events(&self.stack, next.as_deref())
                    .await?;
                let count = page.events.len();
                let new = page
                    .events
                    .into_iter()
                    .filter(|event| !self.seen.contains(&event.id));
                let before = events.len();
                events.extend(new);
                // Pages are read for as long as they bring news only.
                let all_new = events.len() - before == count && count > 0;
                next = page.next.filter(|_| all_new);
                if next.is_none() {
                    break;
                }
            }
            events.reverse();
        }
        let mut told = Vec::new();
        for event in events {
            if self.seen.insert(event.id.clone()) {
                told.push(event);
            }
        }
        Ok(told)
    }
}
