//! Watching a deployment to its end: events as they come, the state of the stack, and no failure of the network in
//! between ends it.

use crate::cloud::cloudformation::{CloudFormation, Stack, StackEvent, StackStatus};
use crate::cloud::{Cloud, Result};
use crate::toolkit::watch::Watch;
use std::cell::Cell;
use std::time::Duration;

/// How often a stack is looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a stack may still look untouched after its change set was executed: reads lag behind writes.
const STALE_READS: u32 = 5;

/// How watching ended.
#[derive(Debug)]
pub(super) enum Watched {
    /// The operation is over.
    Over(Box<Stack>, Vec<StackEvent>),
    /// The person stopped watching; AWS goes on.
    Left,
}

/// Watches the stack with this ARN until nothing is under way, and tells what `events` has not told yet.
pub(super) async fn watch<C: Cloud>(
    cloud: &C,
    arn: &str,
    mut events: Watch<'_, C::CloudFormation>,
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
            let fresh = patient(events.poll().await)?;
            let complete = fresh.is_some();
            let fresh = fresh.unwrap_or_default();
            fresh.iter().for_each(&mut tell);
            told.extend(fresh);
            if over && complete {
                return Ok(Watched::Over(Box::new(stack), told));
            }
        }
        if interrupts.get() > before {
            return Ok(Watched::Left);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A call that fails for a moment is made again at the next look.
fn patient<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(error) if error.is_transient() => Ok(None),
        result => result.map(Some),
    }
}
