//! Findings that a program accepts, with its reason.

use crate::model::app::Stack;
use crate::model::finding::{Finding, Severity};

/// Removes the accepted findings, and adds a warning for every entry that matches none.
pub(super) fn remove(stacks: &[Stack], findings: &mut Vec<Finding>) {
    for stack in stacks {
        for entry in &stack.accepted {
            let before = findings.len();
            findings.retain(|finding| {
                let is_here = finding.stack == stack.id && finding.subject == entry.resource;
                let below = finding.path.strip_prefix(&*entry.path);
                let is_below = below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                !(is_here && is_below && finding.rule == entry.rule)
            });
            if findings.len() == before {
                let reason = format!(
                    "nothing to accept: no finding of {} at {}",
                    entry.rule, entry.path
                );
                findings.push(Finding {
                    severity: Severity::Warning,
                    subject: entry.resource.clone(),
                    origin: Some(entry.origin),
                    rule: "unused-acceptance",
                    ..Finding::error(stack.id.clone(), reason, "remove the acceptance")
                });
            }
        }
    }
}
