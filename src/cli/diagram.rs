//! `diagram`: a diagram of the stacks, on standard output.

use super::{
    Context, Failure,
    selection::{select, stacks_or_all},
};
use crate::synth::diagram;
use crate::view;

/// Draw the stacks: resources, references and permissions.
///
/// Includes what the named stacks need from other stacks.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra diagram > stacks.svg\n  sa-infra diagram STACK --format mermaid"
)]
pub(super) struct Args {
    #[arg(value_name = "STACK", help = stacks_or_all())]
    stacks: Vec<String>,
    /// Format: an image, or a description for Mermaid or Graphviz
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Svg,
    Mermaid,
    Dot,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = context.synth()?;
    let diagram = diagram::of(&assembly, &select(&assembly, &args.stacks)?);
    if context.global.json {
        return Ok(view::json(context.out, &diagram)?);
    }
    let draw = match args.format {
        Format::Svg => view::diagram::svg,
        Format::Mermaid => view::diagram::mermaid,
        Format::Dot => view::diagram::dot,
    };
    Ok(draw(context.out, &diagram)?)
}
