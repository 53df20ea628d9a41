//! The progress display: events and a clock in, lines out. The caller decides when to draw it.

mod bar;
mod line;
mod stack;

use crate::deploy::ui::Event;
use crate::view::{DIM, YELLOW};
use line::Line;
pub(super) use line::elide;
use stack::Stack;
use std::io::{self, Write};
use std::time::Duration;

/// The operations in progress, on as many lines as the terminal has.
#[derive(Debug, Default)]
pub struct Block {
    stacks: Vec<Stack>,
    tallest: usize,
}

/// The size of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: usize,
    /// Lines.
    pub height: usize,
}

impl Block {
    /// Records an event of this time.
    pub fn take(&mut self, event: &Event, now: Duration) {
        match event {
            Event::Started {
                stack,
                resources,
                names,
                kept,
                ..
            } => {
                let begun = self.begin(stack, now);
                begun.total = *resources;
                begun.names.clone_from(names);
                begun.uncounted.clone_from(kept);
            }
            Event::Deleting { stack, resources, .. } => self.begin(stack, now).total = Some(*resources),
            Event::Expected { stack, seconds } => {
                self.known(stack, now).expected = Some(Duration::from_secs(*seconds));
            }
            Event::Resource { stack, event } => self.known(stack, now).take(event, now),
            Event::Waiting { stack, .. } => {
                self.begin(stack, now);
            }
            Event::Changes { stack, .. }
            | Event::Explained { stack, .. }
            | Event::Done { stack, .. }
            | Event::Failed { stack, .. } => {
                self.end(stack);
            }
            _ => {}
        }
    }

    /// Whether no operation is in progress.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// The ids of the stacks with an operation in progress.
    pub fn stacks(&self) -> Vec<String> {
        self.stacks.iter().map(|stack| stack.id.clone()).collect()
    }

    /// The progress of the first stack, for the title of the window, and how many others are in progress.
    pub fn title(&self) -> Option<String> {
        let first = self.stacks.first()?;
        let count = match first.total {
            Some(total) => format!(" {}/{total}", first.done().min(total)),
            None => String::new(),
        };
        let others = match self.stacks.len() - 1 {
            0 => String::new(),
            others => format!(" (+{others})"),
        };
        Some(format!("sa-infra: {}{count}{others}", first.id))
    }

    /// The operations in progress, in words.
    pub fn in_progress(&self) -> Vec<String> {
        let busy = self.stacks.iter().flat_map(|stack| {
            let names = stack.busy.iter().map(|row| stack.name(&row.id).to_owned());
            let names = names.collect::<Vec<_>>();
            if names.is_empty() {
                vec![stack.id.clone()]
            } else {
                names
            }
        });
        busy.collect()
    }

    /// The colored lines at this time: never more than the terminal has, none wider than it is, and never fewer than
    /// before, so that nothing below moves.
    pub fn lines(&mut self, now: Duration, size: Size) -> Vec<String> {
        if self.is_empty() {
            self.tallest = 0;
            return Vec::new();
        }
        // The cursor needs its own line.
        let room = size.height.saturating_sub(1).max(1);
        let label = self.stacks.iter().map(|stack| stack.id.len()).max().unwrap_or(0);
        let shares = shares(
            &self.stacks.iter().map(Stack::height).collect::<Vec<_>>(),
            room.saturating_sub(self.stacks.len()),
        );
        let mut lines = Vec::new();
        for (stack, share) in self.stacks.iter().zip(shares) {
            lines.push(bar::line(stack, now, size.width, label));
            lines.extend(stack.lines(now, size.width, share));
        }
        lines.truncate(room);
        self.tallest = self.tallest.max(lines.len()).min(room);
        lines.resize_with(self.tallest, Line::default);
        lines.iter().map(|line| line.cut(size.width)).collect()
    }

    /// For an operation that another process started, the first event counts as its start.
    fn known(&mut self, id: &str, now: Duration) -> &mut Stack {
        let known = self.stacks.iter().position(|stack| stack.id == id);
        let at = known.unwrap_or_else(|| {
            self.stacks.push(Stack::new(id, now));
            self.stacks.len() - 1
        });
        &mut self.stacks[at]
    }

    fn begin(&mut self, id: &str, now: Duration) -> &mut Stack {
        let stack = self.known(id, now);
        *stack = Stack::new(id, now);
        stack
    }

    fn end(&mut self, id: &str) {
        self.stacks.retain(|stack| stack.id != id);
    }
}

/// How to return to an operation that continues in AWS.
pub fn left(err: &mut dyn Write, stacks: &[String]) -> io::Result<()> {
    stacks.iter().try_for_each(|stack| {
        writeln!(
            err,
            "{YELLOW}detached{YELLOW:#}: {stack} continues in AWS; `sa-infra watch {stack}` reattaches"
        )
    })
}

/// The operations that are still in progress, without a block.
pub fn still(err: &mut dyn Write, names: &[String]) -> io::Result<()> {
    writeln!(err, "{DIM}still in progress: {}{DIM:#}", names.join(", "))
}

/// How many of the available lines each stack gets. The stacks that need most lose lines first.
fn shares(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut shares = wanted.to_vec();
    while shares.iter().sum::<usize>() > room {
        let Some(most) = shares.iter_mut().max() else {
            break;
        };
        *most -= 1;
    }
    shares
}
