//! `deploy`: from an assembly to running stacks. Nothing in AWS is changed before approval, and live parameters
//! are kept, whatever the outcome.

mod change_set;
mod change_set_findings;
mod exports;
mod failure;
mod guard;
mod inherited;
mod keeping;
mod options;
pub(super) mod outgoing;
mod pinned_images;
mod plan;
mod prune;
mod running_tasks;
mod secrets;
mod stack;
pub(super) mod stack_settings;
mod state;

use crate::cloud::Clouds;
use crate::deploy::ui::{Outcome, Question, Ui};
use crate::deploy::work_graph;
use crate::synth::Artifact;
use std::cell::Cell;
use std::sync::Arc;

use stack::Notes;

pub(super) use exports::not_exported;
pub use failure::Failure;
pub use guard::Stop;
pub use options::{Approval, OnFailure, Options};

/// The context of a deployment.
pub struct Deployment<'a, C> {
    /// Access to AWS.
    pub clouds: &'a C,
    /// All stacks of the app.
    pub all: &'a [Artifact],
    /// The options.
    pub options: &'a Options,
    /// The user interface.
    pub ui: &'a dyn Ui,
    /// The number of interrupts.
    pub interrupts: &'a Cell<u32>,
}

/// The result of each stack, in deployment order.
pub type Results = Vec<(Arc<str>, Result<Outcome, Failure>)>;

impl<C> Deployment<'_, C> {
    /// Asks a question; every answer but yes is a failure.
    fn asks(&self, question: &Question) -> Result<(), Failure> {
        let agreed = self.ui.ask(question)?;
        // Ctrl-C at the question counts as no answer.
        self.goes_on()?;
        if agreed { Ok(()) } else { Err(Failure::Declined) }
    }

    /// Stops if the user has interrupted.
    fn goes_on(&self) -> Result<(), Failure> {
        if self.interrupts.get() > 0 {
            return Err(Failure::Interrupted);
        }
        Ok(())
    }
}

impl<C: Clouds> Deployment<'_, C> {
    /// Deploys the stacks, each as soon as its dependencies are done. Once the consumers are deployed, removes the
    /// retained exports that they no longer import.
    pub async fn deploy(&self, stacks: &[&Artifact]) -> Results {
        let plan = if self.options.plan_first {
            match self.plan(stacks).await {
                Ok(plan) => plan,
                Err((id, failure)) => return vec![(id, Err(failure))],
            }
        } else {
            plan::Plan::new()
        };
        // A consumer cannot start before the stack is done.
        let is_needed = |stack: &Artifact| stacks.iter().any(|other| work_graph::needs(other, stack));
        let detaches = |stack: &Artifact| self.options.detach && !is_needed(stack);
        let blocked = |needed: &&Artifact, failure: &Failure| Failure::Waiting {
            needed: needed.id.to_string(),
            stopped: failure.is_stopped(),
        };
        let notes = Notes::default();
        let done = work_graph::each(
            stacks,
            self.options.concurrency,
            |stack, other| work_graph::needs(stack, other),
            blocked,
            async |stack| stack::deploy(self, stack, detaches(stack), plan.get(&stack.id), &notes).await,
        );
        let done = done.await;
        let deployed = stacks.iter().zip(&done).filter(|(_, done)| done.is_ok());
        let deployed = deployed.map(|(stack, _)| *stack).collect::<Vec<_>>();
        let mut results = Results::new();
        for (stack, done) in stacks.iter().zip(done) {
            let result = match done {
                Ok(done) => self.prune(stack, &done, &deployed).await.map(|()| done.outcome),
                Err(failure) => Err(failure),
            };
            results.push((stack.id.clone(), result));
        }
        results
    }
}
