//! Why an operation failed, for people.

use crate::deploy::root_cause::owner::Owner;
use crate::deploy::root_cause::{Cause, Failure};
use crate::facts::{self, ResourceType};
use crate::view::style::line;
use crate::view::{DIM, RED};
use std::io::{self, Write};

/// The resources that failed first, and those cancelled as a consequence.
pub(super) fn cause(err: &mut dyn Write, cause: &Cause) -> io::Result<()> {
    for failed in &cause.failures {
        writeln!(
            err,
            "  {RED}{}{RED:#} {} {}: {}",
            failed.status,
            failed.kind,
            failed.id,
            line(&failed.reason)
        )?;
        for detail in &failed.details {
            writeln!(err, "    {}", line(detail))?;
        }
    }
    if !cause.cancelled.is_empty() {
        let cancelled = cause.cancelled.join(", ");
        writeln!(
            err,
            "  {DIM}cancelled because of this failure; may fail the next time: {cancelled}{DIM:#}"
        )?;
    }
    Ok(())
}

/// The suggested fix for the cause, if AWS's message contains it.
pub(super) fn remedy(cause: &Cause) -> Option<String> {
    let failed = |failed: &Failure| {
        if let Some(action) = &failed.missing_permission {
            let on = failed.on.as_ref().map(|on| format!(" on {on}"));
            let who = "the role or user named above";
            return Some(format!("allow {action}{} to {who}", on.unwrap_or_default()));
        }
        let exists = failed.code.as_deref() == Some("AlreadyExists");
        let is_foreign = failed.owner.as_ref().is_none_or(Owner::is_foreign);
        exists.then(|| {
            if is_foreign {
                format!(
                    "choose another `namespace`, or another name for {}: what another stack owns must stay as it is",
                    failed.id
                )
            } else {
                let import = facts::resource_type(&failed.kind).and_then(ResourceType::import_by);
                let import = import.map(|by| {
                    let by = by.join(" and ");
                    format!(", import it (CloudFormation imports {} by {by})", failed.kind)
                });
                format!(
                    "rename {}{}, or delete the existing resource with this name",
                    failed.id,
                    import.unwrap_or_default()
                )
            }
        })
    };
    cause.failures.iter().find_map(failed)
}
