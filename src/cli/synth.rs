//! `synth`: the CloudFormation templates of the stacks, checked, written to files or to standard output.

use super::{
    Context, Failure,
    selection::{select, stacks_or_all},
};
use crate::deploy::template_files::{self, State};
use crate::settings::shown;
use crate::view;
use std::path::PathBuf;

/// Write the CloudFormation templates of the stacks, after checking them.
///
/// Writes nothing if a stack has an error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra synth\n  sa-infra synth STACK --stdout")]
pub(super) struct Args {
    #[arg(value_name = "STACK", help = stacks_or_all())]
    stacks: Vec<String>,
    /// Directory for the templates [default: templates, next to the configuration file]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the template of one stack instead of writing files
    #[arg(long, conflicts_with_all = ["check", "out"])]
    stdout: bool,
    /// Write nothing, and exit with 3 if the files are out of date
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let definition = context.define()?;
    let assembly = definition.app.synth().map_err(Failure::Findings)?;
    let stacks = select(&assembly, &args.stacks)?;
    view::findings::human(context.err, &assembly.warnings)?;
    if args.stdout {
        let [stack] = stacks.as_slice() else {
            let fix = "name one stack: `sa-infra synth STACK --stdout`";
            return Err(Failure::usage(
                "--stdout prints the template of a single stack",
                fix,
            ));
        };
        return Ok(context.out.write_all(stack.template.to_pretty().as_bytes())?);
    }
    let run = if args.check {
        template_files::check
    } else {
        template_files::write
    };
    let file = definition.file.as_deref().map(shown).unwrap_or_default();
    let default = file.with_file_name("templates");
    let out = args.out.as_ref().unwrap_or(&default);
    let mut files = run(stacks, out)?;
    if args.stacks.is_empty() {
        files.extend(template_files::orphans(&assembly.stacks, out)?);
    }
    if context.global.json {
        view::json(context.out, &files)?;
    } else {
        view::templates::human(context.out, &files, args.check)?;
    }
    if args.check && files.iter().any(|file| file.state != State::Unchanged) {
        return Err(Failure::Differences {
            fix: "run `sa-infra synth` and review the changes".to_owned(),
        });
    }
    Ok(())
}
