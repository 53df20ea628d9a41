//! Nested stacks: what crosses their borders, and their templates as assets of the stack that is deployed.
//!
//! 1. `borders` turns references into parameters and outputs. The names are those of the CDK.
//! 2. `references` then exports and imports what crosses from one deployed stack to another.
//! 3. `seal` writes the final templates into the assets, from the inside out.

mod borders;
mod family;
mod order;
mod seal;
#[cfg(test)]
mod tests;

use crate::model::app::Stack;
use crate::model::finding::Finding;
use crate::model::template::Nested;
use std::sync::Arc;

pub(super) use borders::resolve;
pub(super) use seal::seal;

/// The stack with this id, at any depth.
fn find<'s>(stacks: &'s mut [Stack], id: &str) -> Option<&'s mut Stack> {
    for stack in stacks {
        if *stack.id == *id {
            return Some(stack);
        }
        if let Some(found) = find(&mut stack.nested, id) {
            return Some(found);
        }
    }
    None
}

/// What is wrong with a nested stack as such, at the line that created it.
fn problem(stack: &Stack, reason: String, fix: &str) -> Finding {
    Finding {
        origin: stack.nesting.as_ref().map(|nesting| nesting.origin),
        ..Finding::error(stack.id.clone(), reason, fix)
    }
}

/// The templates of the stacks nested in this one.
pub(super) fn templates(stack: &mut Stack) -> Vec<Nested> {
    let nested = std::mem::take(&mut stack.nested);
    let nested = nested.into_iter().filter_map(|mut child| {
        Some(Nested {
            logical_id: child.nesting.as_ref()?.logical_id.clone(),
            id: child.id.clone(),
            nested: templates(&mut child),
            template: child.template,
        })
    });
    nested.collect()
}

/// Calls `look` on every stack of a tree, parents first.
pub(super) fn each<'s>(stacks: &'s [Stack], look: &mut impl FnMut(&'s Stack)) {
    for stack in stacks {
        look(stack);
        each(&stack.nested, look);
    }
}

/// The logical id of a nested stack in its parent.
fn logical_id(stack: &Stack) -> Arc<str> {
    let nesting = stack.nesting.as_ref();
    nesting
        .map(|nesting| nesting.logical_id.clone())
        .unwrap_or_default()
}
