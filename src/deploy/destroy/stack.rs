//! The deletion of one stack, from the confirmation until it ends.

use super::inventory::Inventory;
use super::survivors::{self, Survivor};
use super::{Destruction, Failure, bucket};
use crate::cloud::cloudformation::{CloudFormation, Deletion, ResourceStatus, Stack, StackEvent};
use crate::cloud::ecr::Ecr;
use crate::cloud::ssm::Ssm;
use crate::cloud::{Cloud, Clouds};
use crate::deploy::event_poller::Watch;
use crate::deploy::monitor::{self, Watched};
use crate::deploy::observer::Observer;
use crate::deploy::paused_schedules;
use crate::deploy::root_cause;
use crate::deploy::ui::{Event, Outcome};
use crate::local::token;
use crate::synth::Artifact;
use std::cell::Cell;
use std::time::Instant;

/// How often the deletion is repeated after an obstacle was removed.
const ATTEMPTS: u32 = 3;

/// A stack to delete, with what is known about it.
pub(super) struct Target<'a, C> {
    pub(super) artifact: &'a Artifact,
    pub(super) cloud: C,
    /// `None` when only its SecureStrings exist.
    pub(super) stack: Option<Stack>,
    pub(super) inventory: Inventory,
    /// Whether AWS has accepted the request to delete it.
    pub(super) is_begun: Cell<bool>,
}

impl<C: Cloud> Target<'_, C> {
    pub(super) fn id(&self) -> String {
        self.artifact.id.to_string()
    }
}

/// The result of one attempt to delete a stack.
enum Attempt {
    Gone(Vec<StackEvent>),
    Kept(Box<Stack>, Vec<StackEvent>),
}

/// Deletes a stack and the resources that belong to it.
pub(super) async fn destroy<C: Clouds>(
    destruction: &Destruction<'_, C>,
    target: &Target<'_, C::Cloud>,
) -> Result<Outcome, Failure> {
    let begin = Instant::now();
    let ui = destruction.ui;
    let mut events = Vec::new();
    if let Some(stack) = &target.stack {
        let api = target.cloud.cloudformation();
        if stack.termination_protection {
            api.update_termination_protection(&stack.arn, false).await?;
        }
        ui.tell(Event::Deleting {
            account: target.cloud.account().map(str::to_owned),
            stack: target.id(),
            resources: target.inventory.resources.len(),
        });
        empty(destruction, target, |_| true).await?;
        events = remove(destruction, target, stack).await?;
        // The notes are about a stack that no longer exists.
        let mut notes = target.inventory.notes.clone();
        let own = paused_schedules::name(&stack.name);
        if !target.inventory.running_schedules.is_empty() && !notes.contains(&own) {
            notes.push(own);
        }
        for note in notes {
            target.cloud.ssm().delete_parameter(&note).await?;
        }
    }
    let secrets = secrets(destruction, target).await?;
    let left: Vec<Survivor> = survivors::of(&target.inventory, &secrets, &events);
    ui.tell(Event::Done {
        stack: target.id(),
        arn: target.stack.as_ref().map(|stack| stack.arn.clone()),
        outcome: Outcome::Deleted,
        seconds: begin.elapsed().as_secs(),
        is_earlier: false,
        outputs: Vec::new(),
    });
    if !left.is_empty() {
        ui.tell(Event::Survivors {
            stack: target.id(),
            survivors: left,
        });
    }
    Ok(Outcome::Deleted)
}

/// Empties the buckets whose names `wanted` accepts, only if the user agreed to lose data.
async fn empty<C: Clouds>(
    destruction: &Destruction<'_, C>,
    target: &Target<'_, C::Cloud>,
    wanted: impl Fn(&str) -> bool,
) -> Result<bool, Failure> {
    let mut emptied = false;
    let buckets = target.inventory.buckets.iter();
    for bucket in buckets.filter(|bucket| wanted(&bucket.name) && target.inventory.loses_data()) {
        let tell = |gone| {
            destruction.ui.tell(Event::Emptied {
                stack: target.id(),
                bucket: bucket.name.clone(),
                versions: gone,
            });
        };
        bucket::empty(&target.cloud, &bucket.name, destruction.interrupts, tell).await?;
        emptied = true;
    }
    Ok(emptied)
}

