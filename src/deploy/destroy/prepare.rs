//! The steps before the first change: which stacks, in which order, whether they can be deleted, what is lost, and
//! the user's answers.

use super::inventory::{self, Inventory};
use super::stack::Target;
use super::state::{Entry, FOREIGN, entry};
use super::{Destruction, Failed, Failure, Results, backup, tasks};
use crate::cloud::cloudformation::{CloudFormation, Stack};
use crate::cloud::ssm::Ssm;
use crate::cloud::{AccountRegion, Cloud, Clouds, Kind, account_region};
use crate::deploy::deployed_stacks::{Deployed, look_up};
use crate::deploy::event_poller::Watch;
use crate::deploy::monitor::{self, Watched};
use crate::deploy::observer::Observer;
use crate::deploy::ui::{Event, Outcome, Question};
use crate::deploy::{journal, live_parameters, paused_schedules};
use crate::local::token;
use crate::synth::Artifact;
use futures_util::future::try_join_all;
use std::cell::Cell;
use std::collections::HashMap;

/// The stacks to destroy, in order. Those that do not exist are reported and added to the results.
pub(super) async fn prepare<'a, C: Clouds>(
    destruction: &Destruction<'_, C>,
    named: &[&'a Artifact],
    results: &mut Results,
) -> Result<Vec<Target<'a, C::Cloud>>, Failed> {
    let first = named.first().map(|artifact| artifact.id.clone());
    let first = first.unwrap_or_default();
    let all = concerned(destruction.all, named);
    let deployed = look_up(destruction.clouds, &all)
        .await
        .map_err(|error| (first, error.into()))?;
    let mut targets = Vec::new();
    let (mut strangers, known) = (Strangers::default(), tasks::Known::default());
    // In the app, producers come before their consumers.
    for artifact in named.iter().rev() {
        let at = |failure| (artifact.id.clone(), failure);
        let Some(found) = deployed.iter().find(|found| found.artifact.id == artifact.id) else {
            continue;
        };
        let stack = settle(destruction, found).await.map_err(at)?;
        if stack.is_some() {
            needed(found, &deployed, named, &mut strangers)
                .await
                .map_err(at)?;
        }
        let target = target(destruction, artifact, found, stack, &deployed, named, &known);
        if let Some(target) = target.await.map_err(at)? {
            targets.push(target);
            continue;
        }
        forget(found).await.map_err(at)?;
        destruction.ui.tell(Event::Done {
            stack: artifact.id.to_string(),
            arn: None,
            outcome: Outcome::Absent,
            seconds: 0,
            is_earlier: false,
            outputs: Vec::new(),
        });
        results.push((artifact.id.clone(), Ok(Outcome::Absent)));
    }
    ask(destruction, &targets)?;
    Ok(targets)
}

/// Removes the notes of an earlier run about a stack that no longer exists.
async fn forget<C: Cloud>(found: &Deployed<'_, C>) -> Result<(), Failure> {
    let (cloud, name) = (&found.cloud, &found.artifact.name);
    if live_parameters::of(&found.artifact.whole()).is_empty() {
        return Ok(());
    }
    let names = [journal::name(name), paused_schedules::name(name)];
    for left in cloud.ssm().get_parameters(&names).await? {
        journal::remove(cloud, &left).await?;
    }
    Ok(())
}

/// What will be deleted with a stack; `None` when there is nothing to delete.
async fn target<'a, C: Clouds>(
    destruction: &Destruction<'_, C>,
    artifact: &'a Artifact,
    found: &Deployed<'_, C::Cloud>,
    stack: Option<Stack>,
    deployed: &[Deployed<'_, C::Cloud>],
    named: &[&Artifact],
    known: &tasks::Known,
) -> Result<Option<Target<'a, C::Cloud>>, Failure> {
    let mut inventory = match &stack {
        Some(stack) => inventory::read(&found.cloud, artifact, stack, known).await?,
        None if destruction.options.delete_secrets => Inventory {
            secrets: inventory::secrets(&found.cloud, artifact).await?,
            ..Inventory::default()
        },
        None => return Ok(None),
    };
    // A resource that a remaining stack also needs is kept.
    let here = account_region(&found.cloud);
    let stays = deployed.iter().filter(|other| {
        other.stack.is_some() && !is_named(named, other) && account_region(&other.cloud) == here
    });
    for other in stays {
        let secrets = &other.artifact.secrets;
        let shared = |name: &String| secrets.iter().any(|secret| secret.name == *name);
        inventory.secrets.retain(|name| !shared(name));
    }
    if stack.is_none() && inventory.secrets.is_empty() {
        return Ok(None);
    }
    if let Some(directory) = &destruction.options.backup_to {
        backup::is_free(directory, &artifact.id)?;
    }
    Ok(Some(Target {
        artifact,
        cloud: found.cloud.clone(),
        stack,
        inventory,
        is_begun: Cell::new(false),
    }))
}

