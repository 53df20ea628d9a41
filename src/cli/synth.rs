//! `synth`: the CloudFormation templates of the stacks, checked, written to files or to standard output.

use super::{Context, Failure, selection::select};
use crate::deploy::template_files::{self, State};
use crate::view;
use std::path::PathBuf;

/// Write the CloudFormation templates of the stacks, after checking them.
///
/// Writes nothing if a stack has an error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra synth\n  sa-infra synth STACK --stdout")]
pub(super) struct Args {
    /// Stack ids, as shown by `ls` [default: all]
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
    /// Directory for the templates
    #[arg(long, value_name = "DIR", default_value = "templates")]
    out: PathBuf,
    /// Print the template of one stack instead of writing files
    #[arg(long, conflicts_with_all = ["check", "out"])]
    stdout: bool,
    /// Write nothing, and exit with 3 if the files are out of date
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = context.synth()?;
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
    let mut files = run(stacks, &args.out)?;
    if args.stacks.is_empty() {
        files.extend(template_files::orphans(&assembly.stacks, &args.out)?);
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
