//! The state of the stacks, for people.

use super::prose::prose;
use super::{BOLD, DIM, Format, GREEN, RED, YELLOW, count, is_news, link};
use crate::deploy::status::{Code, Condition, Paused, State, Status};
use crate::view::style::{Style, line};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// A block of lines for each stack.
pub fn human(out: &mut dyn Write, stacks: &[Status], format: Format) -> io::Result<()> {
    let accounts = stacks.iter().map(|stack| &stack.account).collect::<BTreeSet<_>>();
    let has_several = accounts.len() > 1;
    stacks.iter().try_for_each(|stack| {
        // The account says something where it is not the same for all.
        let account = stack.account.as_deref().filter(|_| has_several);
        let place = account.map(|account| format!("{account} {}", stack.region));
        one(out, stack, place.as_deref().unwrap_or(&stack.region), format)
    })
}

fn one(out: &mut dyn Write, stack: &Status, place: &str, format: Format) -> io::Result<()> {
    let Status { stack: id, .. } = stack;
    let Some(state) = &stack.deployed else {
        writeln!(out, "{BOLD}{id}{BOLD:#}  {DIM}not deployed in {place}{DIM:#}")?;
        return detail(out, &format!("run `sa-infra deploy {id}` to create it"), format);
    };
    let style = style(state.condition);
    let words = words(&state.status);
    let name = link::to_stack(Some(&state.arn), id, format);
    let status = if id.len() + words.len() + state.status.len() + 4 <= format.width {
        format!("  {DIM}{}{DIM:#}", state.status)
    } else {
        String::new()
    };
    writeln!(out, "{BOLD}{name}{BOLD:#}  {style}{words}{style:#}{status}")?;
    code(out, id, state.code, format)?;
    let mut facts = vec![place.to_owned(), format!("changed {}", format.time(state.since))];
    facts.push(count(state.outputs.len(), "output"));
    if state.termination_protection {
        facts.push("termination protection".to_owned());
    }
    facts.extend(drift(state, format));
    detail(out, &facts.join(", "), format)?;
    if *id != stack.name {
        writeln!(out, "  {DIM}name:{DIM:#} {}", stack.name)?;
    }
    for nested in &state.nested {
        let style = self::style(nested.condition);
        let (name, words) = (
            link::to_stack(Some(&nested.arn), &nested.stack, format),
            self::words(&nested.status),
        );
        let resources = count(nested.resources, "resource");
        writeln!(
            out,
            "  {DIM}nested:{DIM:#} {name}  {style}{words}{style:#}, {resources}"
        )?;
    }
    for output in state.outputs.iter().filter(|output| is_news(&output.name)) {
        if output.name.len() + output.value.len() + 5 <= format.width {
            writeln!(out, "  {DIM}{}{DIM:#} = {}", output.name, output.value)?;
        } else {
            writeln!(out, "  {DIM}{}{DIM:#} =\n    {}", output.name, output.value)?;
        }
    }
    if !state.paused.is_empty() {
        let paused = state.paused.iter().map(|Paused { schedule, until }| match until {
            Some(until) => format!("{schedule} until {}", format.time(*until)),
            None => schedule.clone(),
        });
        let paused = paused.collect::<Vec<_>>().join(", ");
        writeln!(out, "  {YELLOW}paused{YELLOW:#}: {paused}")?;
    }
    for alarm in &state.alarms {
        let since = alarm.since.map(|at| format!(" since {}", format.time(at)));
        let (name, since) = (&alarm.name, since.unwrap_or_default());
        let words = alarm.description.as_deref().unwrap_or("no description");
        writeln!(out, "  {RED}alarm{RED:#}: {name}{since}: {words}")?;
    }
    if !state.turned_off.is_empty() {
        writeln!(
            out,
            "  {YELLOW}off since a destroy that did not finish{YELLOW:#}: {}; `sa-infra deploy {id}` turns them on again",
            state.turned_off.join(", ")
        )?;
    }
    if !state.imported_log_groups.is_empty() && state.condition != Condition::Busy {
        writeln!(
            out,
            "  {YELLOW}imported log groups not set{YELLOW:#}: {}; `sa-infra deploy {id}` sets their retention and tags",
            state.imported_log_groups.join(", ")
        )?;
    }
    for export in &state.carried {
        writeln!(out, "  {YELLOW}retained export{YELLOW:#}: {export}")?;
    }
    if state.to_give_back && state.condition != Condition::Busy {
        writeln!(
            out,
            "  {YELLOW}interrupted{YELLOW:#}: run `sa-infra watch {id}` to restore the live parameters that a deployment overwrote"
        )?;
    }
    failure(out, state)?;
    if state.condition == Condition::Stuck {
        writeln!(out, "  {DIM}fix:{DIM:#} run `sa-infra recover {id}`")?;
    }
    Ok(())
}

