//! Stuck stacks, and the commands that recover them.

use super::apps::current;
use super::scene::Scene;
use sa_infra::deploy::attach::Attach;
use sa_infra::deploy::cancel::cancel;
use sa_infra::deploy::deployment::{Failure, OnFailure};
use sa_infra::deploy::recover::{Options, recover};
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;

/// The outcome; `None` when a fault killed the command.
pub type Came = Option<Result<Outcome, Failure>>;

/// Options that abandon these resources.
pub fn skipping(ids: &[&str]) -> Options {
    Options {
        skip: ids.iter().map(|&id| id.to_owned()).collect(),
        force: false,
    }
}

/// Options that abandon every resource that fails.
pub fn forced() -> Options {
    Options {
        skip: Vec::new(),
        force: true,
    }
}

impl Scene {
    fn attached<T>(
        &self,
        stack: &Artifact,
        work: impl AsyncFnOnce(&Attach<'_, super::Account>) -> T,
    ) -> Option<T> {
        let interrupts = &self.person.interrupts;
        let attach = Attach::new(&self.account, stack, &self.person, interrupts).unwrap();
        self.until_killed(work(&attach))
    }

    /// Runs `watch`.
    pub fn watch(&self, stack: &Artifact) -> Came {
        self.attached(stack, async |attach| attach.watch().await)
    }

    /// Runs `cancel`.
    pub fn cancel(&self, stack: &Artifact) -> Came {
        self.attached(stack, async |attach| cancel(attach).await)
    }

    /// Runs `recover`.
    pub fn recover(&self, stack: &Artifact, options: &Options) -> Came {
        self.attached(stack, async |attach| recover(attach, options).await)
    }

    /// The status of the stack.
    pub fn status(&self) -> Option<String> {
        self.world(|world| world.status("s"))
    }

    /// The arguments of these calls.
    pub fn asked_of(&self, name: &str) -> Vec<String> {
        let calls = self.account.calls().into_iter();
        calls
            .filter(|call| call.name.contains(name))
            .map(|call| call.what)
            .collect()
    }

    /// The owner's stack, after a failed update whose rollback failed because of these resources.
    pub fn stuck(unrollable: &[&str]) -> Self {
        let scene = Self::living();
        scene.world(|world| {
            world.failing.insert("Topic".into(), "the name is bad".into());
            for &id in unrollable {
                world.unrollable.insert(id.into(), format!("{id} is gone"));
            }
        });
        scene.fails(&current("2"));
        assert_eq!(scene.status().as_deref(), Some("UPDATE_ROLLBACK_FAILED"));
        scene.calm()
    }

    /// The owner's stack, after a failed update whose changes were kept.
    pub fn left() -> Self {
        let mut scene = Self::living();
        scene.options.on_failure = OnFailure::Keep;
        scene.world(|world| world.failing.insert("Topic".into(), "the name is bad".into()));
        scene.fails(&current("2"));
        assert_eq!(scene.status().as_deref(), Some("UPDATE_FAILED"));
        scene.calm()
    }

    /// A stack whose creation failed, in this state.
    pub fn unborn(keep: bool) -> Self {
        let mut scene = Self::default();
        scene.options.on_failure = if keep {
            OnFailure::Keep
        } else {
            OnFailure::Rollback
        };
        scene.world(|world| world.failing.insert("Topic".into(), "the name is bad".into()));
        scene.fails(&current("1"));
        scene.calm()
    }

    /// The owner's stack, whose deletion failed because of these resources.
    pub fn undeleted(undeletable: &[&str]) -> Self {
        let scene = Self::living();
        scene.world(|world| {
            for &id in undeletable {
                world.undeletable.insert(id.into(), format!("{id} is in use"));
            }
            world.remove("s");
        });
        scene.later(60);
        assert_eq!(scene.status().as_deref(), Some("DELETE_FAILED"));
        scene.calm()
    }

    /// Removes the faults of new resources, and clears the log.
    fn calm(self) -> Self {
        self.world(|world| world.failing.clear());
        self.account.forget();
        self.person.told.borrow_mut().clear();
        self.person.asked.borrow_mut().clear();
        self
    }

    /// Removes the obstacles to the rollback or deletion of a stack.
    pub fn mended(self) -> Self {
        self.world(|world| {
            world.unrollable.clear();
            world.undeletable.clear();
        });
        self
    }
}
