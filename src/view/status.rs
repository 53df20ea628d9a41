//! How the stacks are, for people.

use super::events::time;
use super::{BOLD, DIM, GREEN, RED, YELLOW, count, is_news};
use crate::deploy::status::{Condition, State, Status};
use anstyle::Style;
use std::io::{self, Write};

/// A block of lines for each stack.
pub fn human(out: &mut dyn Write, stacks: &[Status]) -> io::Result<()> {
    stacks.iter().try_for_each(|stack| one(out, stack))
}

fn one(out: &mut dyn Write, stack: &Status) -> io::Result<()> {
    let Status {
        stack: id, region, ..
    } = stack;
    let Some(state) = &stack.deployed else {
        return writeln!(out, "{BOLD}{id}{BOLD:#}  {DIM}not deployed in {region}{DIM:#}");
    };
    let style = style(state.condition);
    let words = words(&state.status);
    writeln!(
        out,
        "{BOLD}{id}{BOLD:#}  {style}{words}{style:#}  {DIM}{}{DIM:#}",
        state.status
    )?;
    let mut facts = vec![region.clone(), format!("since {}", time(state.since))];
    facts.push(count(state.outputs.len(), "output"));
    if state.termination_protection {
        facts.push("termination protection".to_owned());
    }
    facts.extend(drift(state));
    writeln!(out, "  {}", facts.join(", "))?;
    if *id != stack.name {
        writeln!(out, "  {DIM}name:{DIM:#} {}", stack.name)?;
    }
    for output in state.outputs.iter().filter(|output| is_news(&output.name)) {
        writeln!(out, "  {DIM}{}{DIM:#} = {}", output.name, output.value)?;
    }
    if !state.paused.is_empty() {
        writeln!(out, "  {YELLOW}paused{YELLOW:#}: {}", state.paused.join(", "))?;
    }
    if !state.turned_off.is_empty() {
        writeln!(
            out,
            "  {YELLOW}off since a destroy that did not finish{YELLOW:#}: {}; `sa-infra deploy {id}` turns them on again",
            state.turned_off.join(", ")
        )?;
    }
    for export in &state.carried {
        writeln!(out, "  {YELLOW}kept for others{YELLOW:#}: the export {export}")?;
    }
    if state.to_give_back && state.condition != Condition::Busy {
        writeln!(
            out,
            "  {YELLOW}cut short{YELLOW:#}: `sa-infra watch {id}` gives back what a deployment wrote over"
        )?;
    }
    failure(out, state)?;
    if state.condition == Condition::Stuck {
        writeln!(out, "  {DIM}fix:{DIM:#} `sa-infra recover {id}`")?;
    }
    Ok(())
}

fn failure(out: &mut dyn Write, state: &State) -> io::Result<()> {
    match &state.last_failure {
        Some(failure) => {
            let reason = failure.reason.as_deref().unwrap_or("no reason is given");
            let (logical_id, kind) = (&failure.logical_id, &failure.resource_type);
            writeln!(
                out,
                "  {RED}failed{RED:#}: {logical_id} ({kind}): {}",
                reason.trim()
            )
        }
        None => state.reason.as_ref().map_or(Ok(()), |reason| {
            writeln!(out, "  {DIM}reason:{DIM:#} {}", reason.trim())
        }),
    }
}

fn drift(state: &State) -> Option<String> {
    let when = state.drift_checked.map(|at| format!(" at {}", time(at)));
    let word = match &*state.drift {
        "NOT_CHECKED" => return None,
        "IN_SYNC" => "no drift",
        "DRIFTED" => "DRIFTED",
        _ => "drift unknown",
    };
    Some(word.to_owned() + &when.unwrap_or_default())
}

fn style(condition: Condition) -> Style {
    match condition {
        Condition::Good => GREEN,
        Condition::Stuck => RED,
        Condition::Busy | Condition::RolledBack | Condition::Unknown => YELLOW,
        Condition::Review | Condition::Gone => DIM,
    }
}

/// A status of CloudFormation in words.
pub fn words(status: &str) -> &'static str {
    match status {
        "CREATE_COMPLETE" => "deployed",
        "UPDATE_COMPLETE" => "deployed and updated",
        "IMPORT_COMPLETE" => "deployed, the import is done",
        "CREATE_IN_PROGRESS" => "is being created",
        "UPDATE_IN_PROGRESS" => "is being updated",
        "IMPORT_IN_PROGRESS" => "takes over existing resources",
        "DELETE_IN_PROGRESS" => "is being deleted",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" => "updated; what was replaced is being deleted",
        "ROLLBACK_IN_PROGRESS" => "could not be created; what there is of it is being deleted",
        "UPDATE_ROLLBACK_IN_PROGRESS" => "could not be updated; is being put back to what it was",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" => {
            "is what it was; what the update created is being deleted"
        }
        "IMPORT_ROLLBACK_IN_PROGRESS" => "could not take over resources; is being put back to what it was",
        "UPDATE_ROLLBACK_COMPLETE" => "deployed; the last update failed and was rolled back",
        "IMPORT_ROLLBACK_COMPLETE" => "deployed; the last import failed and was rolled back",
        "REVIEW_IN_PROGRESS" => "not deployed; a change set waits for approval",
        "CREATE_FAILED" => "could not be created, and was left as it is",
        "ROLLBACK_COMPLETE" => "could not be created; must be deleted before the next attempt",
        "ROLLBACK_FAILED" => "could not be created, and not all of it could be deleted again",
        "UPDATE_FAILED" => "could not be updated, and was left as it is",
        "UPDATE_ROLLBACK_FAILED" => "could not be updated, nor put back to what it was",
        "IMPORT_ROLLBACK_FAILED" => "could not take over resources, nor be put back to what it was",
        "DELETE_FAILED" => "could not be deleted completely",
        "DELETE_COMPLETE" => "deleted",
        other if other.ends_with("_IN_PROGRESS") => "something is under way that is not known here",
        _ => "in a state that is not known here",
    }
}
