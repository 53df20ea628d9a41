//! The contents of the account: stacks, change sets, parameters, schedules, names that are taken.

use super::buckets::Bucket;
use super::operation::{Effect, Step};
use jiff::Timestamp;
use sa_infra::cloud::Kind;
use sa_infra::cloud::cloudformation::{
    Change, ChangeSet, Deletion, HookResult, OnFailure, Output, ResourceDrift, StackEvent, Validation,
};
use sa_infra::cloud::ecs::Task;
use sa_infra::cloud::logs::LogEvent;
use sa_infra::cloud::s3::Setting;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// The account that the credentials are for.
pub(super) const ACCOUNT: &str = "111122223333";

/// The account and its region.
#[derive(Debug, Default)]
pub struct World {
    /// Its id; empty for [`ACCOUNT`].
    pub(super) account: String,
    pub(super) now: Duration,
    pub(super) stacks: Vec<Stack>,
    pub(super) sets: Vec<Set>,
    /// Parameters: type, value, version, time of the last write.
    pub(super) parameters: BTreeMap<String, (String, String, i64, Duration)>,
    /// How long a read of a parameter returns the old value, and that value.
    pub stale_values: Duration,
    pub(super) before: BTreeMap<String, Option<(String, String, i64, Duration)>>,
    /// States of schedules by group and name, and when they were set.
    pub(super) schedules: BTreeMap<(String, String), (String, Duration)>,
    /// The start dates of schedules.
    pub(super) starts: BTreeMap<(String, String), jiff::Timestamp>,
    /// States of rules, by name.
    pub rules: BTreeMap<String, String>,
    /// Buckets.
    pub buckets: BTreeMap<String, Bucket>,
    /// Tasks, by cluster.
    pub(super) tasks: Vec<(String, Task)>,
    /// The number of images in each repository.
    pub(super) repositories: BTreeMap<String, usize>,
    /// Taken names: type and name, whatever stack they belong to, or none.
    pub(super) taken: BTreeSet<(String, String)>,
    /// Why a resource fails at its next operations, by logical ID.
    pub failing: BTreeMap<String, String>,
    /// The change sets of nested stacks, by logical ID.
    pub nested_sets: BTreeMap<String, ChangeSet>,
    /// The events of nested stacks, newest first, by ARN.
    pub nested_events: BTreeMap<String, Vec<StackEvent>>,
    /// Whether the rollback of an update fails.
    pub rollback_fails: bool,
    /// Why the rollback of a resource fails, by logical ID.
    pub unrollable: BTreeMap<String, String>,
    /// Why the deletion of a resource fails, by logical ID.
    pub undeletable: BTreeMap<String, String>,
    /// The result of a drift detection.
    pub drifts: Vec<ResourceDrift>,
    /// The end of the drift detection.
    pub(super) searching: Duration,
    /// The refusal of the next change set.
    pub refusal: Option<Refusal>,
    /// The warnings of early validation, in change sets that can be executed.
    pub warnings: Vec<Validation>,
    /// How many of the next change sets become obsolete because of another operation.
    pub obsolete: u32,
    /// How much longer than usual a change set takes.
    pub slow: Duration,
    /// How many reads of a stack after an execution return the old state.
    pub stale_reads: u32,
    /// How many reads of its events do.
    pub stale_events: u32,
    /// The parameters and schedules that CloudFormation wrote, and when.
    pub written: Vec<(String, Duration)>,
    /// When an owner last wrote, as a test recorded it.
    pub owner_wrote: Option<Duration>,
    /// The message of an encoded authorization failure; `None` without the permission to read it.
    pub decoded: Option<String>,
    /// The settings of a bucket that CloudFormation reports as set, but does not set.
    pub unset: BTreeSet<Setting>,
    /// A parameter that stores another value than the written one.
    pub deaf: Option<String>,
    /// How long the name of a deleted parameter is not available, and the error until then.
    pub holds_names: Option<(Duration, Kind)>,
    /// When parameters were deleted.
    pub(super) deleted: BTreeMap<String, Duration>,
    /// The log lines of functions.
    pub lines: Vec<LogEvent>,
    /// The functions that were invoked, with their events.
    pub invoked: Vec<String>,
    /// The number of events on a page; all, if it is 0.
    pub page: usize,
    pub(super) counter: u64,
}

