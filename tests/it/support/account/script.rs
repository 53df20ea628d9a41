//! An account with a script: events over time, calls that fail for a while, and stacks that exist without a
//! deployment.

use super::Account;
use super::fault::error;
use super::operation::{Effect, Step};
use super::world::{Held, World};
use sa_infra::cloud::{Kind, Result};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

/// An action of a user, a service or AWS.
type Act = Box<dyn FnOnce(&mut World)>;

/// The script of an account.
#[derive(Default)]
pub(super) struct Script {
    acts: RefCell<VecDeque<(Duration, Act)>>,
    failures: RefCell<Vec<(Range<u64>, &'static str, Kind)>>,
    pub(super) is_instant: Cell<bool>,
}

impl Script {
    /// Runs the actions that are due.
    pub(super) fn play(&self, world: &mut World, now: Duration) {
        let mut acts = self.acts.borrow_mut();
        while acts.front().is_some_and(|(at, _)| *at <= now) {
            let (_, act) = acts.pop_front().unwrap();
            act(world);
        }
    }

    /// Fails a call while the script says so.
    pub(super) fn allow(&self, name: &'static str, now: Duration) -> Result<()> {
        let failures = self.failures.borrow();
        let failure = failures
            .iter()
            .find(|(seconds, call, _)| seconds.contains(&now.as_secs()) && name.contains(call));
        failure.map_or(Ok(()), |(_, _, kind)| Err(error(name, kind.clone())))
    }
}

impl Account {
    /// An account whose calls take no time.
    pub fn instant() -> Self {
        let account = Self::default();
        account.0.script.is_instant.set(true);
        account
    }

    /// Schedules an action after this many seconds. Call it in the order of time.
    pub fn at(&self, seconds: u64, act: impl FnOnce(&mut World) + 'static) {
        let at = Duration::from_secs(seconds);
        self.0.script.acts.borrow_mut().push_back((at, Box::new(act)));
    }

    /// In this range of seconds, calls whose names contain `call` fail.
    pub fn fails(&self, seconds: Range<u64>, call: &'static str, kind: Kind) {
        self.0.script.failures.borrow_mut().push((seconds, call, kind));
    }
}

impl World {
    /// Adds a stack, as if it had been deployed.
    pub fn plant(&mut self, name: &str, status: &str) {
        let at = self.shell(name);
        status.clone_into(&mut self.stacks[at].status);
    }

    /// Adds a resource to a stack.
    pub fn plant_resource(&mut self, stack: &str, id: &str, kind: &str) {
        let at = self.at(stack).unwrap();
        let held = Held {
            kind: kind.to_owned(),
            physical: format!("the-{id}"),
            ..Held::default()
        };
        self.stacks[at].resources.insert(id.to_owned(), held);
    }

    /// The ARN of a stack.
    pub fn arn(&self, stack: &str) -> String {
        self.stacks[self.at(stack).unwrap()].arn.clone()
    }

    /// Adds an event with this status of a stack, or of a topic in it. The stack gets this status.
    pub fn tell(&mut self, stack: &str, id: &str, status: &'static str, reason: Option<&str>) {
        let (at, reason) = (self.at(stack).unwrap(), reason.map(str::to_owned));
        let step = if id == stack {
            Step::Stack(status, reason)
        } else {
            let held = Held {
                kind: "AWS::SNS::Topic".to_owned(),
                physical: id.to_lowercase(),
                ..Held::default()
            };
            Step::Resource(id.to_owned(), held, status.to_owned(), reason, Effect::Nothing)
        };
        self.step(at, self.now, step);
    }

    /// Moves the newest event of a stack before the events just before it.
    pub fn delay_event(&mut self, stack: &str, by: usize) {
        let at = self.at(stack).unwrap();
        let events = &mut self.stacks[at].events;
        let late = events.pop().unwrap();
        events.insert(events.len() - by, late);
    }
}
