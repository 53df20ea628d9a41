//! A user who records events and answers from a script.

use sa_infra::deploy::ui::{Choice, Event, Interrupted, Question, Ui, Unasked};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The user's answer to every question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    #[default]
    Yes,
    /// No.
    No,
    /// None: there is no terminal.
    Absent,
    /// Ctrl-C.
    Interrupt,
    /// Yes to the first question, no to all others.
    Once,
    /// None, but `--yes` is given: it abandons no resource.
    Flags,
}

/// The user.
#[derive(Default)]
pub struct Person {
    /// The answer.
    pub answer: Cell<Answer>,
    /// The choice for the operation in progress when the person interrupts.
    pub choice: Cell<Choice>,
    /// The question about it.
    pub chose: RefCell<Vec<Interrupted>>,
    /// The number of interrupts.
    pub interrupts: Rc<Cell<u32>>,
    /// The event at which the user interrupts, by its type.
    pub interrupts_at: Cell<Option<&'static str>>,
    /// The events, in order.
    pub told: RefCell<Vec<Event>>,
    /// The questions.
    pub asked: RefCell<Vec<Question>>,
    /// An action of the user before the first answer.
    pub before: RefCell<Option<Box<dyn FnOnce()>>>,
}

impl Person {
    /// All events, as they would be printed.
    pub fn text(&self) -> String {
        let told = self.told.borrow();
        told.iter()
            .map(|event| serde_json::to_string(event).unwrap() + "\n")
            .collect()
    }
}

impl Ui for Person {
    fn tell(&self, event: Event) {
        let kind = serde_json::to_value(&event).unwrap()["type"].clone();
        if self.interrupts_at.get().is_some_and(|at| kind == at) {
            self.interrupts.set(self.interrupts.get() + 1);
        }
        self.told.borrow_mut().push(event);
    }

    fn choose(&self, interrupted: &Interrupted) -> Choice {
        self.chose.borrow_mut().push(interrupted.clone());
        self.choice.get()
    }

    fn ask(&self, question: &Question) -> Result<bool, Unasked> {
        self.asked.borrow_mut().push(question.clone());
        if let Some(before) = self.before.take() {
            before();
        }
        match self.answer.get() {
            Answer::Yes => Ok(true),
            Answer::Flags if !matches!(question, Question::Abandon { .. } | Question::Acknowledge { .. }) => {
                Ok(true)
            }
            Answer::Once => Ok(self.asked.borrow().len() == 1),
            Answer::No => Ok(false),
            Answer::Interrupt => {
                self.interrupts.set(self.interrupts.get() + 1);
                Ok(false)
            }
            Answer::Absent | Answer::Flags => Err(Unasked {
                question: format!("{question:?}"),
                flag: "--yes",
            }),
        }
    }
}
