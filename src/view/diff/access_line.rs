//! What a deployment opens, as one line of JSON.

use super::json::{Grant, Opening, grant, opening};
use crate::diff::Diff;
use serde::Serialize;
use std::io::{self, Write};

/// Changes to access and network, which may need approval.
#[derive(Serialize)]
struct AccessLine<'a> {
    /// `access`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The stack.
    stack: &'a str,
    /// Whether a change broadens access or network.
    broadens: bool,
    /// Changes to access.
    access: Vec<Grant<'a>>,
    /// Changes to the network.
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
    crate::view::json_line(out, &line)
}
