//! Watching an operation to its end: events as they come, the state of the stack, and no failure of the network in
//! between ends it.

use crate::cloud::cloudformation::{CloudFormation, Stack, StackEvent, StackStatus};
use crate::cloud::{Cloud, Result};
use crate::toolkit::watch::Watch;
use std::cell::Cell;
use std::time::Duration;

/// How often a stack is looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a stack may still look untouched after an operation was begun: reads lag behind writes.
const STALE_READS: u32 = 5;

/// How watching ended.
#[derive(Debug)]
pub(super) enum Watched {
    /// The operation is over.
    Over(Box<Stack>, Vec<StackEvent>),
    /// There is no stack any more.
    Gone,
    /// The person stopped watching; AWS goes on.
    Left,
}

/// Watches the stack with this ARN until nothing is under way, and tells what `events` has not told yet. While it is
/// still in the state that it was in `before`, the operation may not have begun.
pub(super) async fn watch<C: Cloud>(
    cloud: &C,
    arn: &str,
    before: &StackStatus,
    mut events: Watch<'_, C::CloudFormation>,
    interrupts: &Cell<u32>,
    mut tell: impl FnMut(&StackEvent),
) -> Result<Watched> {
    let mut told = Vec::new();
    let (mut stale, mut absent) = (0, 0);
    let interrupted = interrupts.get();
    loop {
        match patient(cloud.cloudformation().describe_stack(arn).await)? {
            Some(Some(stack)) => {
                let untouched = stack.status == *before;
                stale += u32::from(untouched);
                let waits = untouched && stale < STALE_READS;
                let over = !stack.status.is_in_progress() && !waits;
                let fresh = patient(events.poll().await)?;
                let complete = fresh.is_some();
                let fresh = fresh.unwrap_or_default();
                fresh.iter().for_each(&mut tell);
                told.extend(fresh);
                if over && complete {
                    return Ok(Watched::Over(Box::new(stack), told));
                }
            }
            Some(None) => absent += 1,
            None => {}
        }
        if absent >= STALE_READS {
            return Ok(Watched::Gone);
        }
        if interrupts.get() > interrupted {
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
