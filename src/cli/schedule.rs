//! `schedule`: when the services run, paused and resumed.

use super::{Context, Failure, aws};
use crate::operate::scheduled::{select, timed};
use crate::operate::schedules::{self, State};
use crate::operate::services::services;
use crate::synth::Assembly;
use crate::view;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Show when the services run next, and pause or resume them.
///
/// A paused service stays paused through deployments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra schedule\n  sa-infra schedule pause\n  sa-infra schedule resume SERVICE"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    aws: aws::Aws,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show the next three runs, in the time zone of the schedule and in yours
    #[command(after_help = "Examples:\n  sa-infra schedule list\n  sa-infra schedule list SERVICE")]
    List(Services),
    /// Pause services until you resume them
    #[command(after_help = "Examples:\n  sa-infra schedule pause\n  sa-infra schedule pause SERVICE")]
    Pause(Services),
    /// Resume paused services
    #[command(after_help = "Examples:\n  sa-infra schedule resume\n  sa-infra schedule resume SERVICE")]
    Resume(Services),
}

#[derive(Debug, Default, clap::Args)]
struct Services {
    /// Service names, as shown by `schedule list` [default: all]
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let (names, state) = match &args.command {
        None => (&Services::default().services, None),
        Some(Command::List(names)) => (&names.services, None),
        Some(Command::Pause(names)) => (&names.services, Some(State::Paused)),
        Some(Command::Resume(names)) => (&names.services, Some(State::Running)),
    };
    let slips = |assembly: &Assembly| Ok(select(&timed(assembly), names).map(drop)?);
    let assembly = context.operated(&args.aws, slips)?;
    let chosen = select(&timed(&assembly), names)?;
    let Some(state) = state else {
        let now = Timestamp::now();
        let rows = args
            .aws
            .run(async |clouds| Ok(schedules::overview(clouds, &chosen, &services(&assembly), now).await?))?;
        let here = TimeZone::system();
        let format = context.format();
        return context.show(&rows, |out, rows| view::schedule::list(out, rows, &here, format));
    };
    let switched = args
        .aws
        .run(async |clouds| Ok(schedules::switch(clouds, &chosen, state).await?))?;
    context.show(&switched, |out, switched| view::schedule::switched(out, switched))?;
    if state == State::Paused && chosen.iter().any(|timed| timed.stops) {
        view::schedule::not_stopped(context.err)?;
    }
    Ok(())
}
