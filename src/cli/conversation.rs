//! The person at the other end of a long operation: told on standard error, asked on the terminal.

use super::Context;
use crate::toolkit::talk::{Event, Question, Talk, Unasked};
use crate::view;
use std::cell::RefCell;
use std::io::{self, IsTerminal};

/// A person, or a script that gave its answers beforehand.
pub(super) struct Conversation<'a, 'b> {
    context: RefCell<&'a mut Context<'b>>,
    yes: bool,
}

impl<'a, 'b> Conversation<'a, 'b> {
    pub(super) fn new(context: &'a mut Context<'b>, yes: bool) -> Self {
        Self {
            context: RefCell::new(context),
            yes,
        }
    }

    /// Says what an interrupt does.
    pub(super) fn interrupted(&self) {
        // A person who cannot be told is not waiting for it.
        let _ = view::deploy::interrupted(self.context.borrow_mut().err);
    }

    fn written(&self, event: &Event) -> io::Result<()> {
        let context = &mut **self.context.borrow_mut();
        if context.global.json {
            view::deploy::json_line(context.out, event)?;
            return context.out.flush();
        }
        view::deploy::line(context.err, event, super::diff::width())?;
        if let Event::Done { stack, outputs, .. } = event {
            view::deploy::outputs(context.out, stack, outputs)?;
            context.out.flush()?;
        }
        Ok(())
    }
}

impl Talk for Conversation<'_, '_> {
    fn tell(&self, event: Event) {
        // A reader that is gone does not stop a deployment.
        let _ = self.written(&event);
    }

    fn ask(&self, question: &Question) -> Result<bool, Unasked> {
        if self.yes {
            return Ok(true);
        }
        let text = view::deploy::question(question);
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return Err(Unasked {
                question: text,
                flag: "--yes",
            });
        }
        let context = &mut **self.context.borrow_mut();
        let mut answer = String::new();
        let asked = write!(context.err, "{text} [y/N] ").and_then(|()| context.err.flush());
        let read = asked.and_then(|()| io::stdin().read_line(&mut answer));
        Ok(read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes"))
    }
}
