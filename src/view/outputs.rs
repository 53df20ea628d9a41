//! Outputs of stacks, for people.

use super::{YELLOW, table};
use crate::deploy::outputs::Outputs;
use std::io::{self, Write};

/// A table of everything there is.
pub fn human(out: &mut dyn Write, stacks: &[Outputs]) -> io::Result<()> {
    let mut rows = Vec::new();
    for stack in stacks {
        for output in stack.outputs.iter().flatten() {
            let export = output.export.as_deref().unwrap_or("-").to_owned();
            rows.push([
                stack.stack.clone(),
                output.name.clone(),
                output.value.clone(),
                export,
            ]);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let table = table(["STACK", "OUTPUT", "VALUE", "EXPORT"], rows);
    table
        .lines()
        .try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

/// The stacks of which there is nothing.
pub fn absent<'a>(err: &mut dyn Write, stacks: impl IntoIterator<Item = &'a Outputs>) -> io::Result<()> {
    stacks.into_iter().try_for_each(|stack| {
        let Outputs { stack, region, .. } = stack;
        writeln!(err, "{YELLOW}not deployed{YELLOW:#}: {stack} in {region}")
    })
}
