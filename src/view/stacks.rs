//! The stacks of an app: `ls`.

use super::{DIM, Format, write_table};
use crate::synth::Artifact;
use serde::Serialize;
use std::io::{self, Write};

/// A stack as programs read it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    /// The id of the stack.
    id: &'a str,
    /// The name CloudFormation knows it by.
    name: &'a str,
    /// The account it belongs to; `None` is that of the credentials.
    account: Option<&'a str>,
    /// Its region; `None` is the default region of your AWS configuration.
    region: Option<&'a str>,
    /// The ids of the stacks that it needs.
    dependencies: Vec<&'a str>,
    /// The number of resources.
    resources: usize,
}

impl<'a> From<&'a Artifact> for Row<'a> {
    fn from(stack: &'a Artifact) -> Self {
        Self {
            id: &stack.id,
            name: &stack.name,
            account: stack.account.as_deref(),
            region: stack.region.as_deref(),
            dependencies: stack.dependencies.iter().map(|id| &**id).collect(),
            resources: stack.whole().resources.len(),
        }
    }
}

/// One id per line, in deployment order.
pub fn short(out: &mut dyn Write, stacks: &[&Artifact]) -> io::Result<()> {
    stacks.iter().try_for_each(|stack| writeln!(out, "{}", stack.id))
}

/// A table.
pub fn long(out: &mut dyn Write, stacks: &[&Artifact], format: Format) -> io::Result<()> {
    let rows = stacks.iter().copied().map(Row::from).map(|row| {
        let dependencies = if row.dependencies.is_empty() {
            "-".into()
        } else {
            row.dependencies.join(", ")
        };
        let region = row.region.unwrap_or("-").to_owned();
        [
            row.id.to_owned(),
            row.name.to_owned(),
            region,
            row.resources.to_string(),
            dependencies,
        ]
    });
    let header = ["STACK", "CLOUDFORMATION NAME", "REGION", "RESOURCES", "NEEDS"];
    write_table(out, header, rows.collect(), format)
}

/// The stacks as JSON.
pub fn json(out: &mut dyn Write, stacks: &[&Artifact]) -> io::Result<()> {
    super::json(out, &stacks.iter().copied().map(Row::from).collect::<Vec<_>>())
}

/// The stacks that `--all` does not include.
pub fn not_included(err: &mut dyn Write, stacks: &str, verb: &str) -> io::Result<()> {
    let them = if stacks.contains(", ") { "them" } else { "it" };
    writeln!(
        err,
        "{DIM}not included: {stacks} (name {them} to {verb} {them}){DIM:#}"
    )
}
