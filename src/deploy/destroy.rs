//! `destroy`: deletes stacks, dependents first. All questions are answered before the first change.

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
pub use prepare::concerned;
pub use survivors::{Because, Survivor};
pub use tasks::{RunningTask, ScheduleName};

/// The options of `destroy`.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The directory for a backup of objects and parameter values, made first.
    pub backup_to: Option<PathBuf>,
    /// The recipients who can decrypt the backup; `None` for an unencrypted backup.
    pub recipients: Option<Recipients>,
    /// Whether to delete the SecureStrings too.
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
    /// The user declined.
    #[error("declined; nothing was changed")]
    Declined,
    /// The user interrupted before the first deletion.
    #[error("interrupted; nothing was deleted")]
    Interrupted,
    /// The user interrupted after the first deletion.
    #[error("interrupted; deletions that have started continue in AWS, the rest still exists")]
    Left,
    /// AWS does not show the result of the deletion.
    #[error("AWS accepted the request to delete it, but for minutes has shown no effect of it")]
    Uncertain,
    /// The connection to AWS is lost.
    #[error("stopped watching, the operation continues in AWS: {0}")]
    Lost(cloud::Error),
    /// The stack is in a state that a person has to fix.
    #[error("{what}")]
    Stuck {
        /// The state, in words.
        what: String,
        /// A suggested fix.
        fix: String,
    },
    /// A stack that is not destroyed depends on it.
    #[error("it is needed by {}", by.join(", "))]
    Needed {
        /// The ids of those stacks; for stacks outside the app, their names.
        by: Vec<String>,
        /// Whether all of them belong to this app.
        ours: bool,
    },
    /// S3 does not delete an object.
    #[error("S3 refuses to delete {} of {bucket}: {}", refused.first().map_or("", |first| &first.key), refused.first().map_or("", |first| &first.reason))]
    Refused {
        /// The bucket.
        bucket: String,
        /// The objects that it refuses to delete.
        refused: Vec<Refused>,
    },
    /// The backup failed.
    #[error("the backup failed, and nothing was deleted: {0}")]
    Backup(#[from] BackupError),
    /// The operation failed.
    #[error("ended in {status}")]
    Ended {
        /// The ARN of the stack.
        arn: String,
        /// The final status.
        status: String,
        /// The root cause.
        cause: Cause,
    },
    /// A stack that depends on it still exists.
    #[error("not deleted, because {0} was not")]
    Waiting(String),
    /// The deployed template cannot be read.
    #[error("the deployed template cannot be read, so its retained resources are unknown: {0}")]
    Template(String),
}

/// The context of `destroy`.
pub struct Destruction<'a, C> {
    /// Access to AWS.
    pub clouds: &'a C,
    /// All stacks of the app.
    pub all: &'a [Artifact],
    /// The options.
    pub options: &'a Options,
    /// The user interface.
    pub ui: &'a dyn Ui,
    /// The number of interrupts.
    pub interrupts: &'a Cell<u32>,
}

/// The result of each stack, in the order of deletion.
pub type Results = Vec<(Arc<str>, Result<Outcome, Failure>)>;

/// How many stacks are deleted in parallel.
const AT_ONCE: usize = 4;

/// A stack that was not destroyed.
type Failed = (Arc<str>, Failure);

impl<C: Clouds> Destruction<'_, C> {
    /// Destroys these stacks, dependents first. If one of them is refused, none is changed.
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

    /// Stops the tasks that the user agreed to stop.
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
