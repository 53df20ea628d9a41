//! The diff as JSON.

use crate::deploy::adoption::Adoption;
use crate::deploy::diff::Compared;
use crate::deploy::ui::Setting;
use crate::diff::{
    Access, Action, Cause, Change, Collision, Diff, Direction, Effect, Network, Path, Replacement,
    ResourceChange, Summary, Term, Weight,
};
use crate::model::json::Json;
use serde::Serialize;
use std::io::{self, Write};

/// The changes of a stack. Values are in normal form: numbers and booleans as strings, joined strings as one `Fn::Join`, sets
/// sorted, secrets as `(hidden)`. The steps of a path are separated by slashes; `*` is an element of a set.
#[derive(Serialize)]
struct Stack<'a> {
    /// The id of the stack.
    #[serde(rename = "stack")]
    id: &'a str,
    /// The name CloudFormation knows it by.
    name: &'a str,
    /// Whether the stack is new.
    new: bool,
    /// Whether anything differs.
    differs: bool,
    /// Whether a change broadens access or network.
    broadens: bool,
    /// The number of changes.
    summary: Summary,
    /// Changes to access.
    access: Vec<Grant<'a>>,
    /// Changes to the network.
    network: Vec<Opening<'a>>,
    /// Changed resources.
    resources: Vec<Resource<'a>>,
    /// Changes outside of resources.
    others: Vec<Difference<'a>>,
    /// Existing buckets to import.
    #[serde(rename = "imports")]
    adopts: &'a [Adoption],
    settings: &'a [Setting],
}

#[derive(Serialize)]
pub(super) struct Grant<'a> {
    /// `added` or `removed`.
    change: &'static str,
    /// Whether it broadens access; if that cannot be known, `broader`.
    weight: Weight,
    /// The effect of the statement.
    effect: Effect,
    /// Who is allowed or denied.
    principal: Phrase<'a>,
    /// The actions.
    actions: Vec<Phrase<'a>>,
    /// The resources.
    resources: Vec<Phrase<'a>>,
    /// The condition.
    condition: Option<&'a Json>,
}

/// A value, or `{"except": [..]}`.
#[derive(Serialize)]
#[serde(untagged)]
enum Phrase<'a> {
    Is(&'a Json),
    Not { except: &'a Json },
}

#[derive(Serialize)]
pub(super) struct Opening<'a> {
    /// `added` or `removed`.
    change: &'static str,
    /// Whether it opens the network; if that cannot be known, `broader`.
    weight: Weight,
    /// The resource.
    resource: &'a Json,
    /// The direction of the traffic.
    direction: Direction,
    /// The protocol and the ports.
    traffic: &'a str,
    /// The other side: addresses or a security group.
    peer: Option<&'a Json>,
}

#[derive(Serialize)]
struct Resource<'a> {
    /// The logical id.
    id: &'a str,
    /// The construct path; `null` if it is not known.
    path: Option<&'a str>,
    /// The resource type.
    #[serde(rename = "type")]
    kind: &'a str,
    /// Whether the resource is added, removed or changed.
    action: Action,
    /// Whether the change replaces the resource.
    replacement: Replacement,
    /// Why it is replaced.
    #[serde(rename = "reasons")]
    because: Vec<Reason<'a>>,
    /// The policy that retains the old resource.
    #[serde(rename = "retained")]
    kept: Option<&'a str>,
    /// A name that is still taken when the new resource is created.
    collision: Option<Taken<'a>>,
    /// The changed properties.
    changes: Vec<Difference<'a>>,
}

#[derive(Serialize)]
struct Reason<'a> {
    /// The property.
    path: &'a Path,
    /// Whether its change replaces the resource.
    replacement: Replacement,
    /// The replaced resource that it refers to.
    follows: Option<&'a str>,
}

#[derive(Serialize)]
struct Taken<'a> {
    /// The name.
    name: &'a str,
    /// The logical id of the resource that has the name.
    with: Option<&'a str>,
}

#[derive(Serialize)]
struct Difference<'a> {
    /// The path.
    path: &'a Path,
    /// The value before.
    before: Option<&'a Json>,
    /// The value afterwards.
    after: Option<&'a Json>,
}

/// A list, with one element for each stack.
pub fn json(out: &mut dyn Write, stacks: &[Compared]) -> io::Result<()> {
    crate::view::json(out, &stacks.iter().map(stack).collect::<Vec<_>>())
}

fn stack(compared: &Compared) -> Stack<'_> {
    let diff = &compared.diff;
    Stack {
        id: &compared.stack,
        name: &compared.name,
        new: compared.is_new,
        differs: compared.differs(),
        broadens: diff.broadens(),
        summary: diff.summary(),
        access: diff.access.iter().map(grant).collect(),
        network: diff.network.iter().map(opening).collect(),
        resources: diff
            .resources
            .iter()
            .map(|change| resource(diff, change))
            .collect(),
        others: diff.others.iter().map(difference).collect(),
        adopts: &compared.adopts,
        settings: &compared.settings,
    }
}

fn word(added: bool) -> &'static str {
    if added { "added" } else { "removed" }
}

pub(super) fn grant(access: &Access) -> Grant<'_> {
    Grant {
        change: word(access.added),
        weight: access.weight,
        effect: access.grant.effect,
        principal: phrase(&access.grant.who),
        actions: access.grant.actions.iter().map(phrase).collect(),
        resources: access.grant.on.iter().map(phrase).collect(),
        condition: access.grant.condition.as_ref(),
    }
}

fn phrase(term: &Term) -> Phrase<'_> {
    if term.except {
        Phrase::Not { except: &term.value }
    } else {
        Phrase::Is(&term.value)
    }
}

pub(super) fn opening(network: &Network) -> Opening<'_> {
    Opening {
        change: word(network.added),
        weight: network.weight,
        resource: &network.what,
        direction: network.direction,
        traffic: &network.traffic,
        peer: network.peer.as_ref(),
    }
}

fn resource<'a>(diff: &'a Diff, change: &'a ResourceChange) -> Resource<'a> {
    Resource {
        id: &change.id,
        path: diff.paths.get(&change.id).map(String::as_str),
        kind: &change.kind,
        action: change.action,
        replacement: change.replacement,
        because: change.because.iter().map(reason).collect(),
        kept: change.kept.as_deref(),
        collision: change.collision.as_ref().map(taken),
        changes: change.changes.iter().map(difference).collect(),
    }
}

fn reason(cause: &Cause) -> Reason<'_> {
    Reason {
        path: &cause.path,
        replacement: cause.replacement,
        follows: cause.follows.as_deref(),
    }
}

fn taken(collision: &Collision) -> Taken<'_> {
    Taken {
        name: &collision.name,
        with: collision.with.as_deref(),
    }
}

fn difference(change: &Change) -> Difference<'_> {
    Difference {
        path: &change.path,
        before: change.before.as_ref(),
        after: change.after.as_ref(),
    }
}
