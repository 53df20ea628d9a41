//! A change set: creates it, waits for it, reads it, and deletes it if it is not used.

use super::{Failure, change_set_findings};
use crate::cloud::cloudformation::{ChangeSet, ChangeSetStatus, CloudFormation, Created, NewChangeSet};
use crate::cloud::{self, Cloud, Kind};
use crate::deploy::change_set_cleanup::{discard, discard_or_tell, left};
use crate::deploy::nested;
use crate::deploy::root_cause::owner;
use std::cell::Cell;
use std::time::Duration;
use tokio::time::Instant;

/// How long AWS may take to create a change set.
const PATIENCE: Duration = Duration::from_mins(30);

/// The pause before the first poll.
const FIRST: Duration = Duration::from_millis(200);

/// How often a new change set may not be found: reads lag behind writes.
const ABSENT: u32 = 10;

/// The result of a request for a change set.
#[derive(Debug)]
pub(super) enum Made {
    /// It can be executed. The flag says whether CloudFormation needed any time.
    Ready(Box<ChangeSet>, bool),
    /// There are no changes; it is deleted again.
    Nothing,
}

/// Creates a change set and waits until CloudFormation has computed it. Deletes it again unless it is ready. If that
/// fails, `tell` gets a line that names it.
pub(super) async fn make(
    cloud: &impl Cloud,
    new: &NewChangeSet,
    interrupts: &Cell<u32>,
    tell: impl Fn(String),
) -> Result<Made, Failure> {
    let created = match cloud.cloudformation().create_change_set(new).await {
        Ok(created) => created,
        Err(error) if error.kind == Kind::AlreadyExists => match heard(cloud, new).await? {
            Some(created) => created,
            None => return Err(error.into()),
        },
        Err(error) => {
            // The answer may be all that was lost.
            if error.is_transient()
                && let Err(unknown) = sweep(cloud, new).await
            {
                tell(left(&new.name, &unknown));
            }
            return Err(error.into());
        }
    };
    let made = thought_through(cloud, &created, interrupts).await;
    if !matches!(made, Ok(Made::Ready(..))) {
        discard_or_tell(cloud, &created.arn, &created.stack_arn, tell).await;
    }
    made
}

async fn thought_through(
    cloud: &impl Cloud,
    created: &Created,
    interrupts: &Cell<u32>,
) -> Result<Made, Failure> {
    let mut pause = FIRST;
    let (begin, mut absent) = (Instant::now(), 0);
    let change_set = loop {
        match cloud.cloudformation().describe_change_set(&created.arn).await {
            Ok(Some(change_set)) if !change_set.status.is_in_progress() => break change_set,
            Ok(None) if absent == ABSENT => {
                let what =
                    "the change set no longer exists: someone else executed another one, or deleted it";
                return Err(Failure::Overtaken(what.to_owned()));
            }
            Ok(found) => absent += u32::from(found.is_none()),
            Err(error) if error.is_transient() => {}
            Err(error) => return Err(error.into()),
        }
        if interrupts.get() > 0 {
            return Err(Failure::Interrupted);
        }
        if begin.elapsed() > PATIENCE {
            return Err(Failure::Uncertain(
                "AWS did not finish creating the change set within half an hour; it was deleted",
            ));
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(2));
    };
    if change_set.status == ChangeSetStatus::CreateComplete {
        let change_set = nested::with_changes(cloud.cloudformation(), change_set).await?;
        return Ok(Made::Ready(Box::new(change_set), pause > FIRST));
    }
    let reason = change_set
        .reason
        .unwrap_or_else(|| change_set.status.as_str().to_owned());
    let reason = nested::reason(cloud.cloudformation(), reason).await;
    if says_nothing_changes(&reason) {
        return Ok(Made::Nothing);
    }
    if let Some(resources) = change_set_findings::existing(&reason) {
        return Err(owned(cloud, resources).await);
    }
    if let Some(unfit) = change_set_findings::owned(&reason) {
        return Err(Failure::Adoption(unfit));
    }
    let findings = change_set_findings::findings(cloud.cloudformation(), &created.arn).await;
    Err(Failure::Refused { reason, findings })
}

/// The existing resources, each with the stack that owns it.
async fn owned(cloud: &impl Cloud, mut resources: Vec<String>) -> Failure {
    let mut is_foreign = false;
    for resource in &mut resources {
        let Some((id, is_global)) = owner::listed(resource) else {
            continue;
        };
        let owner = owner::owner(cloud, id, is_global).await;
        is_foreign |= owner.is_foreign();
        *resource = format!("{resource}: {}", owner.words());
    }
    Failure::Exists {
        resources,
        is_foreign,
    }
}

fn says_nothing_changes(reason: &str) -> bool {
    reason.starts_with("The submitted information didn't contain changes")
        || reason.starts_with("No updates are to be performed")
}

/// The change set with this name, which is unique to the request: an earlier attempt succeeded, but its answer was
/// lost.
async fn heard(cloud: &impl Cloud, new: &NewChangeSet) -> Result<Option<Created>, Failure> {
    let api = cloud.cloudformation();
    let sets = api.list_change_sets(&new.stack).await?;
    let stack = api.describe_stack(&new.stack).await?;
    let own = sets.into_iter().find(|set| set.name == new.name);
    Ok(own.zip(stack).map(|(set, stack)| Created {
        arn: set.arn,
        stack_arn: stack.arn,
    }))
}

/// Discards the change set of a request without an answer, if it exists.
async fn sweep(cloud: &impl Cloud, new: &NewChangeSet) -> cloud::Result<()> {
    let sets = cloud.cloudformation().list_change_sets(&new.stack).await?;
    for set in sets.iter().filter(|set| set.name == new.name) {
        discard(cloud, &set.arn, &new.stack).await?;
    }
    Ok(())
}
