//! `build`: the images of the services, built in parallel.

use super::signals::Signals;
use super::{Context, Failure, aws};
use crate::cloud::codebuild::BuildStatus;
use crate::operate::build as verb;
use crate::operate::build::{News, Start};
use crate::operate::run::FollowError;
use crate::operate::services::{Service, select, services, stacks};
use crate::synth::Assembly;
use crate::view;
use std::cell::RefCell;

/// Build the images of the services in parallel, and follow their logs.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(
    after_help = "Examples:\n  sa-infra build\n  sa-infra build SERVICE --branch develop\n  sa-infra build list"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Service names, as shown by `schedule list` [default: all]
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Build this branch or tag instead of the configured branch
    #[arg(long, value_name = "BRANCH", conflicts_with = "commit")]
    branch: Option<String>,
    /// Build this commit
    #[arg(long, value_name = "COMMIT")]
    commit: Option<String>,
    #[command(flatten)]
    aws: aws::Aws,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show recent builds
    #[command(after_help = "Examples:\n  sa-infra build list\n  sa-infra build list SERVICE --json")]
    List(List),
}

#[derive(Debug, clap::Args)]
struct List {
    /// Service names, as shown by `schedule list` [default: all]
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let names = match &args.command {
        Some(Command::List(list)) => &list.services,
        None => &args.services,
    };
    let slips = |assembly: &Assembly| Ok(select(&services(assembly), names).map(drop)?);
    let assembly = context.operated(&args.aws, slips)?;
    let all = services(&assembly);
    if let Some(Command::List(list)) = &args.command {
        let chosen = select(&all, &list.services)?;
        args.aws.works_on(stacks(&chosen))?;
        let rows = args
            .aws
            .run(async |clouds| Ok(verb::list(clouds, &chosen).await?))?;
        let format = context.format();
        return context.show(&rows, |out, rows| view::build::table(out, rows, format));
    }
    build(args, &select(&all, &args.services)?, context)
}

fn build(args: &Args, chosen: &[Service<'_>], context: &mut Context<'_>) -> Result<(), Failure> {
    args.aws.works_on(stacks(chosen))?;
    let version = args.branch.as_deref().or(args.commit.as_deref());
    let (rows, refused) = args.aws.run(async |clouds| {
        // Before the build is visible, so that no signal is missed.
        let mut signals = Signals::listen()?;
        let Start { started, refused } = verb::start(clouds, chosen, version).await?;
        for one in &started {
            view::build::started(context.err, one.service.name, &one.build.id)?;
        }
        if let (Some((service, _)), false) = (&refused, started.is_empty()) {
            view::build::refused(context.err, service.name)?;
        }
        let told = RefCell::new(&mut *context);
        let tell = |service: &str, news: News| {
            let context = &mut **told.borrow_mut();
            match news {
                News::Phase(phase) => view::build::phase(context.err, service, &phase),
                News::Lines(lines) => lines
                    .iter()
                    .try_for_each(|line| view::logs::line_of(context.err, service, line)),
            }
        };
        let rows = tokio::select! {
            rows = verb::follow(&started, tell) => rows,
            signal = signals.next() => {
                view::build::left(told.borrow_mut().err)?;
                return Err(Failure::Said { code: signal.code() });
            }
        };
        let rows = rows.map_err(|error| match error {
            FollowError::Failed(failure) => failure.into(),
            FollowError::Io(error) => Failure::from(error),
        })?;
        Ok((rows, refused.map(|(_, failure)| failure)))
    })?;
    context.show(&rows, |out, rows| {
        rows.iter().try_for_each(|row| view::build::ended(out, row))
    })?;
    let pushed = |service: &&Service<'_>| {
        let mut rows = rows.iter();
        service.is_pinned() && rows.any(|row| row.service == service.name && row.digest.is_some())
    };
    for service in chosen.iter().filter(pushed) {
        view::images::waiting(context.err, service.name, &service.artifact.id)?;
    }
    if let Some(failure) = refused {
        return Err(failure.into());
    }
    if rows.iter().all(|row| row.status == BuildStatus::Succeeded) {
        return Ok(());
    }
    Err(Failure::Said { code: 1 })
}
