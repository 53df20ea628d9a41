//! What CloudFormation does when an operation is cancelled, or continues after it was stuck.

use super::changes::plan;
use super::operation::{Effect, Plan, Step};
use super::stacks::refuse;
use super::world::World;
use sa_infra::cloud::cloudformation::{ChangeAction, Continuation, Deletion};
use sa_infra::cloud::{Kind, Result};

/// The names of the rollback states: in progress, failed, complete.
const UPDATE: [&str; 3] = [
    "UPDATE_ROLLBACK_IN_PROGRESS",
    "UPDATE_ROLLBACK_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
];
const CREATION: [&str; 3] = ["ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED", "ROLLBACK_COMPLETE"];

impl World {
    pub(super) fn cancel(&mut self, stack: &str) -> Result<()> {
        let at = self.in_state("cloudformation:CancelUpdateStack", stack, &["UPDATE_IN_PROGRESS"])?;
        self.stacks[at].steps.clear();
        self.undo(at, UPDATE, &[]);
        Ok(())
    }

    pub(super) fn roll_back(&mut self, stack: &str) -> Result<()> {
        let states = ["CREATE_FAILED", "UPDATE_FAILED"];
        let at = self.in_state("cloudformation:RollbackStack", stack, &states)?;
        let creates = self.stacks[at].status == "CREATE_FAILED";
        self.undo(at, if creates { CREATION } else { UPDATE }, &[]);
        Ok(())
    }

    pub(super) fn go_on(&mut self, stack: &str, how: &Continuation) -> Result<()> {
        let call = "cloudformation:ContinueUpdateRollback";
        let at = self.in_state(call, stack, &["UPDATE_ROLLBACK_FAILED"])?;
        let skip = match how {
            Continuation::Retry => Vec::new(),
            Continuation::Skip(ids) => ids.clone(),
            Continuation::Force => self.unrollable.keys().cloned().collect(),
        };
        let skip = skip.into_iter().map(|id| self.nested_of(at, &id).unwrap_or(id));
        let skip = skip.collect::<Vec<_>>();
        if skip.iter().any(|id| !self.unrollable.contains_key(id)) {
            return refuse(
                call,
                Kind::Validation,
                "a resource to skip is not in UPDATE_FAILED",
            );
        }
        self.undo(at, UPDATE, &skip);
        Ok(())
    }

    /// The nested stack that a resource to skip is in: `<its name>.<resource>`.
    fn nested_of(&self, at: usize, id: &str) -> Option<String> {
        let (name, _) = id.split_once('.')?;
        let name = format!(":stack/{name}/");
        let mut nested = self.stacks[at].resources.iter();
        let found = nested.find(|(_, held)| held.physical.contains(&name));
        Some(found?.0.clone())
    }

    /// The stack, if it is in one of these states.
    fn in_state(&self, call: &'static str, stack: &str, states: &[&str]) -> Result<usize> {
        match self.at(stack) {
            Some(at) if states.contains(&&*self.stacks[at].status) => Ok(at),
            _ => refuse(call, Kind::Validation, "the stack is in another state"),
        }
    }

    /// Restores every resource that differs from the deployed template, except skipped ones.
    fn undo(&mut self, at: usize, [under_way, failed, done]: [&'static str; 3], skip: &[String]) {
        let initiated = Some("User Initiated".to_owned());
        self.step(at, self.now, Step::Stack(under_way, initiated));
        let stack = &self.stacks[at];
        let mut before = stack.deployed.clone();
        let (old, changes) = if before.template.is_empty() {
            Default::default()
        } else {
            plan(self, &stack.name, Some(stack), &mut before)
        };
        let gone = stack.resources.keys().filter(|id| !old.contains_key(*id));
        let mut steps = Plan::at(self.now);
        let mut fails = self.rollback_fails;
        for change in changes
            .iter()
            .filter(|change| change.action != ChangeAction::Remove)
        {
            let id = &change.logical_id;
            let (status, why, effect) = match self.unrollable.get(id) {
                _ if skip.contains(id) => ("UPDATE_COMPLETE", None, Effect::Adopt),
                Some(why) => ("UPDATE_FAILED", Some(&**why), Effect::Nothing),
                None => ("UPDATE_COMPLETE", None, Effect::Put),
            };
            fails |= status == "UPDATE_FAILED";
            steps.resource(500, id, &old[id], status.to_owned(), why, effect);
        }
        for id in gone {
            let held = &stack.resources[id];
            steps.resource(500, id, held, "DELETE_COMPLETE".to_owned(), None, Effect::Remove);
        }
        steps.then(500, Step::Stack(if fails { failed } else { done }, None));
        self.stacks[at].steps.extend(steps.steps);
    }

    /// Starts to delete a stack. A resource that cannot be deleted prevents that, unless it is skipped.
    pub(super) fn begin_deletion(&mut self, at: usize, deletion: &Deletion) {
        self.stacks[at].steps.clear();
        self.stacks[at].token = Some(deletion.token.clone());
        self.step(at, self.now, Step::Stack("DELETE_IN_PROGRESS", None));
        let mut steps = Plan::at(self.now);
        let mut fails = false;
        for (id, held) in &self.stacks[at].resources {
            let keeps = self.undeletable.get(id).cloned();
            let keeps = keeps.or_else(|| self.keeps(&held.kind, &held.physical));
            let left = held.retain || deletion.retain.contains(id) || (deletion.force && keeps.is_some());
            match keeps {
                Some(why) if !left => {
                    fails = true;
                    let status = "DELETE_FAILED".to_owned();
                    steps.resource(500, id, held, status, Some(&why), Effect::Nothing);
                }
                _ => {
                    let status = if left { "DELETE_SKIPPED" } else { "DELETE_COMPLETE" };
                    let left = super::world::Held {
                        retain: left,
                        ..held.clone()
                    };
                    steps.resource(500, id, &left, status.to_owned(), None, Effect::Remove);
                }
            }
        }
        if fails {
            steps.then(500, Step::Stack("DELETE_FAILED", None));
        } else {
            steps.then(0, Step::Commit(Box::default()));
            steps.then(500, Step::Stack("DELETE_COMPLETE", None));
        }
        self.stacks[at].steps.extend(steps.steps);
    }
}
