//! Watching an operation to its end: events as they come, the state of the stack, and no failure of the network in
//! between ends it.

use crate::cloud::cloudformation::{CloudFormation, Stack, StackEvent, StackStatus};
use crate::cloud::{Cloud, Result};
use crate::toolkit::audience::Audience;
use crate::toolkit::talk::Choice;
use crate::toolkit::watch::Watch;
use std::time::Duration;

/// How often a stack is looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a stack may look done though no event says so. Reads lag behind writes: the state of a stack right after
/// its operation was begun may still be the one before.
const STALE_READS: u32 = 20;

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

/// Watches the stack with this ARN until nothing is under way, and tells what `events` has not told yet. Who interrupts
/// decides what becomes of it.
pub(super) async fn watch<C: Cloud>(
    cloud: &C,
    arn: &str,
    mut events: Watch<'_, C::CloudFormation>,
    audience: &Audience<'_>,
) -> Result<Watched> {
    let mut told = Vec::new();
    let mut last = None;
    let (mut stale, mut absent) = (0, 0);
    let mut heard = 0;
    loop {
        let stack = patient(cloud.cloudformation().describe_stack(arn).await)?;
        absent += u32::from(matches!(stack, Some(None)));
        if absent > STALE_READS {
            return Ok(Watched::Gone);
        }
        let stack = stack.flatten();
        let status = stack.as_ref().map(|stack| stack.status.clone());
        if let Some(stack) = stack
            && let Some(fresh) = patient(events.poll().await)?
        {
            for event in &fresh {
                audience.tell(event);
            }
            let own = fresh.iter().rfind(|event| event.is_of_the_stack());
            last = own.map(|event| event.status.as_str().to_owned()).or(last);
            told.extend(fresh);
            let over = !stack.status.is_in_progress() && stack.status != StackStatus::ReviewInProgress;
            stale += u32::from(!stack.status.is_in_progress());
            let certain = last.as_deref() == Some(stack.status.as_str()) || stack.status.is_gone();
            if (over && certain) || stale > STALE_READS {
                return Ok(Watched::Over(Box::new(stack), told));
            }
        }
        if audience.interrupts.get() > heard {
            heard = audience.interrupts.get();
            if audience.decide(cloud, arn, status).await == Choice::Leave {
                return Ok(Watched::Left);
            }
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
