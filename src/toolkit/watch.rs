//! Watching an operation to its end: events as they come, the state of the stack, and no failure of the network in
//! between ends it.

use crate::cloud::cloudformation::{CloudFormation, Stack, StackEvent, StackStatus};
use crate::cloud::{Cloud, Result};
use std::cell::Cell;
use std::collections::HashSet;
use std::time::Duration;

/// How often a stack is looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a stack may still look untouched after its change set was executed: reads lag behind writes.
const STALE_READS: u32 = 5;

/// How watching ended.
#[derive(Debug)]
pub enum Watched {
    /// The operation is over.
    Over(Box<Stack>, Vec<StackEvent>),
    /// The person stopped watching; AWS goes on.
    Left,
}

/// Watches the stack with this ARN until nothing is under way. `seen` are the events that were there before.
pub async fn watch(
    cloud: &impl Cloud,
    arn: &str,
    mut seen: HashSet<String>,
    interrupts: &Cell<u32>,
    mut tell: impl FnMut(&StackEvent),
) -> Result<Watched> {
    let mut told = Vec::new();
    let mut stale = 0;
    let before = interrupts.get();
    loop {
        let stack = patient(cloud.cloudformation().describe_stack(arn).await)?.flatten();
        if let Some(stack) = stack {
            let untouched = stack.status == StackStatus::ReviewInProgress;
            stale += u32::from(untouched);
            let over = !stack.status.is_in_progress() && !(untouched && stale < STALE_READS);
            let fresh = new_events(cloud, arn, &mut seen).await?;
            fresh.iter().for_each(&mut tell);
            told.extend(fresh);
            if over {
                return Ok(Watched::Over(Box::new(stack), told));
            }
        }
        if interrupts.get() > before {
            return Ok(Watched::Left);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The ids of the events that a stack has already.
pub async fn seen(cloud: &impl Cloud, arn: &str) -> Result<HashSet<String>> {
    let page = cloud.cloudformation().describe_stack_events(arn, None).await?;
    Ok(page.events.into_iter().map(|event| event.id).collect())
}

/// Events not seen before, in the order in which they happened.
async fn new_events(cloud: &impl Cloud, arn: &str, seen: &mut HashSet<String>) -> Result<Vec<StackEvent>> {
    let mut fresh = Vec::new();
    let mut page = None;
    loop {
        let found = cloud
            .cloudformation()
            .describe_stack_events(arn, page.as_deref())
            .await;
        let Some(found) = patient(found)? else { break };
        let known = found.events.iter().any(|event| seen.contains(&event.id));
        fresh.extend(
            found
                .events
                .into_iter()
                .filter(|event| seen.insert(event.id.clone())),
        );
        match found.next {
            Some(next) if !known => page = Some(next),
            _ => break,
        }
    }
    fresh.reverse();
    Ok(fresh)
}

/// A call that fails for a moment is made again at the next look.
fn patient<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(error) if error.is_transient() => Ok(None),
        result => result.map(Some),
    }
}
