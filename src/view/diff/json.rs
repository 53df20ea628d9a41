//! The diff as JSON.

use crate::deploy::adoption::Adoption;
use crate::deploy::diff::Compared;
use crate::diff::{
    Access, Action, Cause, Change, Collision, Diff, Direction, Effect, Network, Path, Replacement,
    ResourceChange, Summary, Term, Weight,
};
use crate::model::json::Json;
use serde::Serialize;
use std::io::{self, Write};

/// One stack. Values are in normal form: numbers and booleans as text, text that is put together as one `Fn::Join`, sets
/// in an order of their own, secrets as `(hidden)`. Paths are steps parted by slashes, `*` for an element of a set.
#[derive(Serialize)]
struct Stack<'a> {
    #[serde(rename = "stack")]
    id: &'a str,
    name: &'a str,
    new: bool,
    differs: bool,
    broadens: bool,
    summary: Summary,
    access: Vec<Grant<'a>>,
    network: Vec<Opening<'a>>,
    resources: Vec<Resource<'a>>,
    others: Vec<Difference<'a>>,
    adopts: &'a [Adoption],
}

#[derive(Serialize)]
struct Grant<'a> {
    change: &'static str,
    weight: Weight,
    effect: Effect,
    principal: Phrase<'a>,
    actions: Vec<Phrase<'a>>,
    resources: Vec<Phrase<'a>>,
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
struct Opening<'a> {
    change: &'static str,
    weight: Weight,
    resource: &'a Json,
    direction: Direction,
    traffic: &'a str,
    peer: Option<&'a Json>,
}

#[derive(Serialize)]
struct Resource<'a> {
    id: &'a str,
    /// The construct path.
    path: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'a str,
    action: Action,
    replacement: Replacement,
    because: Vec<Reason<'a>>,
    /// The policy by which the old one is kept.
    kept: Option<&'a str>,
    collision: Option<Taken<'a>>,
    changes: Vec<Difference<'a>>,
}

#[derive(Serialize)]
struct Reason<'a> {
    path: &'a Path,
    replacement: Replacement,
    follows: Option<&'a str>,
}

#[derive(Serialize)]
struct Taken<'a> {
    name: &'a str,
    with: Option<&'a str>,
}

#[derive(Serialize)]
struct Difference<'a> {
    path: &'a Path,
    before: Option<&'a Json>,
    after: Option<&'a Json>,
}

/// A list, one element a stack.
pub fn json(out: &mut dyn Write, stacks: &[Compared]) -> io::Result<()> {
    crate::view::json(out, &stacks.iter().map(stack).collect::<Vec<_>>())
}

#[derive(Serialize)]
struct AccessLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    stack: &'a str,
    broadens: bool,
    access: Vec<Grant<'a>>,
    network: Vec<Opening<'a>>,
}

/// What a deployment opens, as one line.
pub fn access_line(out: &mut dyn Write, stack: &str, diff: &Diff) -> io::Result<()> {
    let line = AccessLine {
        kind: "access",
        stack,
        broadens: diff.broadens(),
        access: diff.access.iter().map(grant).collect(),
        network: diff.network.iter().map(opening).collect(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}

#[derive(Serialize)]
struct PlanLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    stack: Stack<'a>,
}

/// What differs before the first of several stacks is deployed, as one line.
pub fn plan_line(out: &mut dyn Write, compared: &Compared) -> io::Result<()> {
    let line = PlanLine {
        kind: "plan",
        stack: stack(compared),
    };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}

fn stack(compared: &Compared) -> Stack<'_> {
    let diff = &compared.diff;
    Stack {
        id: &compared.stack,
        name: &compared.name,
        new: compared.is_new,
        differs: !diff.is_empty(),
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
    }
}

fn word(added: bool) -> &'static str {
    if added { "added" } else { "removed" }
}

fn grant(access: &Access) -> Grant<'_> {
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

fn opening(network: &Network) -> Opening<'_> {
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
