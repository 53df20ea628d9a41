//! `cancel`: cancels the running operation of a stack, as far as CloudFormation allows it.

use super::attach::Attach;
use super::change_set_cleanup::{discard_ours, discard_shell};
use super::deployment::Failure;
use super::recover::Remedy;
use super::ui::{Outcome, Question};
use crate::cloud::cloudformation::{CloudFormation, Deletion, Stack, StackStatus};
use crate::cloud::{Cloud, Kind};
use crate::local::token;

/// How often the stack is read again because its state changed during a question.
const ROUNDS: u32 = 3;

/// Cancels the operation in progress on a stack, and watches until the stack is restored.
pub async fn cancel<C: Cloud>(attach: &Attach<'_, C>) -> Result<Outcome, Failure> {
    for _ in 0..ROUNDS {
        let Some(stack) = attach.look().await? else {
            attach.note("no operation is running, it is not deployed");
            return Ok(Outcome::Absent);
        };
        match &stack.status {
            StackStatus::UpdateInProgress => {
                if let Some(outcome) = update(attach, &stack).await? {
                    return Ok(outcome);
                }
            }
            StackStatus::CreateInProgress => return creation(attach, &stack).await,
            // It is rolling back already, perhaps because of an earlier cancellation.
            StackStatus::RollbackInProgress
            | StackStatus::UpdateRollbackInProgress
            | StackStatus::UpdateRollbackCompleteCleanupInProgress
            | StackStatus::ImportRollbackInProgress => {
                attach.note("the operation failed or was cancelled, and is being rolled back");
                let stack = attach.follow(&stack).await?;
                return conclude(attach, &stack).await;
            }
            status if status.is_in_progress() => {
                return Err(Failure::Unstoppable(status.to_string()));
            }
            _ => return idle(attach, &stack).await,
        }
    }
    Err(Failure::Unstoppable(StackStatus::UpdateInProgress.to_string()))
}

/// `None` when the update had ended before CloudFormation received the request.
async fn update<C: Cloud>(attach: &Attach<'_, C>, stack: &Stack) -> Result<Option<Outcome>, Failure> {
    agree(attach, Remedy::CancelUpdate)?;
    let events = attach.news(stack).await?;
    let api = attach.cloud.cloudformation();
    match api.cancel_update_stack(&stack.arn, &token::fresh()).await {
        Err(error) if error.kind == Kind::Validation => return Ok(None),
        result => result?,
    }
    attach.begun(None, true);
    let stack = attach.to_the_end(stack, events).await?;
    conclude(attach, &stack).await.map(Some)
}

/// The creation of a stack cannot be cancelled: deletes the stack instead.
async fn creation<C: Cloud>(attach: &Attach<'_, C>, stack: &Stack) -> Result<Outcome, Failure> {
    if let Some(protected) = attach.protected(stack) {
        return Err(protected);
    }
    agree(attach, Remedy::DeleteHalf)?;
    let events = attach.news(stack).await?;
    let deletion = Deletion {
        stack: stack.arn.clone(),
        retain: Vec::new(),
        force: false,
        role_arn: None,
        token: token::fresh(),
    };
    attach.cloud.cloudformation().delete_stack(&deletion).await?;
    attach.begun(None, false);
    let stack = attach.to_the_end(stack, events).await?;
    conclude(attach, &stack).await
}

/// No operation is in progress, but a change set of ours may be left that will not be executed.
async fn idle<C: Cloud>(attach: &Attach<'_, C>, stack: &Stack) -> Result<Outcome, Failure> {
    attach.settle(stack).await?;
    let sets = attach.cloud.cloudformation().list_change_sets(&stack.arn).await?;
    let ours = sets.iter().filter(|set| token::is_ours(&set.name)).count();
    if ours == 0 {
        attach.note(format!("no operation is running, it is {}", stack.status));
        return Ok(Outcome::Unchanged);
    }
    let is_shell = stack.status == StackStatus::ReviewInProgress && ours == sets.len();
    agree(attach, Remedy::Discard { ours, is_shell })?;
    discard_ours(&attach.cloud, &stack.arn).await?;
    discard_shell(&attach.cloud, &stack.arn).await?;
    let outcome = if is_shell {
        Outcome::Deleted
    } else {
        Outcome::Unchanged
    };
    Ok(attach.done(outcome, stack))
}

/// The outcome: rolled back, deleted, or finished before it could be cancelled.
async fn conclude<C: Cloud>(attach: &Attach<'_, C>, stack: &Stack) -> Result<Outcome, Failure> {
    match stack.status {
        StackStatus::DeleteComplete => Ok(attach.done(Outcome::Deleted, stack)),
        StackStatus::UpdateRollbackComplete | StackStatus::ImportRollbackComplete => {
            Ok(attach.done(Outcome::Restored, stack))
        }
        ref status if status.is_success() => {
            attach.done(Outcome::Updated, stack);
            Err(Failure::Late)
        }
        _ => Err(attach.failed(stack).await?),
    }
}

fn agree<C: Cloud>(attach: &Attach<'_, C>, remedy: Remedy) -> Result<(), Failure> {
    let stack = attach.artifact.id.to_string();
    attach.asks(&Question::Mend { stack, remedy })
}