/// The stacks that `destroy` looks at: the named ones, and those that depend on one or could import from one.
pub fn concerned<'a>(all: &'a [Artifact], named: &[&Artifact]) -> Vec<&'a Artifact> {
    all.iter().filter(|other| concerns(other, named)).collect()
}

/// Whether a stack matters to the named ones: it is one of them, depends on one, or could import from one.
fn concerns(other: &Artifact, named: &[&Artifact]) -> bool {
    named.iter().any(|named| {
        let is_near = other.environment() == named.environment();
        is_near || other.id == named.id || other.dependencies.contains(&named.id)
    })
}

fn is_named<C>(named: &[&Artifact], found: &Deployed<'_, C>) -> bool {
    named.iter().any(|artifact| artifact.id == found.artifact.id)
}

/// Waits for the operation in progress, until the stack can be deleted; `None` when the stack does not exist.
async fn settle<C: Clouds>(
    destruction: &Destruction<'_, C>,
    found: &Deployed<'_, C::Cloud>,
) -> Result<Option<Stack>, Failure> {
    let api = found.cloud.cloudformation();
    let mut stack = found.stack.clone();
    loop {
        let mut next = entry(stack.as_ref().map(|stack| &stack.status));
        if next == Entry::Review {
            let sets = match &stack {
                Some(stack) => api.list_change_sets(&stack.arn).await?,
                None => Vec::new(),
            };
            let ours = sets.iter().all(|set| token::is_ours(&set.name));
            next = if ours { Entry::Delete } else { FOREIGN };
        }
        match (next, &stack) {
            (Entry::Nothing, _) => return Ok(None),
            (Entry::Wait, Some(busy)) => {
                destruction.ui.tell(Event::Waiting {
                    stack: found.artifact.id.to_string(),
                    status: busy.status.as_str().to_owned(),
                });
                wait(destruction, found, busy).await?;
                stack = api.describe_stack(&busy.name).await?;
            }
            (Entry::Stuck { what, fix }, _) => {
                let (what, fix) = (what.to_owned(), fix.to_owned());
                return Err(Failure::Stuck { what, fix });
            }
            _ => return Ok(stack),
        }
    }
}

async fn wait<C: Clouds>(
    destruction: &Destruction<'_, C>,
    found: &Deployed<'_, C::Cloud>,
    busy: &Stack,
) -> Result<(), Failure> {
    let cloud = &found.cloud;
    let events = Watch::new(cloud.cloudformation(), &busy.arn);
    let observer = Observer::new(destruction.ui, destruction.interrupts, found.artifact);
    let watched = monitor::watch(cloud, &busy.arn, events, &observer).await;
    match watched.map_err(Failure::Lost)? {
        Watched::Left => Err(Failure::Interrupted),
        Watched::Over(..) | Watched::Gone | Watched::Uncertain(_) => Ok(()),
    }
}

