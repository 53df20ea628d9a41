//! Stuck stacks: why they are stuck, their resources, and the question before each step.

use super::status::words;
use super::{BOLD, DIM, GREEN, RED, count, indented};
use crate::deploy::recover::{Explanation, Leave, Remains, Remedy};
use crate::deploy::root_cause::{Cause, Failure};
use std::io::{self, Write};

/// Why a stack is stuck.
pub(super) fn explained(
    out: &mut dyn Write,
    stack: &str,
    status: &str,
    why: &Explanation,
    width: usize,
) -> io::Result<()> {
    writeln!(out, "{BOLD}{stack}{BOLD:#}: {RED}{status}{RED:#}")?;
    indented(out, 2, words(status), width)?;
    failed(out, "what failed:", &why.began, width)?;
    failed(out, "what prevents the rollback:", &why.undoing, width)?;
    if !why.remains.is_empty() {
        writeln!(out, "  existing resources:")?;
    }
    why.remains.iter().try_for_each(|remains| row(out, remains))
}

fn failed(out: &mut dyn Write, what: &str, cause: &Cause, width: usize) -> io::Result<()> {
    if !cause.failures.is_empty() {
        writeln!(out, "  {what}")?;
    }
    for failure in &cause.failures {
        let Failure { id, kind, reason, .. } = failure;
        writeln!(out, "    {RED}{id}{RED:#} {DIM}{kind}{DIM:#}")?;
        indented(out, 6, reason, width)?;
        if let Some(action) = &failure.missing_permission {
            indented(
                out,
                6,
                &format!("allow {action} for the identity that recovers it"),
                width,
            )?;
        }
    }
    Ok(())
}

fn row(out: &mut dyn Write, remains: &Remains) -> io::Result<()> {
    let Remains {
        id,
        kind,
        name,
        stays,
    } = remains;
    let name = name.as_deref().unwrap_or(id);
    let (style, sign, fate) = if *stays {
        (GREEN, '=', ", kept as the template says")
    } else {
        (RED, '-', "")
    };
    writeln!(
        out,
        "    {style}{sign}{style:#} {id} {DIM}{kind} {name}{DIM:#}{fate}"
    )
}

/// The question for a suggested recovery.
pub(super) fn question(stack: &str, remedy: &Remedy) -> String {
    match remedy {
        Remedy::CancelUpdate => format!("cancel the update of {stack} and roll it back?"),
        Remedy::DeleteHalf => format!("{stack} is being created. Delete it with what was created?"),
        Remedy::Discard { ours, is_shell } => {
            let sets = count(*ours, "change set");
            let shell = if *is_shell { ", and the empty stack" } else { "" };
            format!("delete {sets} of {stack} that were not executed{shell}?")
        }
        Remedy::RollBack => format!("roll {stack} back to its state before the update?"),
        Remedy::Continue(leave) => {
            format!("continue the rollback of {stack}{}?", left(leave))
        }
        Remedy::Delete(leave) => format!("delete {stack}{}?", left(leave)),
    }
}

fn left(leave: &Leave) -> String {
    match leave {
        Leave::Nothing => String::new(),
        Leave::These(ids) => format!(", skipping {}", ids.join(", ")),
        Leave::Whatever => ", skipping whatever fails again".to_owned(),
    }
}

/// Whether to skip resources that cannot be rolled back or deleted.
pub(super) fn abandon(stack: &str, ids: &[String], deletes: bool) -> String {
    let ids = ids.join(", ");
    if deletes {
        format!(
            "cannot delete {ids}. Delete {stack} and leave this behind, so that it belongs to no stack and may cost money?"
        )
    } else {
        format!(
            "cannot roll back {ids}. Skip this, to be fixed by hand, and continue with the rest of {stack}?"
        )
    }
}
