//! The order among resources of a nested stack and of the stacks around it.

use super::family::Family;
use super::{each, find};
use crate::model::app::Stack;
use crate::model::finding::Finding;
use std::sync::Arc;

/// Turns dependencies on resources of other stacks into dependencies of nested stacks. Without a stack around both, there is no
/// order of resources.
pub(super) fn order(stacks: &mut [Stack], family: &Family, findings: &mut Vec<Finding>) {
    let mut found = Vec::new();
    each(stacks, &mut |stack| {
        found.extend(
            stack
                .outward
                .iter()
                .map(|outward| (stack.id.clone(), outward.clone())),
        );
    });
    for (here, outward) in found {
        let there = outward.target.stack.clone().unwrap_or_default();
        let mut around = family.outward(&here);
        let Some(common) = around.find(|outer| family.outward(&there).any(|id| id == *outer)) else {
            let reason = format!(
                "depends_on names {}, which is in another stack",
                outward.target.id
            );
            findings.push(Finding {
                subject: outward.id,
                origin: Some(outward.origin),
                ..Finding::error(
                    here.clone(),
                    reason,
                    "use one of its values, which also orders the stacks",
                )
            });
            continue;
        };
        // The resource, or the nested stack that contains it.
        let part = |stack, id: &Arc<str>| match family.towards(common, stack) {
            Some(nested) => family.members[nested].logical_id.clone(),
            None => id.clone(),
        };
        let (dependent, needed) = (part(&here, &outward.id), part(&there, &outward.target.id));
        let resources = find(stacks, common).map(|stack| &mut stack.template.resources);
        if let Some(resource) = resources.and_then(|resources| resources.get_mut(&dependent))
            && !resource.depends_on.contains(&needed)
        {
            resource.depends_on.push(needed);
        }
    }
}
