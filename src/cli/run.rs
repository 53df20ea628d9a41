//! `run`: starts a service now, as its schedule would.

use super::prompt::{confirm_or, is_terminal, line};
use super::signals::{Signal, Signals};
use super::{Context, Failure, aws};
use crate::cloud::ecs::{Ecs, Task};
use crate::cloud::{Cloud, SdkCloud, SdkClouds};
use crate::operate::deployed_stack::DeployedStack;
use crate::operate::launch::launch;
use crate::operate::services::{Service, find, services, stacks};
use crate::operate::tasks;
use crate::operate::{
    run as verb,
    run::{FollowError, News},
};
use crate::synth::Assembly;
use crate::view;
use std::cell::RefCell;
use std::io;

/// Run a service now, exactly as its schedule would, and follow its log.
///
/// Exits with the exit code of the program. Ctrl-C asks whether to stop the task or leave it running.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra run SERVICE\n  sa-infra run SERVICE -- -app_namespace sa -test"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Args {
    /// Service name, as shown by `schedule list`
    #[arg(value_name = "SERVICE")]
    service: String,
    /// Run it even if a value or the image is missing, or a task of it is running
    #[arg(long)]
    force: bool,
    /// Do not ask before running a service that trades
    #[arg(long, short)]
    yes: bool,
    /// Arguments for the program, instead of those in the schedule
    #[arg(value_name = "ARGUMENT", last = true)]
    arguments: Vec<String>,
    /// The old place of the arguments: whoever uses it is told the new one
    #[arg(long, hide = true, num_args = 0.., allow_hyphen_values = true)]
    command: Option<Vec<String>>,
    /// Start it and do not wait
    #[arg(long)]
    detach: bool,
    /// Show what would run and what prevents it, without starting it
    #[arg(long, conflicts_with_all = ["force", "detach"])]
    dry_run: bool,
    #[command(flatten)]
    aws: aws::Aws,
}

/// Refuses arguments for this command after the `--`, which would go to the program.
fn consistent(args: &Args) -> Result<(), Failure> {
    let service = &args.service;
    if args.command.is_some() {
        let fix =
            format!("put the arguments of the program after `--`: `sa-infra run {service} -- ARGUMENT...`");
        return Err(Failure::usage(
            "run: --command no longer exists; nothing was started",
            fix,
        ));
    }
    let own = super::help::flags("run");
    let is_own = |word: &&String| {
        let name = word
            .strip_prefix("--")
            .map(|word| word.split('=').next().unwrap_or(word));
        name.is_some_and(|name| own.iter().any(|flag| flag == name))
    };
    match args.arguments.iter().find(is_own) {
        Some(flag) => Err(Failure::usage(
            format!("run: {flag} after `--` would be passed to the program; nothing was started"),
            format!("put {flag} before the `--`"),
        )),
        None => Ok(()),
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    consistent(args)?;
    let slips = |assembly: &Assembly| Ok(find(&services(assembly), &args.service).map(drop)?);
    let assembly = context.operated(&args.aws, slips)?;
    let service = find(&services(&assembly), &args.service)?;
    args.aws.works_on(stacks(std::slice::from_ref(&service)))?;
    args.aws
        .run(async |clouds| begin(args, clouds, &service, context).await)
}

async fn begin(
    args: &Args,
    clouds: &SdkClouds,
    service: &Service<'_>,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let deployed = DeployedStack::of(clouds, service.artifact).await?;
    let launch = launch(&deployed, service).await?;
    let command = Some(&*args.arguments).filter(|arguments| !arguments.is_empty());
    view::run::launch(context.err, service.name, &launch, command)?;
    let obstacles = verb::obstacles(clouds, &deployed.cloud, service, &launch).await?;
    view::run::obstacles(context.err, service.name, &obstacles)?;
    if !obstacles.is_empty() && !args.force {
        return Err(Failure::Failed {
            reason: format!("{}: not ready to run", service.name),
            fix: "resolve the problems listed above; --force runs it anyway".to_owned(),
        });
    }
    if args.dry_run {
        return context.show_line(&launch, |out, _| view::run::ready(out, service.name));
    }
    if service.trades && !args.yes {
        let question = format!("{} trades; run it now?", service.name);
        confirm_or(context, &question, "--yes", "nothing was started")?;
    }
    // Before the task is visible, so that no signal is missed.
    let signals = Signals::listen()?;
    let task = verb::start(&deployed.cloud, service, &launch, command).await?;
    view::run::started(context.err, service.name, task.id())?;
    if args.detach {
        return context.show_line(&tasks::row(service, &task), |out, row| {
            writeln!(out, "{}", row.task)
        });
    }
    monitor(&deployed.cloud, service, &launch.cluster, &task, signals, context).await
}

/// Follows the task until it ends, or until the user leaves.
async fn monitor(
    cloud: &SdkCloud,
    service: &Service<'_>,
    cluster: &str,
    task: &Task,
    mut signals: Signals,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let json = context.global.json;
    let context = RefCell::new(context);
    let tell = |news: News| -> io::Result<()> {
        let context = &mut **context.borrow_mut();
        match news {
            News::Lines(lines) if json => {
                lines
                    .iter()
                    .try_for_each(|line| view::logs::json_line(context.out, line))?;
                context.out.flush()
            }
            News::Lines(lines) => {
                lines
                    .iter()
                    .try_for_each(|line| view::logs::line(context.out, line, false))?;
                context.out.flush()
            }
            News::Status(status) => view::run::status(context.err, status.as_str()),
            News::Lost(error) => view::events::lost(context.err, &error.to_string()),
            News::Back => view::events::back(context.err),
        }
    };
    let mut following = Box::pin(verb::follow(cloud, service, cluster, task, tell));
    let mut stopped = false;
    let ended = loop {
        tokio::select! {
            ended = &mut following => break ended,
            signal = signals.next() => {
                let is_asked = signal == Signal::Interrupt && !stopped;
                if !is_asked || !wants_stop(&mut context.borrow_mut())? {
                    view::run::detached(context.borrow_mut().err, service.name)?;
                    return Err(Failure::Said { code: signal.code() });
                }
                stopped = cloud.ecs().stop_task(cluster, &task.arn, "stopped by sa-infra run").await?;
            }
        }
    };
    drop(following);
    let context = context.into_inner();
    let task = ended.map_err(|error| match error {
        FollowError::Failed(failure) => failure.into(),
        FollowError::Io(error) => Failure::from(error),
    })?;
    let row = tasks::row(service, &task);
    if json {
        view::json_line(context.out, &row)?;
    }
    view::run::ended(context.err, &row)?;
    match row.exit_code {
        _ if stopped => Err(Failure::Said { code: 130 }),
        Some(0) => Ok(()),
        // As the operating system truncates larger codes.
        Some(code) => Err(Failure::Said {
            code: u8::try_from(code & 0xff)
                .ok()
                .filter(|code| *code > 0)
                .unwrap_or(1),
        }),
        None => Err(Failure::Said { code: 1 }),
    }
}

/// After Ctrl-C: whether to stop the task. Without a terminal, and after a second Ctrl-C, the task keeps running.
fn wants_stop(context: &mut Context<'_>) -> io::Result<bool> {
    if !is_terminal() {
        return Ok(false);
    }
    Ok(line(
        context.err,
        "\nstop the task, or detach and leave it running? [s/D] ",
    )?
    .is_some_and(|answer| matches!(answer.trim(), "s" | "S" | "stop")))
}
