//! `schedule`: when the services run, paused and resumed.

use super::{Context, Failure, aws};
use crate::operate::scheduled::{select, timed};
use crate::operate::schedules::{self, Switch};
use crate::operate::services::services;
use crate::synth::Assembly;
use crate::view;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Show when the services run next, and pause or resume them.
///
/// A paused service stays paused through deployments. With `--until`, AWS resumes it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra schedule\n  sa-infra schedule pause --until 2026-12-07\n  sa-infra schedule resume SERVICE"
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
    /// Pause services until you resume them, or until a date
    #[command(
        after_help = "Examples:\n  sa-infra schedule pause\n  sa-infra schedule pause SERVICE --until 2026-12-07"
    )]
    Pause(Pause),
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

#[derive(Debug, clap::Args)]
struct Pause {
    #[command(flatten)]
    services: Services,
    /// Resume automatically at this date (2026-12-07) or time (2026-12-07T12:00), in the time zone of the schedule
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<DateTime>,
}

/// A date, or a date and a time.
fn date(text: &str) -> Result<DateTime, String> {
    let date = text.parse::<DateTime>();
    date.map_err(|_| "use a date such as 2026-12-07, or a time such as 2026-12-07T12:00".to_owned())
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let (names, change) = match &args.command {
        None => (&Services::default().services, None),
        Some(Command::List(names)) => (&names.services, None),
        Some(Command::Pause(pause)) => {
            let change = pause.until.map_or(Switch::Pause, Switch::PauseUntil);
            (&pause.services.services, Some(change))
        }
        Some(Command::Resume(names)) => (&names.services, Some(Switch::Resume)),
    };
    let slips = |assembly: &Assembly| Ok(select(&timed(assembly), names).map(drop)?);
    let assembly = context.operated(&args.aws, slips)?;
    let (all, services) = (timed(&assembly), services(&assembly));
    if !names.is_empty() {
        args.aws
            .works_on(select(&all, names)?.iter().map(|timed| timed.artifact))?;
    }
    let here = TimeZone::system();
    let now = Timestamp::now();
    let Some(change) = change else {
        let (rows, missing) = args.aws.run(async |clouds| {
            let (found, missing) = schedules::deployed(clouds, &all, names).await?;
            Ok((
                schedules::overview(clouds, &found, &services, now).await?,
                missing,
            ))
        })?;
        let format = context.format();
        context.show(&rows, |out, rows| view::schedule::list(out, rows, &here, format))?;
        return Ok(view::schedule::not_deployed(context.err, &missing)?);
    };
    let (switched, missing, stops) = args.aws.run(async |clouds| {
        let (found, missing) = schedules::deployed(clouds, &all, names).await?;
        let stops = found.iter().any(|(timed, _)| timed.stops);
        Ok((
            schedules::switch(clouds, &found, change, now).await?,
            missing,
            stops,
        ))
    })?;
    context.show(&switched, |out, switched| {
        view::schedule::switched(out, switched, &here)
    })?;
    view::schedule::not_deployed(context.err, &missing)?;
    if change != Switch::Resume && stops {
        view::schedule::not_stopped(context.err)?;
    }
    Ok(())
}
