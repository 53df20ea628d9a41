//! Whether a change broadens access to existing resources, or only gives new resources what they need.

use super::{Access, Action, Diff, Network, Term, Weight};
use crate::model::json::{Call, Json};

impl Diff {
    /// Whether more access to existing resources is granted. Access to new resources does not count, unless it is
    /// open to everyone.
    pub fn broadens_existing(&self) -> bool {
        let access = self.access.iter().filter(|row| row.weight == Weight::Broader);
        let mut network = self.network.iter().filter(|row| row.weight == Weight::Broader);
        access.into_iter().any(|row| !self.is_new_access(row)) || network.any(|row| !self.is_new_network(row))
    }

    /// Whether the principal is new, or is outside the stack and all resources that it may use are new.
    pub fn is_new_access(&self, row: &Access) -> bool {
        if !row.added {
            return false;
        }
        let who = &row.grant.who;
        let named = ids(&who.value);
        if !named.is_empty() {
            return named.iter().all(|id| self.is_new(id));
        }
        let is_service = |term: &Term| {
            !term.except
                && term
                    .value
                    .as_text()
                    .is_some_and(|name| name.contains(".amazonaws.com"))
        };
        let on = row
            .grant
            .on
            .iter()
            .map(|term| ids(&term.value))
            .collect::<Vec<_>>();
        let all_new = !on.is_empty()
            && on
                .iter()
                .all(|ids| !ids.is_empty() && ids.iter().all(|id| self.is_new(id)));
        is_service(who) && all_new
    }

    fn is_new_network(&self, row: &Network) -> bool {
        let named = ids(&row.what);
        row.added && !named.is_empty() && named.iter().all(|id| self.is_new(id))
    }

    fn is_new(&self, id: &str) -> bool {
        let mut resources = self.resources.iter();
        resources.any(|change| change.action == Action::Add && *change.id == *id)
    }
}

/// The resources of the stack that a value refers to.
fn ids(value: &Json) -> Vec<String> {
    let mut ids = Vec::new();
    value.visit_calls(&mut |call| {
        if let Call::Ref(target) | Call::GetAtt(target, _) = call
            && !target.id.starts_with("AWS::")
        {
            ids.push(target.id.to_string());
        }
    });
    ids
}
