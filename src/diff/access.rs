//! Access: every statement of every policy in a template, split into single grants, and compared as sets.
//!
//! It does not matter which policy contains a statement: one that moves from an inline policy of a role to a managed
//! policy of the same role grants the same.

mod collect;
mod cover;
mod group;
mod holders;
mod source;
mod statement;
#[cfg(test)]
mod tests;

use super::Weight;
use crate::model::json::{Call, Json};
use crate::model::template::Template;
use collect::collect;
use cover::covers;
use std::collections::{BTreeMap, HashMap};

/// A grant that is added or removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// Whether it is in the new template; otherwise it is only in the old one.
    pub added: bool,
    /// Its effect on security.
    pub weight: Weight,
    /// The grant.
    pub grant: Grant,
}

/// A grant, combined from all statements that contain it.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// Whether it allows, denies or limits.
    pub effect: Effect,
    /// The role, user, group, service or account.
    pub who: Term,
    /// The actions, as `service:Action`, or the managed policy.
    pub actions: Vec<Term>,
    /// The resources.
    pub on: Vec<Term>,
    /// The conditions of the statement.
    pub condition: Option<Json>,
}

/// What a grant does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Allows the actions.
    Allow,
    /// Denies the actions, whatever else allows them.
    Deny,
    /// Allows all that a managed policy outside the template allows.
    Attach,
    /// Limits the permissions to those of a managed policy.
    Boundary,
    /// Builds the code that runs later from a repository.
    Build,
}

/// A principal, action or resource of a grant.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Everything except this.
    pub except: bool,
    /// The value in normal form; a list if `except` is set.
    pub value: Json,
}

/// A grant of one action on one resource.
#[derive(Clone, Debug)]
struct Single {
    effect: Effect,
    who: Term,
    action: Term,
    on: Term,
    condition: Option<Json>,
}

impl Term {
    fn of(value: Json) -> Self {
        Self { except: false, value }
    }
}

/// All grants in the policies of a template.
pub fn grants(template: &Template) -> Vec<Grant> {
    let all = between(&Template::default(), template).into_iter();
    all.map(|access| access.grant)
        .filter(|grant| grant.effect != Effect::Build)
        .collect()
}

/// The grants that only one template contains, broadening ones first.
pub(super) fn between(before: &Template, after: &Template) -> Vec<Access> {
    let (old, new) = (Grants::of(before), Grants::of(after));
    let added = new.without(&old).map(|grant| {
        let weight = match grant.effect {
            Effect::Allow | Effect::Attach | Effect::Build | Effect::Deny if old.cover(grant) => {
                Weight::Neutral
            }
            Effect::Allow | Effect::Attach | Effect::Build => Weight::Broader,
            // Another boundary may be a wider one.
            Effect::Boundary if old.has_boundary(&grant.who) => Weight::Broader,
            Effect::Deny | Effect::Boundary => Weight::Narrower,
        };
        (true, weight, grant)
    });
    let removed = old.without(&new).map(|grant| {
        let is_gone = |term: &Term| gone(&term.value, before, after);
        let weight = match grant.effect {
            _ if new.cover(grant) => Weight::Neutral,
            Effect::Allow | Effect::Attach | Effect::Build => Weight::Narrower,
            // A removed resource needs no protection.
            Effect::Deny | Effect::Boundary if is_gone(&grant.who) || is_gone(&grant.on) => Weight::Neutral,
            Effect::Boundary if new.has_boundary(&grant.who) => Weight::Neutral,
            Effect::Deny | Effect::Boundary => Weight::Broader,
        };
        (false, weight, grant)
    });
    group::rows(added.chain(removed))
}

/// Whether a value refers to a resource that leaves the stack.
fn gone(value: &Json, before: &Template, after: &Template) -> bool {
    let mut gone = false;
    value.visit_calls(&mut |call| {
        if let Call::Ref(target) | Call::GetAtt(target, _) = call {
            gone |= before.resources.contains_key(&target.id) && !after.resources.contains_key(&target.id);
        }
    });
    gone
}

/// The grants of one template, without duplicates.
struct Grants {
    all: BTreeMap<String, Single>,
    /// The keys of the grants by principal, action and resource, each of which is empty for a pattern. A grant that
    /// covers another one has the same terms or empty ones, so few must be compared.
    by_terms: HashMap<[String; 3], Vec<String>>,
}

impl Grants {
    fn of(template: &Template) -> Self {
        let mut grants = Self {
            all: BTreeMap::new(),
            by_terms: HashMap::new(),
        };
        for single in collect(template) {
            let key = single.key();
            if !grants.all.contains_key(&key) {
                let place = single.terms().map(place);
                grants.by_terms.entry(place).or_default().push(key.clone());
                grants.all.insert(key, single);
            }
        }
        grants
    }

    fn without<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a Single> {
        let all = self.all.iter();
        all.filter(|(key, _)| !other.all.contains_key(*key))
            .map(|(_, single)| single)
    }

    /// Whether one of these grants covers it.
    fn cover(&self, grant: &Single) -> bool {
        let words = grant.terms().map(place);
        let places = (0..8).map(|under: usize| {
            let mut place = words.clone();
            let patterns = place
                .iter_mut()
                .enumerate()
                .filter(|(at, _)| under >> at & 1 == 1);
            patterns.for_each(|(_, word)| word.clear());
            place
        });
        let places = places.collect::<std::collections::HashSet<_>>();
        let candidates = places
            .iter()
            .filter_map(|place| self.by_terms.get(place))
            .flatten();
        let mut candidates = candidates.filter_map(|key| self.all.get(key));
        candidates.any(|single| covers(single, grant))
    }

    fn has_boundary(&self, who: &Term) -> bool {
        let mut all = self.all.values();
        all.any(|single| single.effect == Effect::Boundary && single.who == *who)
    }
}

/// The key of a term: empty for a pattern and for an exception. Case does not matter in actions; elsewhere, ignoring
/// it only finds too many.
fn place(term: &Term) -> String {
    let text = super::normal::key(&term.value);
    let is_pattern = term.except || text.contains(['*', '?']);
    if is_pattern {
        String::new()
    } else {
        text.to_lowercase()
    }
}

impl Single {
    fn terms(&self) -> [&Term; 3] {
        [&self.who, &self.action, &self.on]
    }

    /// Equal for equal grants.
    fn key(&self) -> String {
        let terms = self
            .terms()
            .map(|term| format!("{}{}", term.except, super::normal::key(&term.value)));
        let condition = self.condition.as_ref().map(super::normal::key);
        format!("{:?} {terms:?} {condition:?}", self.effect)
    }
}
