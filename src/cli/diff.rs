//! `diff`: what would change, property by property.

use super::comparison::{compared, failure, show};
use super::stack_settings::{StackSettings, as_deploy};
use super::terminal_ui::{Answers, TerminalUi, watched};
use super::{
    Context, Failure, aws, deploy,
    selection::{deployable, stacks_or_all},
};
use crate::deploy::diff::{self, Compared, Error};
use crate::view;
use std::cell::Cell;
use std::path::PathBuf;

/// Show what a deployment would change: access and network first, then each property.
///
/// Compares the stacks with the deployed templates, or offline with the templates in a directory.
#[derive(Debug, clap::Args)]
#[command(
    mut_args(as_deploy),
    after_help = "Examples:\n  sa-infra diff\n  sa-infra diff STACK --offline deployed --exit-code"
)]
pub(super) struct Args {
    #[arg(value_name = "STACK", help = stacks_or_all())]
    stacks: Vec<String>,
    /// Compare with `<STACK>.template.json` or `.yaml` in this directory, without AWS; a stack without a file is new
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with_all = ["tag", "remove_tag", "notification_arn", "remove_notification_arn"]
    )]
    offline: Option<PathBuf>,
    /// Create a change set to learn which resources CloudFormation will replace, then delete it
    #[arg(long, conflicts_with = "offline")]
    change_set: bool,
    /// Exit with 3 if anything differs
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    settings: StackSettings,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    args.settings.consistent()?;
    let options = args.settings.options();
    let assembly = args.aws.synth(context, &args.stacks)?;
    let stacks = deployable(&assembly, &args.stacks)?;
    args.aws.note_omissions(context, &stacks)?;
    view::findings::human(context.err, &assembly.warnings)?;
    let compared = if let Some(dir) = &args.offline {
        diff::offline(stacks, dir).map_err(failure)?
    } else if args.change_set {
        let asked = args.aws.run(async |clouds| {
            let interrupts = Cell::new(0);
            let ui = TerminalUi::new(context, Answers::default(), &interrupts);
            let asked = diff::asked(clouds, &assembly.stacks, &stacks, options, &interrupts, &ui);
            Ok(watched(&interrupts, &ui, Box::pin(asked)).await)
        })?;
        match asked {
            Err(Error::Refused(stack, failure)) => {
                return deploy::outcome(vec![(stack, Err(*failure))], context);
            }
            asked => asked.map_err(failure)?,
        }
    } else {
        compared(&args.aws, &stacks, &options)?
    };
    show(context, &compared)?;
    if args.exit_code && compared.iter().any(Compared::differs) {
        return Err(Failure::Found);
    }
    Ok(())
}
