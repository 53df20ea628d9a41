//! The differences between two values in normal form.

use super::normal::{is_set, key, key_names};
use super::path::{Path, Step};
use super::{Change, normal};
use crate::model::json::{Fields, Json};
use std::collections::{BTreeMap, HashMap};

/// Members that name an element of a list.
const NAMES: [&str; 5] = ["Name", "Key", "Id", "Sid", "PolicyName"];

/// In lists with more unmatched elements than this, similar elements are not matched.
const MOST_ALIKE: usize = 64;

/// The differences below a member of a template or resource; the values are as written.
pub(super) fn compare(name: &str, before: Option<&Json>, after: Option<&Json>) -> Vec<Change> {
    let mut walk = Walk::default();
    if before != after {
        let (before, after) = (before.map(normal), after.map(normal));
        walk.down(Step::Key(name.to_owned()), before.as_ref(), after.as_ref());
    }
    walk.changes
}

/// The differences between the members of two objects, as written, each under its own name.
pub(super) fn compare_members(before: &Fields, after: &Fields) -> Vec<Change> {
    let mut walk = Walk::default();
    if before != after {
        walk.members(&normal::members(before), &normal::members(after));
    }
    walk.changes
}

#[derive(Default)]
struct Walk {
    path: Vec<Step>,
    changes: Vec<Change>,
}

impl Walk {
    fn down(&mut self, step: Step, before: Option<&Json>, after: Option<&Json>) {
        self.path.push(step);
        self.here(before, after);
        self.path.pop();
    }

    fn here(&mut self, before: Option<&Json>, after: Option<&Json>) {
        match (before, after) {
            (before, after) if before == after => {}
            (Some(Json::Map(before)), Some(Json::Map(after))) => self.members(before, after),
            (Some(Json::List(before)), Some(Json::List(after))) => self.lists(before, after),
            // The first tags, or the last, are handled like all others.
            (Some(Json::List(before)), None) if is_tags(before) => self.lists(before, &[]),
            (None, Some(Json::List(after))) if is_tags(after) => self.lists(&[], after),
            _ => self.differs(before, after),
        }
    }

    fn differs(&mut self, before: Option<&Json>, after: Option<&Json>) {
        self.changes.push(Change {
            path: Path(self.path.clone()),
            before: before.cloned(),
            after: after.cloned(),
        });
    }

    /// Both are sorted.
    fn members(&mut self, before: &Fields, after: &Fields) {
        let mut old = before.iter().peekable();
        let mut new = after.iter().peekable();
        loop {
            let name = match (old.peek(), new.peek()) {
                (Some((old, _)), Some((new, _))) => (*old).min(*new),
                (Some((name, _)), None) | (None, Some((name, _))) => *name,
                (None, None) => return,
            };
            let old = old.next_if(|(key, _)| *key == name).map(|(_, value)| value);
            let new = new.next_if(|(key, _)| *key == name).map(|(_, value)| value);
            self.down(Step::Key(name.to_owned()), old, new);
        }
    }

    fn lists(&mut self, before: &[Json], after: &[Json]) {
        let is_object = |item: &Json| item.as_map().is_some();
        match (key_names(before), key_names(after)) {
            (Some(old), Some(new)) if old == new => self.keyed(old, before, after),
            (Some(name), None) if after.is_empty() => self.keyed(name, before, after),
            (None, Some(name)) if before.is_empty() => self.keyed(name, before, after),
            _ if before.iter().chain(after).any(is_object) => self.elements(before, after),
            _ => self.differs(Some(&list(before)), Some(&list(after))),
        }
    }

    /// A set, by the names of its elements: their contents are compared.
    fn keyed(&mut self, name: &str, before: &[Json], after: &[Json]) {
        let named = |items: &[Json]| {
            let pairs = items
                .iter()
                .filter_map(|item| Some((item.get(name)?.as_text()?.to_owned(), item.clone())));
            pairs.collect::<BTreeMap<_, _>>()
        };
        let (before, after) = (named(before), named(after));
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        for name in after.keys().chain(gone) {
            let (old, new) = (before.get(name), after.get(name));
            let is_plain = |item: Option<&Json>| item.is_none_or(|item| item.get("Value").is_some());
            let step = Step::Item(name.clone());
            if is_plain(old) && is_plain(new) {
                let value = |item: &Json| item.get("Value").cloned();
                self.down(step, old.and_then(value).as_ref(), new.and_then(value).as_ref());
            } else {
                self.down(step, old, new);
            }
        }
    }

