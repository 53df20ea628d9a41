//! Groups single grants: those that differ only in the action become one row, then those that differ only in the
//! resource.

use super::{Access, Grant, Single, Term};
use crate::diff::Weight;
use crate::diff::normal::key;
use std::collections::BTreeMap;

/// The rows, broadening ones first, removed before added, in an order that depends only on the values.
pub(super) fn rows<'a>(grants: impl Iterator<Item = (bool, Weight, &'a Single)>) -> Vec<Access> {
    let mut by_action = BTreeMap::<_, Access>::new();
    for (added, weight, single) in grants {
        let head = head(added, weight, single);
        let row = by_action
            .entry((head, text(&single.on)))
            .or_insert_with(|| Access {
                added,
                weight,
                grant: Grant {
                    effect: single.effect,
                    who: single.who.clone(),
                    actions: Vec::new(),
                    on: vec![single.on.clone()],
                    condition: single.condition.clone(),
                },
            });
        row.grant.actions.push(single.action.clone());
    }
    let mut by_resource = BTreeMap::<_, Access>::new();
    for ((head, _), mut row) in by_action {
        row.grant.actions.sort_by_cached_key(text);
        let actions = row.grant.actions.iter().map(text).collect::<Vec<_>>();
        if let Some(known) = by_resource.get_mut(&(head.clone(), actions.clone())) {
            known.grant.on.extend(row.grant.on);
        } else {
            by_resource.insert((head, actions), row);
        }
    }
    by_resource.into_values().collect()
}

type Head = (Weight, String, bool, super::Effect, String);

/// The common part of a row's actions and resources, in the order of display.
fn head(added: bool, weight: Weight, single: &Single) -> Head {
    let condition = single.condition.as_ref().map(key).unwrap_or_default();
    (weight, text(&single.who), added, single.effect, condition)
}

fn text(term: &Term) -> String {
    format!("{}{}", term.except, key(&term.value))
}
