//! What a long operation reports, and how it ends.

use crate::cloud::cloudformation::{Output, StackEvent};
use crate::deploy::adoption::Adoption;
use crate::deploy::compared::{Compared, Row, Setting};
use crate::deploy::destroy::{Inventory, Survivor};
use crate::deploy::recover::Explanation;
use crate::deploy::root_cause::Cause;
use crate::diff::Diff;
use serde::Serialize;
use std::collections::HashMap;
use std::path::PathBuf;

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
        /// Its ARN; `null` if it does not exist.
        arn: Option<String>,
        /// The outcome.
        outcome: Outcome,
        /// How long it took, in seconds.
        seconds: u64,
        /// Whether it had ended before the command started.
        #[serde(skip)]
        is_earlier: bool,
        /// The outputs of the stack.
        outputs: Vec<Output>,
    },
    /// The operation on a stack failed.
    Failed {
        /// The stack.
        stack: String,
        /// Its ARN.
        arn: String,
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
