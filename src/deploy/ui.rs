//! The interface between a long operation and the user: it reports events and asks questions.

use crate::deploy::adoption::Adoption;
use crate::deploy::compared::{Compared, Row};
use crate::deploy::deployment::Stop;
use crate::deploy::destroy::{Inventory, Survivor};
use crate::deploy::recover::{Explanation, Remedy};
use crate::deploy::root_cause::Cause;
use crate::diff::Diff;
use serde::Serialize;
use std::collections::HashMap;
use std::path::PathBuf;

pub use crate::cloud::cloudformation::{Output, StackEvent};
pub use crate::deploy::compared::Setting;

/// Something that happened. `stack` is the id of the stack.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// Another operation on the stack is in progress; the command waits for it.
    Waiting {
        /// The stack.
        stack: String,
        /// Its status, as CloudFormation names it.
        status: String,
    },
    /// The changes in a change set.
    Changes {
        /// The stack.
        stack: String,
        /// Whether the stack is new.
        new: bool,
        /// The changes.
        changes: Vec<Row>,
        /// The same changes, property by property.
        #[serde(skip)]
        compared: Box<Compared>,
        /// Whether they equal the plan that was shown before the first stack was deployed.
        #[serde(skip)]
        is_planned: bool,
    },
    /// What differs between a stack and its template, before the first of several stacks is deployed.
    Plan {
        /// The stack.
        stack: String,
        /// The differences.
        #[serde(skip)]
        compared: Box<Compared>,
    },
    /// Changes to the stack itself: its tags and notification topics.
    Settings {
        /// The stack.
        stack: String,
        /// The changes.
        settings: Vec<Setting>,
    },
    /// An existing bucket is imported.
    Adoption {
        /// The stack.
        stack: String,
        /// The bucket and its settings.
        #[serde(flatten)]
        adoption: Box<Adoption>,
    },
    /// Changes to access and network.
    Access {
        /// The stack.
        stack: String,
        /// The changes.
        #[serde(skip)]
        diff: Box<Diff>,
    },
    /// A note.
    Note {
        /// The stack.
        stack: String,
        /// The text of the note.
        text: String,
    },
    /// CloudFormation executes the change set.
    Started {
        /// The stack.
        stack: String,
        /// Its account; `None` if it is not known.
        account: Option<String>,
        /// How many resources change, if that is known.
        resources: Option<usize>,
        /// Whether it is an update, after which CloudFormation may delete replaced resources.
        updates: bool,
        /// The display names of the resources, by logical ID.
        #[serde(skip)]
        names: HashMap<String, String>,
        /// The logical ids of resources that are not counted, because they keep a value that you set.
        #[serde(skip)]
        kept: Vec<String>,
    },
    /// The expected duration, from earlier operations on the stack.
    Expected {
        /// The stack.
        stack: String,
        /// How long the last operation of this kind took, in seconds.
        seconds: u64,
    },
    /// An event of a resource, or of the stack itself.
    Resource {
        /// The stack.
        stack: String,
        /// What it is.
        #[serde(flatten)]
        event: Box<StackEvent>,
    },
    /// What is deleted with a stack.
    Inventory {
        /// The stack.
        stack: String,
        /// The contents of the stack.
        inventory: Inventory,
        /// Whether the secrets are deleted too.
        delete_secrets: bool,
    },
    /// A backup is complete.
    BackedUp {
        /// The stack.
        stack: String,
        /// The directory of the backup.
        path: PathBuf,
        /// The number of objects.
        objects: usize,
        /// The number of parameters.
        parameters: usize,
        /// Their total size in bytes.
        bytes: u64,
        /// Whether only its recipients can read it.
        encrypted: bool,
    },
    /// CloudFormation deletes the stack.
    Deleting {
        /// The stack.
        stack: String,
        /// Its account; `None` if it is not known.
        account: Option<String>,
        /// The number of its resources.
        resources: usize,
    },
    /// Object versions of a bucket were deleted.
    Emptied {
        /// The stack.
        stack: String,
        /// The name of the bucket.
        bucket: String,
        /// How many versions are deleted so far.
        versions: usize,
    },
    /// Why a stack is stuck.
    Explained {
        /// The stack.
        stack: String,
        /// Its status, as CloudFormation names it.
        status: String,
        /// The cause.
        #[serde(flatten)]
        why: Box<Explanation>,
    },
    /// What still exists after a stack was deleted.
    Survivors {
        /// The stack.
        stack: String,
        /// What it is.
        survivors: Vec<Survivor>,
    },
    /// The operation on a stack succeeded.
    Done {
        /// The stack.
        stack: String,
        /// The outcome.
        outcome: Outcome,
        /// How long it took, in seconds.
        seconds: u64,
        /// The outputs of the stack.
        outputs: Vec<Output>,
    },
    /// The operation on a stack failed.
    Failed {
        /// The stack.
        stack: String,
        /// The status in which it ended.
        status: String,
        /// The cause.
        cause: Cause,
    },
}

/// The outcome of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The stack was created.
    Created,
    /// The stack was updated.
    Updated,
    /// The operation was started; the command does not wait for its end.
    #[serde(rename = "started")]
    Begun,
    /// The stack is as it was before.
    Restored,
    /// There was nothing to change.
    Unchanged,
    /// The changes were shown and not made.
    Shown,
    /// The stack was deleted.
    Deleted,
    /// There was no stack to delete.
    Absent,
}

