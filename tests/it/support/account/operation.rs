//! CloudFormation's operations on a stack over time: steps planned at the start of an operation, and taken as time
//! passes.

use super::world::{Deployed, Held, Set, Stack, World, stamp};
use sa_infra::cloud::cloudformation::{Change, ChangeAction, OnFailure, StackEvent};
use std::collections::BTreeMap;
use std::time::Duration;

/// A step or a finding of CloudFormation.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// The stack gets this status.
    Stack(&'static str, Option<String>),
    /// A resource gets this status; it was created, deleted, or kept.
    Resource(String, Held, String, Option<String>, Effect),
    /// This becomes the deployed state.
    Commit(Box<Deployed>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Nothing,
    Put,
    Adopt,
    Remove,
}

/// Steps, each with its time.
pub(super) struct Plan {
    at: Duration,
    pub(super) steps: Vec<(Duration, Step)>,
}

impl Plan {
    pub(super) fn at(at: Duration) -> Self {
        Self {
            at,
            steps: Vec::new(),
        }
    }

    pub(super) fn then(&mut self, millis: u64, step: Step) {
        self.at += Duration::from_millis(millis);
        self.steps.push((self.at, step));
    }

    pub(super) fn resource(
        &mut self,
        millis: u64,
        id: &str,
        held: &Held,
        status: String,
        why: Option<&str>,
        effect: Effect,
    ) {
        let reason = why.map(str::to_owned);
        self.then(
            millis,
            Step::Resource(id.to_owned(), held.clone(), status, reason, effect),
        );
    }
}

impl World {
    /// Takes every step that is due.
    pub(super) fn advance(&mut self, now: Duration) {
        let now = self.now.max(now);
        for at in 0..self.stacks.len() {
            while let Some((when, _)) = self.stacks[at].steps.front()
                && *when <= now
                && let Some((when, step)) = self.stacks[at].steps.pop_front()
            {
                self.now = when;
                self.step(at, when, step);
            }
        }
        self.now = now;
    }

    pub(super) fn step(&mut self, at: usize, when: Duration, step: Step) {
        match step {
            Step::Stack(status, reason) => {
                status.clone_into(&mut self.stacks[at].status);
                self.event(at, when, None, status, reason);
            }
            Step::Resource(id, held, status, reason, effect) => {
                self.effect(at, &id, &held, effect);
                self.event(at, when, Some((&id, &held)), &status, reason);
            }
            Step::Commit(deployed) => self.stacks[at].deployed = *deployed,
        }
    }

    fn effect(&mut self, at: usize, id: &str, held: &Held, effect: Effect) {
        let text = |property: &str| held.properties[property].as_str().map(str::to_owned);
        let name = held.physical.clone();
        let taken = (held.kind.clone(), name.clone());
        let key = (
            text("GroupName").unwrap_or_else(|| "default".to_owned()),
            name.clone(),
        );
        match effect {
            Effect::Nothing => return,
            Effect::Adopt => {}
            Effect::Put => {
                self.put(&held.kind, &name);
                let old = self.stacks[at].resources.get(id).cloned().unwrap_or_default();
                self.set_of(held, &old.properties);
                self.written.push((name.clone(), self.now));
                if held.kind == "AWS::SSM::Parameter" {
                    self.set_parameter(&name, &text("Value").unwrap_or_default());
                }
                if held.kind == "AWS::Scheduler::Schedule" {
                    let state = text("State").unwrap_or_else(|| "ENABLED".to_owned());
                    // CloudFormation writes the whole schedule, and so removes a start date that is not in the
                    // template.
                    self.starts.remove(&key);
                    self.schedules.insert(key, (state, self.now));
                }
                self.taken.insert(taken);
            }
            Effect::Remove => {
                self.stacks[at].resources.remove(id);
                if !held.retain {
                    self.taken.remove(&taken);
                    self.remove_thing(&held.kind, &name);
                    self.schedules.remove(&key);
                    if held.kind == "AWS::SSM::Parameter" {
                        self.parameters.remove(&name);
                    }
                }
                return;
            }
        }
        self.stacks[at].resources.insert(id.to_owned(), held.clone());
    }

    fn event(
        &mut self,
        at: usize,
        when: Duration,
        of: Option<(&str, &Held)>,
        status: &str,
        reason: Option<String>,
    ) {
        let id = self.id();
        let stack = &mut self.stacks[at];
        let (logical, physical, kind) = match of {
            Some((id, held)) => (id, &held.physical, &*held.kind),
            None => (&*stack.name, &stack.arn, "AWS::CloudFormation::Stack"),
        };
        let event = StackEvent {
            id: format!("event-{id}"),
            at: stamp(when),
            stack_arn: stack.arn.clone(),
            logical_id: logical.to_owned(),
            physical_id: Some(physical.clone()),
            resource_type: kind.to_owned(),
            status: status.into(),
            reason,
            token: stack.token.clone(),
            operation: None,
            hook: None,
            detail: None,
        };
        stack.events.push(event);
    }

    /// Starts the execution of a change set.
    pub(super) fn begin(&mut self, at: usize, set: &Set, token: &str) {
        let creates = self.stacks[at].status == "REVIEW_IN_PROGRESS";
        let seen = Box::new(self.described(at));
        self.stacks[at].stale = (self.stale_reads > 0).then_some((seen, self.stale_reads));
        let stack = &mut self.stacks[at];
        stack.executed = Some((set.arn.clone(), token.to_owned()));
        stack.token = Some(token.to_owned());
        let seen = stack.events.len();
        stack.hidden = (self.stale_events > 0).then_some((seen, self.stale_events));
        stack.updated = (!creates).then_some(self.now);
        let status = if set.imports {
            "IMPORT_IN_PROGRESS"
        } else if creates {
            "CREATE_IN_PROGRESS"
        } else {
            "UPDATE_IN_PROGRESS"
        };
        self.step(
            at,
            self.now,
            Step::Stack(status, Some("User Initiated".to_owned())),
        );
        if set.imports {
            let plan = self.import(set, creates);
            return self.stacks[at].steps.extend(plan.steps);
        }
        let (now, stack) = (self.now, &self.stacks[at]);
        let mut plan = Plan::at(now);
        let (removed, changed) = set
            .changes
            .iter()
            .partition::<Vec<_>, _>(|change| change.action == ChangeAction::Remove);
        for change in &changed {
            let held = &set.resources[&change.logical_id];
            plan.resource(
                100,
                &change.logical_id,
                held,
                format!("{}_IN_PROGRESS", verb(change)),
                None,
                Effect::Nothing,
            );
        }
        match self.first_failure(stack, set, &changed) {
            None => succeed(&mut plan, stack, set, &changed, &removed, creates),
            Some((failed, reason)) => {
                fail(&mut plan, set, &changed, failed, &reason);
                if set.on_failure == Some(OnFailure::DoNothing) {
                    plan.then(
                        200,
                        Step::Stack(if creates { "CREATE_FAILED" } else { "UPDATE_FAILED" }, None),
                    );
                } else {
                    undo(&mut plan, stack, set, &changed, failed, &reason, self);
                }
            }
        }
        self.stacks[at].steps.extend(plan.steps);
    }

    /// The change that fails, and why; the number of changes if the outputs fail.
    fn first_failure(&self, stack: &Stack, set: &Set, changed: &[&Change]) -> Option<(usize, String)> {
        let resource = changed.iter().enumerate().find_map(|(place, change)| {
            let held = &set.resources[&change.logical_id];
            let taken = (held.kind.clone(), held.physical.clone());
            let exists = change.action == ChangeAction::Add && self.taken.contains(&taken);
            let reason = self.failing.get(&change.logical_id).cloned();
            Some((
                place,
                reason.or_else(|| exists.then(|| format!("{} already exists", held.physical)))?,
            ))
        });
        let exports = stack
            .deployed
            .outputs
            .iter()
            .filter_map(|output| output.export.as_deref());
        let mut gone = exports.filter(|export| {
            !set.next
                .outputs
                .iter()
                .any(|output| output.export.as_deref() == Some(export))
        });
        resource.or_else(|| {
            let export = gone.find(|export| !self.importers(export).is_empty())?;
            let importer = self.importers(export).remove(0);
            let reason = format!("Export {export} cannot be deleted as it is in use by {importer}");
            Some((changed.len(), reason))
        })
    }
}

fn verb(change: &Change) -> &'static str {
    match change.action {
        ChangeAction::Add => "CREATE",
        ChangeAction::Import => "IMPORT",
        _ => "UPDATE",
    }
}