/// Whether the app's template is deployed.
fn code(out: &mut dyn Write, id: &str, code: Code, format: Format) -> io::Result<()> {
    match code {
        Code::UpToDate => writeln!(out, "  {GREEN}up to date{GREEN:#}"),
        Code::Unknown => Ok(()),
        Code::Differs { resources, others } => {
            let counts = super::diff::counts(resources, others);
            let text = format!("differs from the code: {counts}; `sa-infra diff {id}` shows what");
            prose(&text, format.width.saturating_sub(2))
                .iter()
                .try_for_each(|line| writeln!(out, "  {YELLOW}{line}{YELLOW:#}"))
        }
    }
}

/// A line below the heading, wrapped.
fn detail(out: &mut dyn Write, text: &str, format: Format) -> io::Result<()> {
    prose(text, format.width.saturating_sub(2))
        .iter()
        .try_for_each(|line| writeln!(out, "  {line}"))
}

fn failure(out: &mut dyn Write, state: &State) -> io::Result<()> {
    match &state.last_failure {
        Some(failure) => {
            let reason = failure.reason.as_deref().unwrap_or("no reason is given");
            let (logical_id, kind) = (&failure.logical_id, &failure.resource_type);
            writeln!(
                out,
                "  {RED}failed{RED:#}: {logical_id} ({kind}): {}",
                line(reason.trim())
            )
        }
        None => state.reason.as_ref().map_or(Ok(()), |reason| {
            writeln!(out, "  {DIM}reason:{DIM:#} {}", line(reason.trim()))
        }),
    }
}

fn drift(state: &State, format: Format) -> Option<String> {
    let when = state
        .drift_checked
        .map(|at| format!(", checked {}", format.time(at)));
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
        "IMPORT_COMPLETE" => "deployed, import complete",
        "CREATE_IN_PROGRESS" => "is being created",
        "UPDATE_IN_PROGRESS" => "is being updated",
        "IMPORT_IN_PROGRESS" => "is importing existing resources",
        "DELETE_IN_PROGRESS" => "is being deleted",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" => "updated; replaced resources are being deleted",
        "ROLLBACK_IN_PROGRESS" => "creation failed; its resources are being deleted",
        "UPDATE_ROLLBACK_IN_PROGRESS" => "update failed; is being rolled back",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" => {
            "rolled back; resources of the failed update are being deleted"
        }
        "IMPORT_ROLLBACK_IN_PROGRESS" => "import failed; is being rolled back",
        "UPDATE_ROLLBACK_COMPLETE" => "deployed; the last update failed and was rolled back",
        "IMPORT_ROLLBACK_COMPLETE" => "deployed; the last import failed and was rolled back",
        "REVIEW_IN_PROGRESS" => "not deployed; a change set is waiting",
        "CREATE_FAILED" => "creation failed, without a rollback",
        "ROLLBACK_COMPLETE" => "creation failed; must be deleted before the next attempt",
        "ROLLBACK_FAILED" => "creation failed, and some resources could not be deleted",
        "UPDATE_FAILED" => "update failed, without a rollback",
        "UPDATE_ROLLBACK_FAILED" => "update failed, and so did its rollback",
        "IMPORT_ROLLBACK_FAILED" => "import failed, and so did its rollback",
        "DELETE_FAILED" => "deletion failed; some resources still exist",
        "DELETE_COMPLETE" => "deleted",
        other if other.ends_with("_IN_PROGRESS") => "an operation that this version does not know is running",
        _ => "in a state that this version does not know",
    }
}
