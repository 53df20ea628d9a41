//! Differences that name resources by their construct paths, where the template knows them.

use crate::diff::{Access, Cause, Change, Collision, Diff, Network, ResourceChange, Term};
use crate::model::json::{Call, Fields, Json, Target};
use std::sync::Arc;

/// The same differences, with construct paths in place of logical IDs; the IDs of the resources themselves stay.
pub(super) fn named(diff: &Diff) -> Diff {
    let names = Names(diff);
    Diff {
        access: diff.access.iter().map(|row| names.access(row)).collect(),
        network: diff.network.iter().map(|row| names.network(row)).collect(),
        resources: diff
            .resources
            .iter()
            .map(|change| names.resource(change))
            .collect(),
        others: diff.others.iter().map(|change| names.change(change)).collect(),
        paths: diff.paths.clone(),
    }
}

struct Names<'a>(&'a Diff);

impl Names<'_> {
    fn id(&self, id: &Arc<str>) -> Arc<str> {
        self.0.name(id).into()
    }

    fn target(&self, target: &Target) -> Target {
        Target {
            stack: target.stack.clone(),
            id: self.id(&target.id),
        }
    }

    fn json(&self, value: &Json) -> Json {
        match value {
            Json::List(items) => Json::List(items.iter().map(|item| self.json(item)).collect()),
            Json::Map(fields) => {
                let mut named = Fields::with_capacity(fields.len());
                for (name, value) in fields.iter() {
                    named.insert(name.to_owned(), self.json(value));
                }
                Json::Map(named)
            }
            Json::Call(call) => Json::Call(Box::new(match &**call {
                Call::Ref(target) => Call::Ref(self.target(target)),
                Call::GetAtt(target, attribute) => Call::GetAtt(self.target(target), attribute.clone()),
                Call::Function(name, argument) => Call::Function(name.clone(), self.json(argument)),
            })),
            other => other.clone(),
        }
    }

    fn term(&self, term: &Term) -> Term {
        Term {
            except: term.except,
            value: self.json(&term.value),
        }
    }

    fn access(&self, row: &Access) -> Access {
        let mut named = row.clone();
        named.grant.who = self.term(&row.grant.who);
        named.grant.on = row.grant.on.iter().map(|term| self.term(term)).collect();
        named.grant.actions = row.grant.actions.iter().map(|term| self.term(term)).collect();
        named.grant.condition = row.grant.condition.as_ref().map(|condition| self.json(condition));
        named
    }

    fn network(&self, row: &Network) -> Network {
        Network {
            what: self.json(&row.what),
            peer: row.peer.as_ref().map(|peer| self.json(peer)),
            ..row.clone()
        }
    }

    fn resource(&self, change: &ResourceChange) -> ResourceChange {
        let cause = |cause: &Cause| Cause {
            follows: cause.follows.as_ref().map(|id| self.id(id)),
            ..cause.clone()
        };
        let collision = |collision: &Collision| Collision {
            name: collision.name.clone(),
            with: collision.with.as_ref().map(|id| self.id(id)),
        };
        ResourceChange {
            because: change.because.iter().map(cause).collect(),
            collision: change.collision.as_ref().map(collision),
            changes: change.changes.iter().map(|change| self.change(change)).collect(),
            ..change.clone()
        }
    }

    fn change(&self, change: &Change) -> Change {
        Change {
            path: change.path.clone(),
            before: change.before.as_ref().map(|value| self.json(value)),
            after: change.after.as_ref().map(|value| self.json(value)),
        }
    }
}
