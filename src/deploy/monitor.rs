//! Monitors an operation to the end: events, the state of the stack, and retries when the network fails.

use crate::cloud::cloudformation::{CloudFormation, Stack, StackEvent, StackStatus};
use crate::cloud::{Cloud, Result};
use crate::deploy::event_poller::Watch;
use crate::deploy::observer::Observer;
use crate::deploy::ui::Choice;
use std::time::Duration;

/// How often a stack is looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a stack may look done though no event says so. Reads lag behind writes: the state of a stack right after
/// its operation was begun may still be the one before.
const STALE_READS: u32 = 20;

/// After how many such looks AWS is asked about the change set itself.
const SILENT_READS: u32 = 3;

/// How often AWS may show nothing, or no end, of what was asked for while it says that nothing is under way: five minutes.
const UNCERTAIN_READS: u32 = 300;

/// How watching ended.
#[derive(Debug)]
pub(super) enum Watched {
    /// The operation is over.
    Over(Box<Stack>, Vec<StackEvent>),
    /// There is no stack any more.
    Gone,
    /// The person stopped watching; AWS goes on.
    Left,
    /// AWS says that nothing is under way, and yet shows no end of what was begun - or, `false`, not that it began.
    Uncertain(bool),
}

/// Watches the stack with this ARN until nothing is under way, and tells what `events` has not told yet. Of an
/// operation that we began, a state counts only once AWS shows that it has begun, and that it has ended: by its events,
/// or by the change set that the stack names. Who interrupts decides what becomes of
/// it.
pub(super) async fn watch<C: Cloud>(
    cloud: &C,
    arn: &str,
    mut events: Watch<'_, C::CloudFormation>,
    observer: &Observer<'_>,
) -> Result<Watched> {
    let mut told = Vec::<StackEvent>::new();
    let (mut still, mut absent) = (0, 0);
    let (mut heard, mut is_estimated) = (0, false);
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
            told.extend(observer.tell(cloud, &fresh).await);
            if !is_estimated && let Some(time) = told.first().and_then(|begin| events.expected(&begin.status))
            {
                observer.expect(time);
                is_estimated = true;
            }
            let is_still = !stack.status.is_in_progress() && stack.status != StackStatus::ReviewInProgress;
            still += u32::from(!stack.status.is_in_progress());
            let is_silent = still > SILENT_READS && !events.has_begun();
            let is_executed = events.is_executed_in(&stack)
                || (is_silent && patient(events.is_execution_complete().await)?.unwrap_or(false));
            // Without a word about whose it is, a state that lasts is believed.
            let lasts = still > STALE_READS && (is_executed || !events.is_ours());
            if (is_still && (ends(&told, &stack) || stack.status.is_gone())) || lasts {
                return Ok(Watched::Over(Box::new(stack), told));
            }
            if still > UNCERTAIN_READS {
                return Ok(Watched::Uncertain(events.has_begun() || is_executed));
            }
        }
        if observer.interrupts.get() > heard {
            heard = observer.interrupts.get();
            if observer.decide(cloud, arn, status).await == Choice::Leave {
                return Ok(Watched::Left);
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether the newest event of the stack itself is the state that it is in.
fn ends(told: &[StackEvent], stack: &Stack) -> bool {
    let own = told.iter().filter(|event| event.is_of_the_stack());
    own.max_by_key(|event| event.at)
        .is_some_and(|last| last.status.as_str() == stack.status.as_str())
}

/// A call that fails for a moment is made again at the next look.
fn patient<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(error) if error.is_transient() => Ok(None),
        result => result.map(Some),
    }
}
