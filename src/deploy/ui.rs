//! The interface between a long operation and the user: it reports events and asks questions.

mod event;

use crate::deploy::deployment::Stop;
use crate::deploy::recover::Remedy;

pub use crate::cloud::cloudformation::{Output, StackEvent};
pub use crate::deploy::compared::Setting;

pub use event::{Event, Outcome};

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
