//! With `--quiet`: what a question may be about, held until the question is asked.

use crate::deploy::ui::{Event, Outcome};
use std::cell::RefCell;
use std::io;

/// The events that are not shown yet.
#[derive(Default)]
pub(super) struct Held(RefCell<Vec<Event>>);

impl Held {
    /// Holds an event, if a question may be about it. At the end of a stack, drops what is held of it, or shows it if
    /// showing it was all there was to do.
    pub(super) fn take(&self, event: &Event, show: impl FnMut(&Event) -> io::Result<()>) -> io::Result<()> {
        let mut held = self.0.borrow_mut();
        if subject(event).is_some() {
            held.push(event.clone());
        }
        let (Event::Done { stack, .. } | Event::Failed { stack, .. }) = event else {
            return Ok(());
        };
        let ended = held.extract_if(.., |event| subject(event) == Some(stack));
        let ended = ended.collect::<Vec<_>>();
        match event {
            Event::Done {
                outcome: Outcome::Shown,
                ..
            } => ended.iter().try_for_each(show),
            _ => Ok(()),
        }
    }

    /// Shows everything that is held, because a question is asked.
    pub(super) fn show(&self, show: impl FnMut(&Event) -> io::Result<()>) -> io::Result<()> {
        self.0.take().iter().try_for_each(show)
    }
}

/// The stack of an event that a question may be about.
fn subject(event: &Event) -> Option<&String> {
    match event {
        Event::Plan { stack, .. }
        | Event::Changes { stack, .. }
        | Event::Settings { stack, .. }
        | Event::Inventory { stack, .. } => Some(stack),
        _ => None,
    }
}