/// A question that only the user can answer.
#[derive(Clone, Debug)]
pub enum Question {
    /// Whether to make the changes just shown.
    Approve {
        /// The stacks, each with whether it is new.
        stacks: Vec<(String, bool)>,
        /// Whether the reason is that access to existing resources is broadened.
        opens: bool,
    },
    /// Whether to change resources that running tasks use, or tasks that are about to start.
    Disturb {
        /// The stack.
        stack: String,
        /// The running tasks, in words.
        running: Vec<String>,
        /// The tasks about to start, in words.
        due: Vec<String>,
    },
    /// Whether to make the changes despite CloudFormation's warnings about data.
    Acknowledge {
        /// The stack.
        stack: String,
        /// The number of warnings.
        warnings: usize,
    },
    /// Whether to delete a stack whose creation failed, to recreate it.
    Recreate {
        /// The stack.
        stack: String,
        /// The retained resources, by logical ID.
        survivors: Vec<String>,
    },
    /// Whether to apply a suggested recovery.
    Mend {
        /// The stack.
        stack: String,
        /// The recovery.
        remedy: Remedy,
    },
    /// Whether to skip resources that cannot be rolled back or deleted.
    Abandon {
        /// The stack.
        stack: String,
        /// The logical ids.
        ids: Vec<String>,
        /// Whether the stack is being deleted, so that they will belong to no stack.
        deletes: bool,
    },
    /// Whether to create a bucket for a template that is too long for a request.
    TemplateBucket {
        /// The stack.
        stack: String,
        /// The name of the bucket.
        bucket: String,
    },
    /// Whether a bucket or a repository may be made for the assets of stacks.
    AssetStore {
        /// The stack.
        stack: String,
        /// The bucket or the repository, in words.
        store: String,
    },
    /// Whether stacks may be destroyed. Where data is lost, the user types what [`Question::typed`] says.
    Destroy {
        /// The stacks.
        stacks: Vec<String>,
        /// The data that is lost, in words.
        loses: Vec<String>,
    },
    /// Whether to stop running tasks.
    StopTasks {
        /// The stacks.
        stacks: Vec<String>,
        /// The number of tasks.
        tasks: usize,
    },
    /// Whether to destroy stacks despite their termination protection.
    Unprotect {
        /// The stacks.
        stacks: Vec<String>,
    },
}

impl Question {
    /// The stacks that it is about.
    pub fn stacks(&self) -> Vec<&str> {
        match self {
            Self::Approve { stacks, .. } => stacks.iter().map(|(stack, _)| stack.as_str()).collect(),
            Self::Destroy { stacks, .. } | Self::StopTasks { stacks, .. } | Self::Unprotect { stacks } => {
                stacks.iter().map(String::as_str).collect()
            }
            Self::Disturb { stack, .. }
            | Self::Acknowledge { stack, .. }
            | Self::Recreate { stack, .. }
            | Self::Mend { stack, .. }
            | Self::Abandon { stack, .. }
            | Self::TemplateBucket { stack, .. }
            | Self::AssetStore { stack, .. } => vec![stack],
        }
    }

    /// The text that the user has to type; `None` for a yes-or-no question.
    pub fn typed(&self) -> Option<String> {
        match self {
            Self::Destroy { stacks, loses } if !loses.is_empty() => Some(match stacks.as_slice() {
                [only] => only.clone(),
                stacks => format!("{} stacks", stacks.len()),
            }),
            _ => None,
        }
    }
}

/// The operation that the user interrupted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interrupted {
    /// A stack with an operation in progress.
    pub stack: String,
    /// How to undo the operation; `None` when that is not possible.
    pub undo: Option<Undo>,
}

/// How to undo the operation in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undo {
    /// Cancel the update and roll it back.
    Cancel,
    /// Delete the half-created stack.
    Delete,
}

/// What to do with the operation in progress after an interrupt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// Watch it until it ends.
    Watch,
    /// It continues in AWS, unwatched.
    #[default]
    Leave,
    /// Undo it, and watch until that ends.
    Undo,
}

/// A question that could not be asked: there is no terminal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{question} (no terminal to ask on)")]
pub struct Unasked {
    /// The question.
    pub question: String,
    /// The flag that answers it.
    pub flag: &'static str,
}

/// The interface to the user.
pub trait Ui {
    /// Reports an event.
    fn tell(&self, event: Event);
    /// Asks a question. Without a terminal, that is an error that names the flag to pass.
    fn ask(&self, question: &Question) -> Result<bool, Unasked>;
    /// Asks once, for all stacks, what to do with the operation in progress. Without a terminal, it continues in AWS.
    fn choose(&self, interrupted: &Interrupted) -> Choice;
}

/// The error message for protected resources.
pub fn stops_in_words(stops: &[Stop]) -> String {
    let words = stops.iter().map(|stop| {
        let because = if stop.because.is_empty() {
            String::new()
        } else {
            format!(" ({})", stop.because.join(", "))
        };
        format!("{} {} would be {}{because}", stop.kind, stop.id, stop.fate)
    });
    words.collect::<Vec<_>>().join("; ")
}
