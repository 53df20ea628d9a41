//! Who can reach what: rules of security groups, and the switches that make something public, compared as sets.

mod rule;
mod switch;
#[cfg(test)]
mod tests;

use super::Weight;
use crate::model::json::Json;
use crate::model::template::Template;

/// One row of what is open, or no longer.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Whether the new template says it; otherwise only the old one does.
    pub added: bool,
    /// What that means.
    pub weight: Weight,
    /// The security group, subnet or bucket.
    pub what: Json,
    /// Which way.
    pub direction: Direction,
    /// `all traffic`, `tcp 443`, or the switch.
    pub traffic: String,
    /// Where from or where to; `None` for a switch.
    pub peer: Option<Json>,
}

/// The direction of the traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the peer.
    In,
    /// To the peer.
    Out,
    /// From anywhere, by a switch.
    Public,
}

/// What one template opens and the other does not, broadening first.
pub(super) fn between(before: &Template, after: &Template) -> Vec<Network> {
    let mut rows = rule::between(before, after);
    rows.extend(switch::between(before, after));
    let key = |row: &Network| {
        let peer = row.peer.as_ref().map(super::normal::key);
        (
            row.weight,
            super::normal::key(&row.what),
            row.added,
            row.direction,
            row.traffic.clone(),
            peer,
        )
    };
    rows.sort_by_cached_key(key);
    rows
}
