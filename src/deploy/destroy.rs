//! `destroy`: deletes stacks, dependents first. Nothing is changed before every question is answered.

mod backup;
mod bucket;
mod inventory;
mod prepare;
mod schedules;
mod stack;
mod state;
mod survivors;
mod tasks;

use crate::cloud::s3::Refused;
use crate::cloud::{self, Clouds};
use crate::deploy::root_cause::Cause;
use crate::deploy::ui::{Event, Outcome, Ui, Unasked};
use crate::deploy::work_graph;
use crate::local::age::Recipients;
use crate::synth::Artifact;
use stack::Target;
use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;

pub use backup::Error as BackupError;
pub use backup::index;
pub use bucket::BucketContents;
pub use inventory::{Inventory, RepositoryContents, Thing};
pub use survivors::{Because, Survivor};
pub use tasks::{RunningTask, ScheduleName};

/// How a destruction is to be done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where to copy objects and values of parameters to, first.
    pub backup_to: Option<PathBuf>,
    /// Those who can decrypt the copy; `None` leaves it as it is.
    pub recipients: Option<Recipients>,
    /// Whether the SecureStrings go too.
    pub delete_secrets: bool,
}

/// Why a stack was not destroyed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A call of AWS failed.
    #[error(transparent)]
    Call(#[from] cloud::Error),
    /// A question could not be asked.
    #[error(transparent)]
    Unasked(#[from] Unasked),
    /// The person said no.
    #[error("declined; nothing was changed")]
    Declined,
    /// The person interrupted, before anything was deleted.
    #[error("interrupted; nothing was deleted")]
    Interrupted,
    /// The person stopped it half-way.
    #[error("interrupted; deletions that have started continue in AWS, the rest still exists")]
    Left,
    /// AWS does not show what became of the deletion.
    #[error("AWS accepted the request to delete it, but for minutes has shown no effect of it")]
    Uncertain,
    /// What happens at AWS can no longer be seen.
    #[error("stopped watching, the operation continues in AWS: {0}")]
    Lost(cloud::Error),
    /// The stack is in a state a person has to mend.
    #[error("{what}")]
    Stuck {
        /// The state, in words.
        what: String,
        /// A suggested fix.
        fix: String,
    },
    /// Stacks that stay need it.
    #[error("it is needed by {}", by.join(", "))]
    Needed {
        /// The ids of those stacks; the names of those that are none of ours.
        by: Vec<String>,
        /// Whether all of them belong to this app.
        ours: bool,
    },
    /// S3 does not delete an object.
    #[error("S3 refuses to delete {} of {bucket}: {}", refused.first().map_or("", |first| &first.key), refused.first().map_or("", |first| &first.reason))]
    Refused {
        /// The bucket.
        bucket: String,
        /// What it refuses.
        refused: Vec<Refused>,
    },
    /// There is no copy.
    #[error("the backup failed, and nothing was deleted: {0}")]
    Backup(#[from] BackupError),
    /// The operation failed.
    #[error("ended in {status}")]
    Ended {
        /// The state it ended in.
        status: String,
        /// Why.
        cause: Cause,
    },
    /// A stack that needs it is still there.
    #[error("not deleted, because {0} was not")]
    Waiting(String),
    /// A template that is deployed cannot be read.
    #[error("the deployed template cannot be read, so its retained resources are unknown: {0}")]
    Template(String),
}

/// What a destruction works with.
pub struct Destruction<'a, C> {
    /// AWS.
    pub clouds: &'a C,
    /// All stacks of the app.
    pub all: &'a [Artifact],
    /// How.
    pub options: &'a Options,
    /// The person.
    pub ui: &'a dyn Ui,
    /// How often the person interrupted.
    pub interrupts: &'a Cell<u32>,
}

/// What came of each stack, in the order of destruction.
pub type Results = Vec<(Arc<str>, Result<Outcome, Failure>)>;

/// How many stacks go at once.
const AT_ONCE: usize = 4;

/// A stack that was not destroyed.
type Failed = (Arc<str>, Failure);

impl<C: Clouds> Destruction<'_, C> {
    /// Destroys these stacks, each before those it needs. Refused for one of them, none is touched.
    pub async fn destroy(&self, named: &[&Artifact]) -> Results {
        let mut results = Results::new();
        let targets = match prepare::prepare(self, named, &mut results).await {
            Ok(targets) => targets,
            Err((id, failure)) => {
                results.push((id, Err(failure)));
                return results;
            }
        };
        if let Err((id, failure)) = self.secure(&targets).await {
            for target in &targets {
                self.turn_on(target).await;
            }
            results.push((id, Err(failure)));
            return results;
        }
        let waits = |target: &Target<'_, _>, other: &Target<'_, _>| {
            work_graph::needs(other.artifact, target.artifact)
        };
        let blocked = |other: &Target<'_, _>, _: &_| Failure::Waiting(other.id());
        let done = work_graph::each(&targets, AT_ONCE, waits, blocked, async |target| {
            if self.interrupts.get() > 0 {
                return Err(Failure::Left);
            }
            stack::destroy(self, target).await
        });
        for (target, result) in targets.iter().zip(done.await) {
            if result.is_err() {
                self.turn_on(target).await;
            }
            results.push((target.artifact.id.clone(), result));
        }
        results
    }

    /// Stops the tasks that the person agreed to stop.
    async fn stop(&self, target: &Target<'_, C::Cloud>) -> Result<(), Failed> {
        let running = &target.inventory.tasks;
        let stopped = tasks::stop(&target.cloud, running).await;
        stopped.map_err(|error| (target.artifact.id.clone(), error.into()))?;
        for task in running {
            self.ui.tell(Event::Note {
                stack: target.id(),
                text: format!("stopped the task {} of {}", task.id, task.family),
            });
        }
        Ok(())
    }

    async fn back_up(&self, targets: &[Target<'_, C::Cloud>]) -> Result<(), Failed> {
        for target in targets {
            let at = |failure| (target.artifact.id.clone(), failure);
            if self.interrupts.get() > 0 {
                return Err(at(Failure::Interrupted));
            }
            let Some(directory) = &self.options.backup_to else {
                continue;
            };
            let off = target.inventory.all_off();
            let source = backup::Source {
                cloud: &target.cloud,
                id: &target.artifact.id,
                stack: target.stack.as_ref(),
                inventory: &target.inventory,
                on: off.iter().map(|(_, name)| &**name).collect(),
                recipients: self.options.recipients.as_ref(),
            };
            let copied = backup::write(directory, &source).await;
            let copied = copied.map_err(|error| at(error.into()))?;
            self.ui.tell(Event::BackedUp {
                path: directory.join(&*target.artifact.id),
                stack: target.id(),
                objects: copied.objects,
                parameters: copied.parameters,
                bytes: copied.bytes,
                encrypted: self.options.recipients.is_some(),
            });
        }
        Ok(())
    }
}
