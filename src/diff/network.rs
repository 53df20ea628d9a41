//! The network: rules of security groups, and the properties that make something public, compared as sets.

mod rule;
mod switch;
#[cfg(test)]
mod tests;

use super::Weight;
use crate::model::json::Json;
use crate::model::template::Template;

/// An opening that is added or removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Whether it is in the new template; otherwise it is only in the old one.
    pub added: bool,
    /// Its effect on security.
    pub weight: Weight,
    /// The security group, subnet or bucket.
    pub what: Json,
    /// The direction.
    pub direction: Direction,
    /// `all traffic`, `tcp 443`, or the property.
    pub traffic: String,
    /// The source or the destination; `None` for a property.
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
    /// From anywhere, because of a property.
    Public,
}

/// The openings that only one template contains, broadening ones first.
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
