//! `instance upgrade-image`: replaces the instance with one from the newest image.

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
    /// Allow replacing the instance, by its logical id, without asking for it
    #[arg(long, value_name = "LOGICAL_ID")]
    allow_replace: Option<String>,
    /// Replace it even while it is running or the market is open; its disk is deleted
    #[arg(long)]
    force: bool,
    /// Answer the other questions of the deployment with yes
    #[arg(long, short)]
    yes: bool,
    /// Show what would be done, without doing it
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
                dangers.push("it is running, and data that is only on its disk will be lost");
            }
            if is_open(&deployed.schedules(clouds, Timestamp::now()).await?) {
                dangers.push("the market is open");
            }
        }
        Ok((upgrade, dangers))
    })?;
    let ends = !upgrade.images.is_outdated() || args.dry_run;
    // For machine-readable output, the deployment prints each event.
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
            fix: "run `sa-infra instance stop` to save logs and ledger, and upgrade outside its hours; --force upgrades anyway"
                .to_owned(),
        });
    }
    allowed(args, context, &upgrade)?;
    replace(args, aws, context, assembly, machine, &upgrade)
}

/// Asks for the logical ID, as `deploy` requires.
fn allowed(args: &Args, context: &mut Context<'_>, upgrade: &Upgrade) -> Result<(), Failure> {
    let id = &upgrade.instance;
    let question = format!("{}: the instance will be replaced", upgrade.stack);
    let named = match &args.allow_replace {
        Some(named) if named != id => {
            let reason = format!("--allow-replace: {named} is not the logical id of the instance");
            return Err(Failure::usage(reason, format!("its logical id is {id}")));
        }
        Some(named) => Some(named.clone()),
        None if !is_terminal() => return Err(unasked(&question, &format!("--allow-replace {id}"))),
        None => line(context.err, &format!("{question}; type {id} to confirm: "))?,
    };
    if named.is_none() {
        // The terminal has shown `^C` at the end of the question.
        writeln!(context.err)?;
    }
    if named.as_deref().map(str::trim) == Some(id) {
        return Ok(());
    }
    view::declined(context.err)?;
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
