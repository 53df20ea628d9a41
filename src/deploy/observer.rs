//! Reports progress to the user while a stack is monitored, and asks what to do after Ctrl-C.

use super::secret_values;
use super::ui::{Choice, Event, Interrupted, StackEvent, Ui, Undo};
use crate::cloud::cloudformation::{CloudFormation, Deletion, StackStatus};
use crate::cloud::{Cloud, Result, Secret};
use crate::local::token;
use crate::synth::Artifact;
use std::cell::{Cell, RefCell};
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
    pub(super) secrets: RefCell<Vec<Secret>>,
    /// Parameters whose values are read when there is such a reason.
    pub(super) unread: RefCell<Vec<String>>,
}

impl<'a> Observer<'a> {
    /// An observer of an operation that others may have started.
    pub(super) fn new(ui: &'a dyn Ui, interrupts: &'a Cell<u32>, stack: &'a Artifact) -> Self {
        Self {
            ui,
            interrupts,
            stack: &stack.id,
            is_ours: false,
            undone: Cell::new(false),
            secrets: RefCell::default(),
            unread: RefCell::new(secret_values::names(stack)),
        }
    }

    /// Tells these events, and gives them back, without what their reasons repeat of values.
    pub(super) async fn tell(&self, cloud: &impl Cloud, events: &[StackEvent]) -> Vec<StackEvent> {
        if events.iter().any(secret_values::explains) {
            let unread = self.unread.take();
            let values = secret_values::read(cloud, &unread).await;
            self.secrets.borrow_mut().extend(values);
        }
        let secrets = self.secrets.borrow();
        let events = events
            .iter()
            .map(|event| secret_values::redacted(event, &secrets));
        let events = events.collect::<Vec<_>>();
        for event in &events {
            self.ui.tell(Event::Resource {
                stack: self.stack.to_owned(),
                event: Box::new(event.clone()),
            });
        }
        events
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
