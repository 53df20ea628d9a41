//! The property changes that replace a resource, according to AWS's schemas. Their paths are `A/*/B`, and a change of
//! anything at or below one counts.

use super::Change;
use super::path::Step;
use crate::facts::{Path, resource_type};
use crate::model::json::{Fields, Json};

/// Whether the change replaces the resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Replacement {
    /// It is changed in place.
    #[default]
    Never,
    /// AWS decides, depending on circumstances outside the template; also for an unknown type.
    Maybe,
    /// A new resource is created, and the old one deleted.
    Always,
}

/// Whether this change of a resource's properties (the path begins with `Properties`) replaces it.
pub(super) fn of_change(kind: &str, change: &Change) -> Replacement {
    let Some((Step::Key(first), path)) = change.path.0.split_first() else {
        return Replacement::Never;
    };
    if first != "Properties" {
        return Replacement::Never;
    }
    let Some(facts) = resource_type(kind) else {
        return Replacement::Maybe;
    };
    let touched = |facts: &[Path]| facts.iter().any(|fact| touches(fact, path, change));
    if touched(&facts.create_only) {
        Replacement::Always
    } else if touched(&facts.conditional_create_only) {
        Replacement::Maybe
    } else {
        Replacement::Never
    }
}

/// The property paths of a type that cannot change in place, always or in some cases.
pub(super) fn paths(kind: &str) -> impl Iterator<Item = &'static str> {
    let facts = resource_type(kind).into_iter();
    facts.flat_map(|facts| {
        facts
            .create_only
            .iter()
            .chain(&facts.conditional_create_only)
            .map(AsRef::as_ref)
    })
}

fn touches(fact: &str, path: &[Step], change: &Change) -> bool {
    let mut path = path.iter();
    let mut fact = fact.split('/');
    loop {
        match (fact.next(), path.next()) {
            (None, _) => return true,
            (Some("*"), Some(_)) => {}
            (Some(name), Some(Step::Key(key) | Step::Item(key))) if name == key => {}
            (Some(_), Some(_)) => return false,
            // The changed value is larger: what matters is whether the value at this path differs.
            (Some(name), None) => {
                let rest = std::iter::once(name).chain(fact).collect::<Vec<_>>();
                let within = |side: &Option<Json>| {
                    side.as_ref()
                        .map_or_else(Vec::new, |json| at(json, &rest).into_iter().cloned().collect())
                };
                let (before, after): (Vec<_>, Vec<_>) = (within(&change.before), within(&change.after));
                return before != after;
            }
        }
    }
}

/// The values at a path of the schema. A function on the path may contain anything, and is itself the result.
pub(super) fn at<'a>(json: &'a Json, path: &[&str]) -> Vec<&'a Json> {
    let Some((step, rest)) = path.split_first() else {
        return vec![json];
    };
    match (json, *step) {
        (Json::Call(_), _) => vec![json],
        (Json::List(items), _) => items.iter().flat_map(|item| at(item, rest)).collect(),
        (Json::Map(fields), "*") => fields.iter().flat_map(|(_, value)| at(value, rest)).collect(),
        (Json::Map(fields), name) => member(fields, name, rest),
        _ => Vec::new(),
    }
}

/// The values at a path that begins in these members.
pub(super) fn member<'a>(fields: &'a Fields, name: &str, rest: &[&str]) -> Vec<&'a Json> {
    fields.get(name).map_or_else(Vec::new, |value| at(value, rest))
}
