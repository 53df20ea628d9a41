//! AWS in memory: every trait of the cloud layer on one small state machine in virtual time, with a log of all calls
//! and a script of faults.

pub mod apps;
pub mod buckets;
mod changes;
mod cloudformation;
pub mod ending;
mod fault;
pub mod faulty;
mod imports;
pub mod machine;
mod operation;
mod recovery;
pub mod rescue;
mod resolve;
pub mod scene;
mod script;
pub mod served;
mod services;
mod stacks;
mod storage;
mod tasks;
pub mod ui;
mod world;

use sa_infra::cloud::{Error, Result};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

pub use fault::{At, Fault, What, When};
pub use world::{Refusal, World};

/// The duration of a call.
const LATENCY: Duration = Duration::from_millis(20);

/// One account; clones share it.
#[derive(Clone, Default)]
pub struct Account(Rc<Inner>);

#[derive(Default)]
struct Inner {
    world: RefCell<World>,
    log: RefCell<Vec<Call>>,
    faults: RefCell<Vec<Fault>>,
    acts: RefCell<Vec<(At, Act)>>,
    began: Cell<Option<Instant>>,
    script: script::Script,
    killed: Rc<Notify>,
    interrupted: RefCell<Rc<Notify>>,
    others: RefCell<BTreeMap<String, Account>>,
    id: OnceCell<String>,
}

/// An action of another process.
type Act = Box<dyn FnOnce(&mut World)>;

/// A call that was made.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its IAM action.
    pub name: &'static str,
    /// Its arguments, without the values of written parameters.
    pub what: String,
    /// The time since the start of the account.
    pub at: Duration,
}

impl Account {
    /// Another account of the same owner, whose stacks name it.
    pub fn other(&self, id: &str) -> Self {
        let mut others = self.0.others.borrow_mut();
        let made = || {
            let other = Inner {
                killed: self.0.killed.clone(),
                ..Inner::default()
            };
            id.clone_into(&mut other.world.borrow_mut().account);
            Self(Rc::new(other))
        };
        others.entry(id.to_owned()).or_insert_with(made).clone()
    }

    /// From now on, its credentials are those of another account, which is empty.
    pub fn moves_to(&self, id: &str) {
        let mut world = World::default();
        id.clone_into(&mut world.account);
        *self.0.world.borrow_mut() = world;
    }

    /// The account of a stack, if the owner has credentials of it.
    fn of(&self, account: Option<&str>) -> Result<Self> {
        match account {
            None | Some(world::ACCOUNT) => Ok(self.clone()),
            Some(id) => self.0.others.borrow().get(id).cloned().ok_or_else(|| {
                let reason = format!("no credentials were verified for the account {id}");
                Error::configuration("credentials", reason, "name a profile")
            }),
        }
    }

    /// The state, advanced to the current time.
    pub fn world<T>(&self, with: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.0.world.borrow_mut();
        let now = self.now();
        world.advance(now);
        self.0.script.play(&mut world, now);
        with(&mut world)
    }

    /// Adds a fault to the script.
    pub fn fault(&self, at: At, when: When, what: What) {
        self.0.faults.borrow_mut().push(Fault { at, when, what });
    }

    /// Lets another process act just before a call is made.
    pub fn meanwhile(&self, at: At, act: impl FnOnce(&mut World) + 'static) {
        self.0.acts.borrow_mut().push((at, Box::new(act)));
    }

    /// Clears the calls and the faults that did not happen. Returns the number of those.
    pub fn forget(&self) -> usize {
        self.0.log.borrow_mut().clear();
        // An interrupt that comes too late has no effect.
        self.0.interrupted.take();
        self.0.faults.borrow_mut().drain(..).count() + self.0.acts.borrow_mut().drain(..).count()
    }

    /// Every call since the last [`Account::forget`].
    pub fn calls(&self) -> Vec<Call> {
        self.0.log.borrow().clone()
    }

    /// The number of calls with this name; all, if it is empty.
    pub fn count(&self, name: &str) -> usize {
        self.calls()
            .iter()
            .filter(|call| call.name.contains(name))
            .count()
    }

    /// Waits until a fault kills the caller.
    pub async fn killed(&self) {
        self.0.killed.notified().await;
    }

    /// Waits until a fault makes the user interrupt.
    pub async fn interrupted(&self) {
        let interrupted = self.0.interrupted.borrow().clone();
        interrupted.notified().await;
    }

    fn now(&self) -> Duration {
        let began = self.0.began.get().unwrap_or_else(|| {
            let now = Instant::now();
            self.0.began.set(Some(now));
            now
        });
        began.elapsed()
    }

    async fn call<T>(
        &self,
        name: &'static str,
        what: impl Into<String>,
        effect: impl FnOnce(&mut World) -> Result<T>,
    ) -> Result<T> {
        if !self.0.script.is_instant.get() {
            tokio::time::sleep(LATENCY).await;
        }
        let (at, what) = (self.now(), what.into());
        let (fault, acts) = {
            let mut log = self.0.log.borrow_mut();
            log.push(Call { name, what, at });
            let nth_of_name = log.iter().filter(|call| call.name == name).count();
            let is_now = |at: &At| at.is(name, log.len(), nth_of_name);
            let mut due = self.0.acts.borrow_mut();
            let acts = due.extract_if(.., |(at, _)| is_now(at));
            let acts = acts.map(|(_, act)| act).collect::<Vec<_>>();
            (fault::take(&mut self.0.faults.borrow_mut(), is_now), acts)
        };
        for act in acts {
            self.world(act);
        }
        self.0.script.allow(name, at)?;
        match fault {
            None => self.world(effect),
            Some(Fault { when, what, .. }) => {
                if matches!(what, What::Interrupt) {
                    self.0.interrupted.borrow().notify_one();
                    tokio::task::yield_now().await;
                    return self.world(effect);
                }
                if when == When::After {
                    let _ = self.world(effect);
                }
                match what {
                    What::Error(kind) => Err(fault::error(name, kind)),
                    What::Kill | What::Interrupt => {
                        self.0.killed.notify_one();
                        std::future::pending().await
                    }
                }
            }
        }
    }
}
