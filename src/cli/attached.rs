//! The common part of `watch`, `cancel` and `recover`: one stack, the user who watches it, and the outcome.

use super::terminal_ui::{Answers, TerminalUi, watched};
use super::{
    Context, Failure as CliFailure, aws, deploy,
    selection::{STACK, one},
};
use crate::cloud::SdkCloud;
use crate::deploy::attach::Attach;
use crate::deploy::deployment::Failure;
use crate::deploy::ui::Outcome;
use std::cell::Cell;

/// The stack, and how to reach AWS.
#[derive(Debug, clap::Args)]
pub(super) struct Target {
    #[arg(value_name = "STACK", help = STACK)]
    stack: String,
    #[command(flatten)]
    aws: aws::Aws,
}

/// Attaches to the stack, and returns the result of its operation.
pub(super) fn run(
    target: &Target,
    answers: Answers,
    context: &mut Context<'_>,
    work: impl AsyncFnOnce(&Attach<'_, SdkCloud>) -> Result<Outcome, Failure>,
) -> Result<(), CliFailure> {
    let assembly = target.aws.synth(context, std::slice::from_ref(&target.stack))?;
    let stack = one(&assembly, &target.stack)?;
    let result = target.aws.run(async |clouds| {
        let interrupts = Cell::new(0);
        let ui = TerminalUi::new(context, answers, &interrupts);
        let attach = Attach::new(clouds, stack, &ui, &interrupts)?;
        Ok(watched(&interrupts, &ui, Box::pin(work(&attach))).await)
    })?;
    deploy::outcome(vec![(stack.id.clone(), result)], context)
}