    /// Statements, rules, containers: equal elements are matched wherever they are. Of the rest, elements with the
    /// same name or similar contents are compared, and all others are added or removed.
    fn elements(&mut self, before: &[Json], after: &[Json]) {
        let (mut gone, mut come) = unmatched(before, after);
        if gone.is_empty() && come.is_empty() {
            // Only the order differs, and it matters.
            return self.differs(Some(&list(before)), Some(&list(after)));
        }
        let is_set = matches!(self.path.last(), Some(Step::Key(name)) if is_set(name));
        let step = |index: usize, item: &Json| match name_of(item) {
            Some(name) => Step::Item(name.to_owned()),
            None if is_set => Step::Any,
            None => Step::Index(index),
        };
        let mut pairs = pairs_by(&mut gone, &mut come, |old, new| {
            name_of(old).is_some_and(|name| name_of(new) == Some(name))
        });
        if gone.len().max(come.len()) <= MOST_ALIKE {
            pairs.extend(pairs_by(&mut gone, &mut come, alike));
        }
        pairs.sort_by_key(|(_, (index, _))| *index);
        for ((_, old), (index, new)) in pairs {
            let step = step(index, new);
            if step == Step::Any {
                // Only the whole element identifies it.
                self.path.push(step);
                self.differs(Some(old), Some(new));
                self.path.pop();
            } else {
                self.down(step, Some(old), Some(new));
            }
        }
        for (index, old) in gone {
            self.down(step(index, old), Some(old), None);
        }
        for (index, new) in come {
            self.down(step(index, new), None, Some(new));
        }
    }
}

fn is_tags(items: &[Json]) -> bool {
    key_names(items) == Some("Key")
}

fn list(items: &[Json]) -> Json {
    Json::List(items.to_vec())
}

type Placed<'a> = (usize, &'a Json);

/// The elements that are in only one list.
fn unmatched<'a>(before: &'a [Json], after: &'a [Json]) -> (Vec<Placed<'a>>, Vec<Placed<'a>>) {
    let mut open = HashMap::<String, Vec<usize>>::new();
    for (index, item) in before.iter().enumerate().rev() {
        open.entry(key(item)).or_default().push(index);
    }
    let mut come = Vec::new();
    for placed in after.iter().enumerate() {
        if open.get_mut(&key(placed.1)).and_then(Vec::pop).is_none() {
            come.push(placed);
        }
    }
    let mut gone = open.into_values().flatten().collect::<Vec<_>>();
    gone.sort_unstable();
    let gone = gone
        .into_iter()
        .filter_map(|index| Some((index, before.get(index)?)));
    (gone.collect(), come)
}

/// Removes matching pairs of elements.
fn pairs_by<'a>(
    gone: &mut Vec<Placed<'a>>,
    come: &mut Vec<Placed<'a>>,
    belong: impl Fn(&Json, &Json) -> bool,
) -> Vec<(Placed<'a>, Placed<'a>)> {
    let mut pairs = Vec::new();
    come.retain(|new| {
        let found = gone.iter().position(|old| belong(old.1, new.1));
        found.map(|at| pairs.push((gone.remove(at), *new))).is_none()
    });
    pairs
}

fn name_of(item: &Json) -> Option<&str> {
    NAMES.iter().find_map(|name| item.get(name)?.as_text())
}

/// Whether two objects have most of their members in common; never if their names differ.
fn alike(before: &Json, after: &Json) -> bool {
    let (Some(before), Some(after)) = (before.as_map(), after.as_map()) else {
        return false;
    };
    let equal = before
        .iter()
        .filter(|(name, value)| after.get(name) == Some(*value));
    let named = |fields: &Fields| {
        NAMES
            .iter()
            .any(|name| fields.get(name).is_some_and(|name| name.as_text().is_some()))
    };
    !named(before) && !named(after) && equal.count() * 2 >= before.len().max(after.len())
}
