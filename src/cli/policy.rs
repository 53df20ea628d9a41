//! `policy`: the least that IAM has to allow.

use super::{Context, Failure, program::select};
use crate::toolkit::permissions::{CALLS, Purpose, policy};
use crate::view;

/// Print the least IAM policy for deploying the stacks, or for operating what runs.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra policy deploy\n  sa-infra policy operate STACK\n  sa-infra policy commands"
)]
pub(super) struct Args {
    /// What for; `commands` lists what each command calls
    #[arg(value_name = "PURPOSE")]
    purpose: What,
    /// Stacks, by the ids that `ls` shows [default: all]
    #[arg(value_name = "STACK")]
    stacks: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    Deploy,
    Operate,
    Commands,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = context.synth()?;
    let stacks = select(&assembly, &args.stacks)?;
    let purpose = match args.purpose {
        What::Deploy => Purpose::Deploy,
        What::Operate => Purpose::Operate,
        What::Commands => return context.show(&CALLS, |out, calls| view::permissions::table(out, calls)),
    };
    let documents = policy(&stacks, purpose);
    if let [only] = documents.as_slice() {
        return Ok(view::json(context.out, only)?);
    }
    view::permissions::several(context.err, documents.len())?;
    Ok(view::json(context.out, &documents)?)
}