/// Deletes the stack. If an obstacle can be removed, removes it and tries again.
async fn remove<C: Clouds>(
    destruction: &Destruction<'_, C>,
    target: &Target<'_, C::Cloud>,
    stack: &Stack,
) -> Result<Vec<StackEvent>, Failure> {
    let mut before = stack.clone();
    for attempt in 1.. {
        let (kept, events) = match delete(destruction, target, &before).await? {
            Attempt::Gone(events) => return Ok(events),
            Attempt::Kept(kept, events) => (kept, events),
        };
        if attempt < ATTEMPTS && mend(destruction, target, &events).await? {
            before = *kept;
            continue;
        }
        let (arn, status) = (kept.arn.clone(), kept.status.to_string());
        let cause = root_cause::explained(&target.cloud, &events).await;
        destruction.ui.tell(Event::Failed {
            stack: target.id(),
            arn: arn.clone(),
            status: status.clone(),
            cause: cause.clone(),
        });
        return Err(Failure::Ended { arn, status, cause });
    }
    Ok(Vec::new())
}

async fn delete<C: Clouds>(
    destruction: &Destruction<'_, C>,
    target: &Target<'_, C::Cloud>,
    before: &Stack,
) -> Result<Attempt, Failure> {
    let api = target.cloud.cloudformation();
    let deletion = Deletion {
        stack: before.arn.clone(),
        retain: Vec::new(),
        force: false,
        role_arn: None,
        token: token::fresh(),
    };
    api.delete_stack(&deletion).await?;
    target.is_begun.set(true);
    let observer = Observer::new(destruction.ui, destruction.interrupts, target.artifact);
    let events = Watch::new(api, &before.arn).deleting(before, &deletion.token);
    let watched = monitor::watch(&target.cloud, &before.arn, events, &observer).await;
    Ok(match watched.map_err(Failure::Lost)? {
        Watched::Left => return Err(Failure::Left),
        Watched::Uncertain(_) => return Err(Failure::Uncertain),
        Watched::Gone => Attempt::Gone(Vec::new()),
        Watched::Over(stack, events) if stack.status.is_gone() => Attempt::Gone(events),
        Watched::Over(stack, events) => Attempt::Kept(stack, events),
    })
}

/// Removes the obstacles, as far as the user agreed to the loss. Returns whether there were any.
async fn mend<C: Clouds>(
    destruction: &Destruction<'_, C>,
    target: &Target<'_, C::Cloud>,
    events: &[StackEvent],
) -> Result<bool, Failure> {
    let failed = |name: &str| {
        events.iter().any(|event| {
            event.status == ResourceStatus::DeleteFailed && event.physical_id.as_deref() == Some(name)
        })
    };
    let mut mended = empty(destruction, target, failed).await?;
    if target.inventory.loses_data() {
        let repositories = target.inventory.repositories.iter();
        for repository in repositories.filter(|repository| failed(&repository.name)) {
            mended |= target.cloud.ecr().delete_repository(&repository.name).await?;
        }
    }
    Ok(mended)
}

/// Deletes the SecureStrings if that was requested. Returns those that remain.
async fn secrets<C: Clouds>(
    destruction: &Destruction<'_, C>,
    target: &Target<'_, C::Cloud>,
) -> Result<Vec<String>, Failure> {
    if !destruction.options.delete_secrets {
        return Ok(target.inventory.secrets.clone());
    }
    for name in &target.inventory.secrets {
        target.cloud.ssm().delete_parameter(name).await?;
    }
    Ok(Vec::new())
}