fn succeed(
    plan: &mut Plan,
    stack: &Stack,
    set: &Set,
    changed: &[&Change],
    removed: &[&Change],
    creates: bool,
) {
    for change in changed {
        put(plan, set, change);
    }
    plan.then(0, Step::Commit(Box::new(set.next.clone())));
    if creates {
        return plan.then(500, Step::Stack("CREATE_COMPLETE", None));
    }
    plan.then(500, Step::Stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", None));
    for change in removed {
        let held = &stack.resources[&change.logical_id];
        plan.resource(
            500,
            &change.logical_id,
            held,
            "DELETE_COMPLETE".to_owned(),
            None,
            Effect::Remove,
        );
    }
    plan.then(500, Step::Stack("UPDATE_COMPLETE", None));
}

fn put(plan: &mut Plan, set: &Set, change: &Change) {
    let adopts = change.action == ChangeAction::Import;
    let effect = if adopts { Effect::Adopt } else { Effect::Put };
    let held = &set.resources[&change.logical_id];
    plan.resource(
        500,
        &change.logical_id,
        held,
        format!("{}_COMPLETE", verb(change)),
        None,
        effect,
    );
}

/// The changes before the failure succeed, those after it are cancelled.
fn fail(plan: &mut Plan, set: &Set, changed: &[&Change], failed: usize, reason: &str) {
    for (place, change) in changed.iter().enumerate() {
        if place < failed {
            put(plan, set, change);
            continue;
        }
        let cancelled = format!(
            "Resource {} cancelled",
            if verb(change) == "UPDATE" {
                "update"
            } else {
                "creation"
            }
        );
        let reason = if place == failed { reason } else { &cancelled };
        let held = &set.resources[&change.logical_id];
        plan.resource(
            10,
            &change.logical_id,
            held,
            format!("{}_FAILED", verb(change)),
            Some(reason),
            Effect::Nothing,
        );
    }
}

/// Restores every changed resource, with the stack's old values.
fn undo(
    plan: &mut Plan,
    stack: &Stack,
    set: &Set,
    changed: &[&Change],
    failed: usize,
    reason: &str,
    world: &World,
) {
    let creates = stack.deployed.template.is_empty();
    let states = if creates && set.on_failure == Some(OnFailure::Delete) {
        ["DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE"]
    } else if creates {
        ["ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED", "ROLLBACK_COMPLETE"]
    } else {
        [
            "UPDATE_ROLLBACK_IN_PROGRESS",
            "UPDATE_ROLLBACK_FAILED",
            "UPDATE_ROLLBACK_COMPLETE",
        ]
    };
    plan.then(500, Step::Stack(states[0], Some(reason.to_owned())));
    let none = BTreeMap::new();
    let before = if creates { &none } else { &stack.resources };
    let mut fails = world.rollback_fails;
    for (place, change) in changed.iter().enumerate() {
        let (id, held) = (&change.logical_id, &set.resources[&change.logical_id]);
        if let Some(why) = world.unrollable.get(id).filter(|_| before.contains_key(id)) {
            fails = true;
            let failed = "UPDATE_FAILED".to_owned();
            plan.resource(500, id, held, failed, Some(why), Effect::Nothing);
            continue;
        }
        match before.get(id) {
            Some(old) => plan.resource(500, id, old, "UPDATE_COMPLETE".to_owned(), None, Effect::Put),
            None if place < failed => {
                plan.resource(500, id, held, "DELETE_COMPLETE".to_owned(), None, Effect::Remove);
            }
            None => {}
        }
    }
    plan.then(500, Step::Stack(states[if fails { 1 } else { 2 }], None));
}
