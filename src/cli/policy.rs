//! `policy`: the minimal IAM policy, and whether you have it.

use super::{
    Context, Failure, aws,
    selection::{deployable, stacks_or_all},
};
use crate::operate::permissions::simulate::{Why, simulate};
use crate::operate::permissions::{CALLS, Purpose, actions, policy};
use crate::synth::Artifact;
use crate::view;

/// Print the minimal IAM policy to deploy the stacks, or to operate them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra policy deploy\n  sa-infra policy commands\n  sa-infra policy operate --simulate"
)]
pub(super) struct Args {
    /// Purpose; `commands` lists the actions of each command
    #[arg(value_name = "PURPOSE")]
    purpose: What,
    #[arg(value_name = "STACK", help = stacks_or_all())]
    stacks: Vec<String>,
    /// Ask IAM which actions you are not allowed, instead of printing the policy
    #[arg(long)]
    simulate: bool,
    #[command(flatten)]
    aws: aws::Aws,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    Deploy,
    Operate,
    Commands,
}

impl What {
    fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::Deploy => &[Purpose::Deploy],
            Self::Operate => &[Purpose::Operate],
            Self::Commands => &[Purpose::Deploy, Purpose::Operate],
        }
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let definition = context.define()?;
    args.aws.learn(&definition, context);
    let assembly = definition.app.synth().map_err(Failure::Findings)?;
    let stacks = deployable(&assembly, &args.stacks)?;
    if args.simulate {
        return simulated(args, &stacks, context);
    }
    let [purpose] = args.purpose.purposes() else {
        return context.show(&CALLS, |out, calls| view::permissions::table(out, calls));
    };
    let documents = policy(&stacks, *purpose);
    if let [only] = documents.as_slice() {
        return Ok(view::json(context.out, only)?);
    }
    view::permissions::several(context.err, documents.len())?;
    Ok(view::json(context.out, &documents)?)
}

fn simulated(args: &Args, stacks: &[&Artifact], context: &mut Context<'_>) -> Result<(), Failure> {
    let first = stacks.first().and_then(|stack| stack.account.as_deref());
    if let Some(other) = stacks.iter().find(|stack| stack.account.as_deref() != first) {
        return Err(Failure::usage(
            format!(
                "policy: the stacks belong to several accounts, and --simulate asks one ({} is in another than {})",
                other.id, stacks[0].id
            ),
            "name the stacks of one account",
        ));
    }
    args.aws.works_on(stacks.iter().copied())?;
    let purposes = args.purpose.purposes().iter();
    let actions = purposes.flat_map(|purpose| actions(stacks, *purpose)).collect();
    let found = args
        .aws
        .run(async |clouds| Ok(simulate(clouds, stacks, actions).await?))?;
    context.show(&found, |out, found| view::permissions::simulation(out, found))?;
    if found.refused.iter().any(|refused| refused.why != Why::Depends) {
        return Err(Failure::Reported);
    }
    Ok(())
}
