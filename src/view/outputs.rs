//! Outputs of stacks, for people.

use super::{DIM, Format, YELLOW, count, is_news, write_table};
use crate::deploy::outputs::{Output, Outputs};
use std::io::{self, Write};

/// A table of the outputs; those that only other stacks import are counted, unless all are shown.
pub fn human(out: &mut dyn Write, stacks: &[Outputs], all: bool, format: Format) -> io::Result<()> {
    let is_shown = |output: &&Output| all || is_news(&output.name);
    let mut rows = Vec::new();
    for stack in stacks {
        for output in stack.outputs.iter().flatten().filter(is_shown) {
            let export = output.export.as_deref().unwrap_or("-").to_owned();
            rows.push([
                output.name.clone(),
                stack.stack.clone(),
                output.value.clone(),
                export,
            ]);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    write_table(out, ["OUTPUT", "STACK", "VALUE", "EXPORT"], rows, format)
}

/// How many outputs are hidden, because only other stacks import them.
pub fn hidden(err: &mut dyn Write, stacks: &[Outputs]) -> io::Result<()> {
    let outputs = stacks.iter().flat_map(|stack| stack.outputs.iter().flatten());
    let hidden = outputs.filter(|output| !is_news(&output.name)).count();
    if hidden == 0 {
        return Ok(());
    }
    let exports = count(hidden, "automatic export");
    writeln!(
        err,
        "{DIM}{exports} not shown; `sa-infra outputs --all` shows them{DIM:#}"
    )
}

/// The stacks without outputs.
pub fn absent<'a>(err: &mut dyn Write, stacks: impl IntoIterator<Item = &'a Outputs>) -> io::Result<()> {
    stacks.into_iter().try_for_each(|stack| {
        let Outputs { stack, region, .. } = stack;
        writeln!(err, "{YELLOW}not deployed{YELLOW:#}: {stack} in {region}")
    })
}
