//! The answers on the command line, and the flags that give them.

use crate::deploy::ui::Question;

/// The answers on the command line.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(in crate::cli) struct Answers {
    /// Yes to every question without data loss.
    pub(in crate::cli) yes: bool,
    /// Data may be deleted.
    pub(in crate::cli) delete_data: bool,
    /// Running tasks may be stopped.
    pub(in crate::cli) stop_tasks: bool,
    /// Termination protection may be disabled.
    pub(in crate::cli) unprotect: bool,
    /// Warnings about data are acknowledged.
    pub(in crate::cli) acknowledge: bool,
}

impl Answers {
    pub(in crate::cli) fn yes(yes: bool) -> Self {
        Self {
            yes,
            ..Self::default()
        }
    }

    pub(super) fn knows(self, question: &Question) -> bool {
        match question {
            Question::Destroy { loses, .. } => self.yes && (self.delete_data || loses.is_empty()),
            Question::Unprotect { .. } => self.unprotect,
            Question::StopTasks { .. } => self.stop_tasks,
            Question::Acknowledge { .. } => self.acknowledge,
            // An answer in advance does not know about running tasks.
            Question::Disturb { running, .. } => self.yes && running.is_empty(),
            Question::Approve { .. }
            | Question::Recreate { .. }
            | Question::TemplateBucket { .. }
            | Question::AssetStore { .. }
            | Question::Mend { .. } => self.yes,
            // A person must name the resources to abandon, or agree to all of them.
            Question::Abandon { .. } => false,
        }
    }
}

/// The flag that answers a question.
pub(super) fn flag(question: &Question) -> &'static str {
    match question {
        Question::Destroy { loses, .. } if !loses.is_empty() => "--yes --delete-data",
        Question::Unprotect { .. } => "--disable-termination-protection",
        Question::StopTasks { .. } => "--stop-tasks",
        Question::Acknowledge { .. } => "--acknowledge-warnings",
        Question::Disturb { running, .. } if !running.is_empty() => "--during-run",
        Question::Abandon { .. } => "--skip or --force",
        _ => "--yes",
    }
}