/// The refusal of a change set.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// The reason of the change set.
    pub reason: String,
    /// The findings of early validation.
    pub validations: Vec<Validation>,
    /// The results of hooks.
    pub hooks: Vec<HookResult>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Deployed {
    pub(super) template: String,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) tags: Vec<(String, String)>,
    pub(super) topics: Vec<String>,
    pub(super) outputs: Vec<Output>,
    pub(super) imports: BTreeSet<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    pub(super) kind: String,
    pub(super) physical: String,
    pub(super) properties: Value,
    pub(super) retain: bool,
}

#[derive(Debug)]
pub(super) struct Stack {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) created: Duration,
    pub(super) updated: Option<Duration>,
    pub(super) deployed: Deployed,
    pub(super) resources: BTreeMap<String, Held>,
    pub(super) protection: bool,
    /// Newest last.
    pub(super) events: Vec<StackEvent>,
    pub(super) steps: VecDeque<(Duration, Step)>,
    pub(super) executed: Option<(String, String)>,
    /// The token of the request for its last operation.
    pub(super) token: Option<String>,
    /// The old state that stale reads return, and the number of such reads.
    pub(super) stale: Option<(Box<sa_infra::cloud::cloudformation::Stack>, u32)>,
    /// How many of the newest events stale reads omit, and the number of such reads.
    pub(super) hidden: Option<(usize, u32)>,
}

#[derive(Debug)]
pub(super) struct Set {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) stack: String,
    pub(super) ready: Duration,
    pub(super) created: Duration,
    pub(super) refusal: Option<Refusal>,
    pub(super) obsolete: bool,
    pub(super) next: Deployed,
    pub(super) resources: BTreeMap<String, Held>,
    pub(super) changes: Vec<Change>,
    pub(super) on_failure: Option<OnFailure>,
    pub(super) express: bool,
    /// Whether it is an import.
    pub(super) imports: bool,
}

/// A time of the account as a timestamp.
pub(super) fn stamp(at: Duration) -> Timestamp {
    let start = 1_790_000_000_000_i64;
    Timestamp::from_millisecond(start + i64::try_from(at.as_millis()).unwrap()).unwrap()
}

impl World {
    pub(super) fn account(&self) -> &str {
        Some(&*self.account)
            .filter(|id| !id.is_empty())
            .unwrap_or(ACCOUNT)
    }

    pub(super) fn id(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// By ARN any stack, by name one that is not deleted.
    pub(super) fn at(&self, stack: &str) -> Option<usize> {
        let is_it =
            |found: &Stack| found.arn == stack || (found.name == stack && found.status != "DELETE_COMPLETE");
        self.stacks.iter().position(is_it)
    }

    pub(super) fn exports(&self) -> impl Iterator<Item = (&Stack, &str, &str)> {
        let stacks = self
            .stacks
            .iter()
            .filter(|stack| stack.status != "DELETE_COMPLETE");
        stacks.flat_map(|stack| {
            let outputs = stack.deployed.outputs.iter();
            outputs.filter_map(move |output| Some((stack, output.export.as_deref()?, &*output.value)))
        })
    }

    pub(super) fn importers(&self, export: &str) -> Vec<String> {
        let imports =
            |stack: &&Stack| stack.status != "DELETE_COMPLETE" && stack.deployed.imports.contains(export);
        let importers = self.stacks.iter().filter(imports);
        importers.map(|stack| stack.name.clone()).collect()
    }

    /// The status of a stack; `None` when it does not exist.
    pub fn status(&self, stack: &str) -> Option<String> {
        Some(self.stacks[self.at(stack)?].status.clone())
    }

    /// Sets the status of a stack.
    pub fn set_status(&mut self, stack: &str, status: &str) {
        let at = self.at(stack).unwrap();
        status.clone_into(&mut self.stacks[at].status);
    }

    /// Lets another operation run for some seconds, after which the stack has this status.
    pub fn busy(&mut self, stack: &str, status: &str, seconds: u64, end: &'static str) {
        self.set_status(stack, status);
        let at = self.at(stack).unwrap();
        let over = self.now + Duration::from_secs(seconds);
        self.stacks[at].steps.push_back((over, Step::Stack(end, None)));
    }

    /// Lets another process continue a failed rollback: it restores a resource once more.
    pub fn continue_rollback(&mut self, stack: &str, id: &str) {
        let at = self.at(stack).unwrap();
        let old = self.stacks[at].resources[id].clone();
        let done = "UPDATE_COMPLETE".to_owned();
        let steps = [
            Step::Stack("UPDATE_ROLLBACK_IN_PROGRESS", None),
            Step::Resource(id.to_owned(), old, done, None, Effect::Put),
            Step::Stack("UPDATE_ROLLBACK_COMPLETE", None),
        ];
        let seconds = (0..).map(Duration::from_secs);
        let steps = seconds.zip(steps).map(|(after, step)| (self.now + after, step));
        self.stacks[at].steps.extend(steps);
    }

    /// Lets another process start to delete a stack.
    pub fn remove(&mut self, stack: &str) {
        let at = self.at(stack).unwrap();
        let deletion = Deletion {
            stack: stack.to_owned(),
            retain: Vec::new(),
            force: false,
            role_arn: None,
            token: String::new(),
        };
        self.begin_deletion(at, &deletion);
    }

    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        Some(&self.parameters.get(name)?.1)
    }