/// Refuses when a remaining stack depends on this one: according to the app, or because it imports an export.
async fn needed<C: Cloud>(
    found: &Deployed<'_, C>,
    deployed: &[Deployed<'_, C>],
    named: &[&Artifact],
    strangers: &mut Strangers,
) -> Result<(), Failure> {
    let id = &found.artifact.id;
    let stays = |other: &&Deployed<'_, C>| other.stack.is_some() && !is_named(named, other);
    let needs = deployed
        .iter()
        .filter(stays)
        .filter(|other| other.artifact.dependencies.contains(id));
    let mut by = needs
        .map(|other| other.artifact.id.to_string())
        .collect::<Vec<_>>();
    let mut ours = true;
    // Who could import the exports: another stack of ours that stays, or a stack outside the app.
    let is_here = |other: &&Deployed<'_, C>| account_region(&other.cloud) == account_region(&found.cloud);
    let here = deployed.iter().filter(is_here).collect::<Vec<_>>();
    let ours_stay = here.iter().copied().any(|other| stays(&other));
    if by.is_empty() && !ours_stay && !strangers.are_in(&found.cloud, &here).await? {
        return Ok(());
    }
    let outputs = found.stack.iter().flat_map(|stack| &stack.outputs);
    let exports = outputs.filter_map(|output| output.export.as_deref());
    let api = found.cloud.cloudformation();
    let importers = try_join_all(exports.map(|export| api.list_imports(export))).await?;
    for name in importers.into_iter().flatten() {
        let artifact = here
            .iter()
            .map(|other| other.artifact)
            .find(|artifact| *artifact.name == *name);
        if artifact.is_some_and(|artifact| named.iter().any(|named| named.id == artifact.id)) {
            continue;
        }
        ours &= artifact.is_some();
        let id = artifact.map_or(name, |artifact| artifact.id.to_string());
        if !by.contains(&id) {
            by.push(id);
        }
    }
    if by.is_empty() {
        Ok(())
    } else {
        Err(Failure::Needed { by, ours })
    }
}

/// Whether a region of an account has stacks outside the app. Each is asked only once.
#[derive(Default)]
struct Strangers(HashMap<AccountRegion, bool>);

impl Strangers {
    /// Whether this one has. Without the permission to list stacks, assumes so.
    async fn are_in<C: Cloud>(&mut self, cloud: &C, ours: &[&Deployed<'_, C>]) -> Result<bool, Failure> {
        let here = account_region(cloud);
        if let Some(known) = self.0.get(&here) {
            return Ok(*known);
        }
        let is_ours = |name: &String| ours.iter().any(|one| *one.artifact.name == **name);
        let are_there = match cloud.cloudformation().list_stacks().await {
            Err(error) if matches!(error.kind, Kind::AccessDenied { .. }) => true,
            all => !all?.iter().all(is_ours),
        };
        self.0.insert(here, are_there);
        Ok(are_there)
    }
}

/// Shows what all of them delete, then asks once.
fn ask<C: Clouds>(destruction: &Destruction<'_, C>, targets: &[Target<'_, C::Cloud>]) -> Result<(), Failed> {
    for target in targets {
        destruction.ui.tell(Event::Inventory {
            stack: target.id(),
            inventory: target.inventory.clone(),
            delete_secrets: destruction.options.delete_secrets,
        });
    }
    let Some(first) = targets.first() else {
        return Ok(());
    };
    let at = |failure| (first.artifact.id.clone(), failure);
    let ids = |wanted: fn(&Inventory) -> bool| {
        let wanted = targets.iter().filter(|target| wanted(&target.inventory));
        wanted.map(Target::id).collect::<Vec<_>>()
    };
    let inventories = targets.iter().map(|target| &target.inventory).collect::<Vec<_>>();
    let tasks = inventories.iter().map(|inventory| inventory.tasks.len()).sum();
    let destroy = Question::Destroy {
        stacks: targets.iter().map(Target::id).collect(),
        loses: inventory::losses(&inventories),
    };
    let unprotect = Question::Unprotect {
        stacks: ids(|inventory| inventory.protected),
    };
    let stop = Question::StopTasks {
        stacks: ids(|inventory| !inventory.tasks.is_empty()),
        tasks,
    };
    let is_protected = targets.iter().any(|target| target.inventory.protected);
    let questions = std::iter::once(destroy)
        .chain(is_protected.then_some(unprotect))
        .chain((tasks > 0).then_some(stop));
    for question in questions {
        let agreed = destruction
            .ui
            .ask(&question)
            .map_err(|unasked| at(unasked.into()))?;
        // Ctrl-C at the question counts as no answer.
        if destruction.interrupts.get() > 0 {
            return Err(at(Failure::Interrupted));
        }
        if !agreed {
            return Err(at(Failure::Declined));
        }
    }
    Ok(())
}
