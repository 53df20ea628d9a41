//! The user interface of a deployment on the page: events become lines, questions become forms.

use super::Answer;
use crate::console::board::Board;
use crate::console::parts::button;
use crate::console::terminal_text::{self, WIDTH, written};
use crate::deploy::deployment::Failure;
use crate::deploy::ui::{Choice, Event, Interrupted, Question, Ui, Unasked};
use crate::view;
use crate::view::progress::{Block, Size};
use jiff::Timestamp;
use maud::{Markup, html};
use std::cell::{Cell, RefCell};
use std::sync::mpsc::Receiver;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The maximum number of lines of the progress.
const HEIGHT: usize = 40;

/// The page's reader.
pub(super) struct PageUi<'a> {
    board: &'a Board,
    in_progress: &'a Mutex<Vec<String>>,
    answers: Receiver<Answer>,
    interrupts: &'a Cell<u32>,
    /// The output so far.
    told: RefCell<String>,
    block: RefCell<Block>,
    began: Instant,
    /// The number of questions so far.
    asked: Cell<u64>,
    choice: Cell<Option<Choice>>,
}

impl<'a> PageUi<'a> {
    pub(super) fn new(
        board: &'a Board,
        in_progress: &'a Mutex<Vec<String>>,
        answers: Receiver<Answer>,
        interrupts: &'a Cell<u32>,
    ) -> Self {
        Self {
            board,
            in_progress,
            answers,
            interrupts,
            told: RefCell::default(),
            block: RefCell::default(),
            began: Instant::now(),
            // The time makes the numbers of two deployments differ.
            asked: Cell::new(Timestamp::now().as_millisecond().unsigned_abs()),
            choice: Cell::new(None),
        }
    }

    /// Shows the output and the progress.
    pub(super) fn paint(&self) {
        self.show(&html! {}, true);
    }

    /// Shows the result.
    pub(super) fn end(&self, outcome: &Markup) {
        self.show(outcome, false);
    }

    fn show(&self, below: &Markup, runs: bool) {
        let size = Size {
            width: WIDTH,
            height: HEIGHT,
        };
        let lines = self
            .block
            .borrow_mut()
            .lines(self.began.elapsed(), size)
            .join("\n");
        let body = html! {
            pre.terminal { (terminal_text::markup(&self.told.borrow())) @if runs { (terminal_text::markup(&lines)) } }
            @if runs && self.told.borrow().is_empty() && lines.is_empty() { p.asking { span.spinner {} "Comparing with AWS \u{2026}" } }
            (below)
        };
        super::panel(self.board, &body, runs);
    }

    /// Shows a form, and waits for the answer.
    fn wait(&self, form: impl FnOnce(&str) -> Markup) -> Option<String> {
        let number = self.asked.get() + 1;
        self.asked.set(number);
        self.show(
            &html! { div.question role="alert" { (form(&number.to_string())) } },
            true,
        );
        loop {
            // The console ends while the question is open.
            let answer = self.answers.recv().ok()?;
            if answer.question == number {
                self.paint();
                return Some(answer.text);
            }
        }
    }
}

fn choice(number: &str, answer: &str, label: &str, class: &str) -> Markup {
    button(
        "answer",
        &[("question", number), ("answer", answer)],
        label,
        class,
    )
}

impl Ui for PageUi<'_> {
    fn tell(&self, event: Event) {
        self.block.borrow_mut().take(&event, self.began.elapsed());
        let mut in_progress = self.in_progress.lock().unwrap_or_else(PoisonError::into_inner);
        match &event {
            Event::Started { stack, .. } => in_progress.push(stack.clone()),
            Event::Done { stack, .. } | Event::Failed { stack, .. } => in_progress.retain(|one| one != stack),
            _ => {}
        }
        drop(in_progress);
        // The progress shows these events.
        if matches!(event, Event::Started { .. } | Event::Resource { .. }) {
            return self.paint();
        }
        let mut text = Vec::new();
        // Writing to memory cannot fail.
        let _ = view::deploy::line(&mut text, &event, view::Format::brief(WIDTH));
        if let Event::Done { stack, outputs, .. } = &event {
            let _ = view::deploy::outputs(&mut text, stack, outputs);
        }
        self.told.borrow_mut().push_str(&String::from_utf8_lossy(&text));
        self.paint();
    }

    fn ask(&self, question: &Question) -> Result<bool, Unasked> {
        let text = view::deploy::question(question);
        let typed = question.typed();
        let answer = self.wait(|number| {
            html! {
                p { strong { (text) } }
                @match &typed {
                    None => div.does { (choice(number, "no", "No", "")) (choice(number, "yes", "Yes", "danger")) },
                    Some(typed) => form.act.inline data-verb="answer" {
                        input type="hidden" name="question" value=(number);
                        label { "Type " code { (typed) } " " input type="text" name="answer" autocomplete="off"; }
                        button.danger type="submit" { "Send" }
                    },
                }
            }
        });
        let answer = answer.unwrap_or_default();
        Ok(typed.map_or(answer == "yes", |typed| answer.trim() == typed))
    }

    fn choose(&self, interrupted: &Interrupted) -> Choice {
        if let Some(choice) = self.choice.get() {
            return choice;
        }
        let stack = &interrupted.stack;
        let answer = self.wait(|number| {
            html! {
                p { strong { (stack) " is in progress. What happens to it?" } }
                div.does {
                    (choice(number, "watch", "Continue", ""))
                    (choice(number, "leave", "Stop watching; it continues in AWS", ""))
                    @if interrupted.undo.is_some() { (choice(number, "undo", "Roll back", "danger")) }
                }
            }
        });
        let chosen = match answer.as_deref() {
            Some("watch") => Choice::Watch,
            Some("undo") if interrupted.undo.is_some() => Choice::Undo,
            _ => Choice::Leave,
        };
        if chosen == Choice::Watch {
            self.interrupts.set(0);
        } else {
            self.choice.set(Some(chosen));
        }
        chosen
    }
}

/// A stack that was not deployed, in the words of the terminal.
pub(super) fn failed(stack: &str, failure: &Failure) -> Markup {
    written(|out| view::deploy::failure(out, stack, failure, view::Format::brief(WIDTH))).unwrap_or_default()
}