    /// A user deletes a parameter.
    pub fn forget_parameter(&mut self, name: &str) {
        self.parameters.remove(name);
    }

    /// The time of a stack's last event.
    pub fn last_event(&self, stack: &str) -> Duration {
        let event = self.stacks[self.at(stack).unwrap()].events.last().unwrap();
        let start = stamp(Duration::ZERO);
        Duration::try_from(event.at.duration_since(start)).unwrap()
    }

    /// A user writes a parameter.
    pub fn set_parameter(&mut self, name: &str, value: &str) {
        let kind = self
            .parameters
            .get(name)
            .map_or("String", |found| &found.0)
            .to_owned();
        let version = self.parameters.get(name).map_or(0, |found| found.2) + 1;
        self.parameters
            .insert(name.to_owned(), (kind, value.to_owned(), version, self.now));
    }

    /// The state of a schedule of the default group.
    pub fn schedule(&self, name: &str) -> Option<&str> {
        let key = ("default".to_owned(), name.to_owned());
        Some(&self.schedules.get(&key)?.0)
    }

    /// A user pauses a schedule until this time.
    pub fn pause_until(&mut self, name: &str, until: jiff::Timestamp) {
        let key = ("default".to_owned(), name.to_owned());
        self.starts.insert(key, until);
    }

    /// The end of the pause of a schedule in the default group.
    pub fn paused_until(&self, name: &str) -> Option<jiff::Timestamp> {
        self.starts.get(&("default".to_owned(), name.to_owned())).copied()
    }

    /// A user pauses or resumes a schedule.
    pub fn set_schedule(&mut self, name: &str, state: &str) {
        let key = ("default".to_owned(), name.to_owned());
        self.schedules.insert(key, (state.to_owned(), self.now));
    }

    /// Whether a stack has termination protection.
    pub fn is_protected(&self, stack: &str) -> bool {
        self.at(stack).is_some_and(|at| self.stacks[at].protection)
    }

    /// A user enables termination protection of a stack.
    pub fn protect(&mut self, stack: &str) {
        let at = self.at(stack).unwrap();
        self.stacks[at].protection = true;
    }

    /// The template of a stack.
    pub fn template(&self, stack: &str) -> &str {
        self.at(stack).map_or("", |at| &self.stacks[at].deployed.template)
    }

    /// Gives every change set the name of another tool.
    pub fn rename_change_sets(&mut self, name: &str) {
        for set in &mut self.sets {
            name.clone_into(&mut set.name);
        }
    }

    /// Lets another process delete every change set.
    pub fn drop_change_sets(&mut self) {
        self.sets.clear();
    }

    /// Ends the stale reads of a stack.
    pub fn sees_again(&mut self, stack: &str) {
        let at = self.at(stack).unwrap();
        (self.stale_reads, self.stale_events) = (0, 0);
        (self.stacks[at].stale, self.stacks[at].hidden) = (None, None);
    }

    /// The current time.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// The number of change sets.
    pub fn change_sets(&self) -> usize {
        self.sets.len()
    }

    /// The whole state as text, for comparisons.
    pub fn snapshot(&self) -> String {
        let stacks = self.stacks.iter().map(|stack| {
            (
                &stack.arn,
                &stack.status,
                &stack.deployed,
                &stack.resources,
                stack.protection,
            )
        });
        let stacks = stacks.collect::<Vec<_>>();
        format!(
            "{stacks:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}",
            self.sets,
            self.parameters,
            self.schedules,
            self.taken,
            (&self.repositories, &self.buckets)
        )
    }
}
