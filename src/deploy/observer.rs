//! Reports progress to the user while a stack is monitored, and asks what to do after Ctrl-C.

use super::ui::{Choice, Event, Interrupted, StackEvent, Ui, Undo};
use crate::cloud::cloudformation::{CloudFormation, Deletion, StackStatus};
use crate::cloud::{Cloud, Result, Secret};
use crate::local::token;
use std::cell::Cell;
use std::time::Duration;

/// The observer of a stack.
pub(super) struct Observer<'a> {
    pub(super) ui: &'a dyn Ui,
    /// The number of interrupts.
    pub(super) interrupts: &'a Cell<u32>,
    /// The id of the stack.
    pub(super) stack: &'a str,
    /// Whether the operation in progress is ours, and can be undone when the person says so.
    pub(super) is_ours: bool,
    /// Whether it was.
    pub(super) undone: Cell<bool>,
    /// Known secret values, which AWS may repeat in a reason.
    pub(super) secrets: Vec<Secret>,
}

impl<'a> Observer<'a> {
    /// An observer of an operation that others may have started.
    pub(super) fn new(ui: &'a dyn Ui, interrupts: &'a Cell<u32>, stack: &'a str) -> Self {
        Self {
            ui,
            interrupts,
            stack,
            is_ours: false,
            undone: Cell::new(false),
            secrets: Vec::new(),
        }
    }

    pub(super) fn tell(&self, event: &StackEvent) {
        self.ui.tell(Event::Resource {
            stack: self.stack.to_owned(),
            event: Box::new(redacted(event, &self.secrets)),
        });
    }

    /// Reports how long the operation took the last time.
    pub(super) fn expect(&self, time: Duration) {
        self.ui.tell(Event::Expected {
            stack: self.stack.to_owned(),
            seconds: time.as_secs(),
        });
    }

    /// Asks what to do with the operation, and does it.
    pub(super) async fn decide(&self, cloud: &impl Cloud, arn: &str, status: Option<StackStatus>) -> Choice {
        let undo = match status.filter(|_| self.is_ours && !self.undone.get()) {
            Some(StackStatus::CreateInProgress) => Some(Undo::Delete),
            Some(StackStatus::UpdateInProgress) => Some(Undo::Cancel),
            _ => None,
        };
        let stack = self.stack.to_owned();
        let choice = self.ui.choose(&Interrupted { stack, undo });
        if choice == Choice::Undo
            && let Some(undo) = undo
        {
            match begin(cloud, arn, undo).await {
                Ok(()) => self.undone.set(true),
                // It may have just ended, which the next poll shows; or the permission is missing.
                Err(error) => self.ui.tell(Event::Note {
                    stack: self.stack.to_owned(),
                    text: format!("it could not be rolled back: {error}"),
                }),
            }
        }
        choice
    }
}

/// The event without secret values in its reason.
pub(super) fn redacted(event: &StackEvent, secrets: &[Secret]) -> StackEvent {
    let mut event = event.clone();
    let reason = event.reason.take();
    event.reason = reason.map(|reason| {
        secrets
            .iter()
            .fold(reason, |reason, secret| secret.redact(&reason))
    });
    event
}

async fn begin(cloud: &impl Cloud, arn: &str, undo: Undo) -> Result<()> {
    let api = cloud.cloudformation();
    match undo {
        Undo::Cancel => api.cancel_update_stack(arn, &token::fresh()).await,
        Undo::Delete => {
            let deletion = Deletion {
                stack: arn.to_owned(),
                retain: Vec::new(),
                force: false,
                role_arn: None,
                token: token::fresh(),
            };
            api.delete_stack(&deletion).await
        }
    }
}
