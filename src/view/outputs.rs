//! Outputs of stacks, for people.

use super::{DIM, Format, YELLOW, count, is_news, write_table};
use crate::deploy::outputs::{Output, Outputs};
use std::io::{self, Write};

/// A table of the outputs; those that only other stacks import are counted, unless all are shown.
pub fn human(out: &mut dyn Write, stacks: &[Outputs], all: bool, format: Format) -> io::Result<()> {
    let mut rows = Vec::new();
    for stack in stacks {
        let outputs = stack.outputs.iter().flatten();
        for output in outputs.filter(|output| all || is_meant_for_people(stack, output)) {
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

/// Whether a person wrote the output. Those that a nested stack has for the stacks around it have no description.
fn is_meant_for_people(stack: &Outputs, output: &Output) -> bool {
    is_news(&output.name) && (!stack.is_nested || output.description.is_some())
}

/// How many outputs are hidden, because only other stacks import them.
pub fn hidden(err: &mut dyn Write, stacks: &[Outputs]) -> io::Result<()> {
    let hidden = |stack: &Outputs| {
        let outputs = stack.outputs.iter().flatten();
        outputs
            .filter(|output| !is_meant_for_people(stack, output))
            .count()
    };
    let number = stacks.iter().map(hidden).sum();
    if number == 0 {
        return Ok(());
    }
    let is_nested = stacks.iter().any(|stack| stack.is_nested && hidden(stack) > 0);
    let exports = count(
        number,
        if is_nested {
            "automatic output"
        } else {
            "automatic export"
        },
    );
    writeln!(
        err,
        "{DIM}{exports} not shown; `sa-infra outputs --all` shows them{DIM:#}"
    )
}

/// None of the deployed stacks has an output.
pub fn none(err: &mut dyn Write, stacks: &[Outputs]) -> io::Result<()> {
    let deployed = stacks.iter().filter(|stack| stack.outputs.is_some());
    let is_empty = |stack: &&Outputs| stack.outputs.iter().flatten().count() == 0;
    let (without, with): (Vec<_>, Vec<_>) = deployed.partition(is_empty);
    if without.is_empty() || !with.is_empty() {
        return Ok(());
    }
    let names = without.iter().map(|stack| &*stack.stack).collect::<Vec<_>>();
    writeln!(err, "{DIM}no outputs: {}{DIM:#}", names.join(", "))
}

/// The stacks that are not deployed.
pub fn absent<'a>(err: &mut dyn Write, stacks: impl IntoIterator<Item = &'a Outputs>) -> io::Result<()> {
    stacks.into_iter().try_for_each(|stack| {
        let Outputs { stack, region, .. } = stack;
        writeln!(err, "{YELLOW}not deployed{YELLOW:#}: {stack} in {region}")
    })
}
