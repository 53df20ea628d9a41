//! `instance upgrade-image`: the machine anew, from the newest image.

use super::super::prompt::{is_terminal, line, unasked};
use super::super::terminal_ui::Answers;
use super::super::{Context, Failure, aws, deploy};
use crate::cloud::Secret;
use crate::deploy::deployment::Options;
use crate::operate::instance::image::{self, Upgrade};
use crate::operate::instance::{Machine, State, is_open};
use crate::synth::Assembly;
use crate::view;
use jiff::Timestamp;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Let the machine be replaced, by its logical id; asked for otherwise
    #[arg(long, value_name = "LOGICAL_ID")]
    allow_replace: Option<String>,
    /// Replace it though it runs, with all that is on its disk, or in its hours
    #[arg(long)]
    force: bool,
    /// Answer the other questions of the deployment with yes
    #[arg(long, short)]
    yes: bool,
    /// Show what would be done
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(
    args: &Args,
    aws: &aws::Aws,
    context: &mut Context<'_>,
    assembly: &Assembly,
    machine: Machine<'_>,
) -> Result<(), Failure> {
    let (upgrade, dangers) = aws.run(async |clouds| {
        let deployed = machine.deployed(clouds).await?;
        let upgrade = image::upgrade(&deployed).await?;
        let mut dangers = Vec::new();
        if upgrade.images.is_outdated() {
            let state = deployed.instance().await?.state;
            if !matches!(state, Some(State::Stopped | State::Terminated)) {
                dangers.push("it is not stopped: what is on its disk and nowhere else is lost");
            }
            if is_open(&deployed.schedules(clouds, Timestamp::now()).await?) {
                dangers.push("its hours are now");
            }
        }
        Ok((upgrade, dangers))
    })?;
    let ends = !upgrade.images.is_outdated() || args.dry_run;
    // To programs the deployment tells each thing that happens.
    if ends || !context.global.json {
        context.show(&upgrade, |out, upgrade| {
            view::instance::upgrade(out, upgrade, &dangers)
        })?;
    }
    if ends {
        return Ok(());
    }
    if !dangers.is_empty() && !args.force {
        return Err(Failure::Failed {
            reason: format!("{}: {}", upgrade.stack, dangers.join("; ")),
            fix: "`sa-infra instance stop` saves logs and ledger and stops it, outside of its hours; --force goes on all the same"
                .to_owned(),
        });
    }
    allowed(args, context, &upgrade)?;
    replace(args, aws, context, assembly, machine, &upgrade)
}

/// Asks for the logical id, as `deploy` wants it to be named.
fn allowed(args: &Args, context: &mut Context<'_>, upgrade: &Upgrade) -> Result<(), Failure> {
    let id = &upgrade.instance;
    let question = format!("{}: its machine is replaced", upgrade.stack);
    let named = match &args.allow_replace {
        Some(named) if named != id => {
            let reason = format!("--allow-replace: {named} is not the machine");
            return Err(Failure::usage(reason, format!("its logical id is {id}")));
        }
        Some(named) => Some(named.clone()),
        None if !is_terminal() => return Err(unasked(&question, &format!("--allow-replace {id}"))),
        None => line(
            context.err,
            &format!("{question}; to go on, type its logical id [{id}] "),
        )?,
    };
    if named.is_none() {
        // The terminal has shown `^C` at the end of the question.
        writeln!(context.err)?;
    }
    if named.as_deref().map(str::trim) == Some(id) {
        return Ok(());
    }
    view::instance::declined(context.err)?;
    Err(Failure::Said { code: 4 })
}

fn replace(
    args: &Args,
    aws: &aws::Aws,
    context: &mut Context<'_>,
    assembly: &Assembly,
    machine: Machine<'_>,
    upgrade: &Upgrade,
) -> Result<(), Failure> {
    let newest = upgrade.images.newest.clone().unwrap_or_default();
    let options = Options {
        allow_replace: vec![upgrade.instance.clone()],
        given: vec![(upgrade.parameter.clone(), Secret::new(newest))],
        concurrency: 1,
        ..Options::default()
    };
    let whole = deploy::Whole {
        all: &assembly.stacks,
        stacks: &[machine.artifact],
        options: &options,
        answers: Answers::yes(args.yes),
    };
    whole.deploy(aws, context)?;
    Ok(view::instance::replaced(context.err, &upgrade.stack)?)
}
