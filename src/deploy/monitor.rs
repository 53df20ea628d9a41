//! Monitors an operation until it ends: events, the status of the stack, and retries when the network fails.

use crate::cloud::cloudformation::{CloudFormation, Stack, StackEvent, StackStatus};
use crate::cloud::{Cloud, Result};
use crate::deploy::event_poller::Watch;
use crate::deploy::observer::Observer;
use crate::deploy::ui::Choice;
use std::time::Duration;

/// The interval of the polls.
const PAUSE: Duration = Duration::from_secs(1);

/// How many reads may show a final status without an event for it. Reads lag behind writes: right after the start of
/// an operation, the status may still be the old one.
const STALE_READS: u32 = 20;

/// After this many such reads, the change set itself is read.
const SILENT_READS: u32 = 3;

/// How many reads may show no event, or no end, of a requested operation while the status says that none is in
/// progress: five minutes.
const UNCERTAIN_READS: u32 = 300;

/// How watching ended.
#[derive(Debug)]
pub(super) enum Watched {
    /// The operation has ended.
    Over(Box<Stack>, Vec<StackEvent>),
    /// The stack no longer exists.
    Gone,
    /// You stopped watching; the operation continues in AWS.
    Left,
    /// The status says that no operation is in progress, but there is no event for the end of the one that we started
    /// - or, `false`, for its start.
    Uncertain(bool),
}

/// Watches the stack with this ARN until no operation is in progress, and reports what `events` has not reported yet.
/// For an operation that we started, a status counts only once AWS shows that the operation has started and ended: by
/// its events, or by the change set that the stack names. After an interrupt, the person decides what to do with the
/// operation.
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
            // If the operation's owner is unknown, a status that lasts is trusted.
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
            // A choice to continue may reset the count, and the next interrupt asks again.
            heard = heard.min(observer.interrupts.get());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether the newest event of the stack itself matches its status.
fn ends(told: &[StackEvent], stack: &Stack) -> bool {
    let own = told.iter().filter(|event| event.is_of_the_stack());
    own.max_by_key(|event| event.at)
        .is_some_and(|last| last.status.as_str() == stack.status.as_str())
}

/// Ignores a transient error: the next poll repeats the call.
fn patient<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(error) if error.is_transient() => Ok(None),
        result => result.map(Some),
    }
}
