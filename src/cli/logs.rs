//! `logs`: the log of a service.

use super::{Context, Failure, aws};
use crate::cloud::logs::LogQuery;
use crate::cloud::{Cloud, Clouds, SdkClouds};
use crate::operate::logs::{self, Lines, Tail};
use crate::operate::scheduled::{self, timed};
use crate::operate::services::{self, services};
use crate::synth::{Artifact, Assembly};
use crate::view;
use jiff::Timestamp;
use std::time::Duration;

/// Show the log of a service, oldest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra logs SERVICE --since 2h\n  sa-infra logs SERVICE --follow")]
pub(super) struct Args {
    /// Service name, as shown by `schedule list`
    #[arg(value_name = "SERVICE")]
    service: String,
    /// Follow the log until Ctrl-C
    #[arg(long, short)]
    follow: bool,
    /// Show lines since this time: 90s, 30m, 2h, 1d ago, or a timestamp
    #[arg(long, value_name = "WHEN", default_value = "1d")]
    since: String,
    /// Show only lines that match this CloudWatch Logs filter pattern: word, "two words", ?either ?or
    #[arg(long, value_name = "PATTERN")]
    filter: Option<String>,
    /// Show the log of its builds instead
    #[arg(long)]
    build: bool,
    /// Keep the colors that the lines have
    #[arg(long)]
    keep_colors: bool,
    #[command(flatten)]
    aws: aws::Aws,
}

/// The interval of the polls.
const PAUSE: Duration = Duration::from_secs(2);

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let since = logs::since(&args.since, Timestamp::now())?;
    let assembly = context.operated(&args.aws, |assembly| place(args, assembly).map(drop))?;
    let (stack, group) = place(args, &assembly)?;
    args.aws.works_on([stack])?;
    let query = LogQuery {
        group,
        streams: Vec::new(),
        since: Some(since),
        filter: args.filter.clone(),
    };
    args.aws.run(async |clouds| {
        tokio::select! {
            shown = show(args, clouds, stack, query, context) => shown,
            _ = tokio::signal::ctrl_c(), if args.follow => Err(Failure::Said { code: 130 }),
        }
    })
}

/// The stack of the log, and its group.
fn place<'a>(args: &Args, assembly: &'a Assembly) -> Result<(&'a Artifact, String), Failure> {
    if args.build {
        let service = services::find(&services(assembly), &args.service)?;
        let group = logs::of_builds(&service)?;
        return Ok((service.build.map_or(service.artifact, |(stack, _)| stack), group));
    }
    let timed = scheduled::find(&timed(assembly), &args.service)?;
    Ok((timed.artifact, logs::of_timed(&timed)?))
}

async fn show(
    args: &Args,
    clouds: &SdkClouds,
    stack: &Artifact,
    query: LogQuery,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let cloud = clouds.at(stack.environment())?;
    let group = query.group.clone();
    let mut tail = Tail::new(&cloud, query);
    let mut told = 0;
    loop {
        let lines = match tail.poll().await {
            Ok(Lines::New(lines)) => lines,
            Ok(Lines::NoLog) => {
                return Err(Failure::Failed {
                    reason: format!("{}: no log group {group} in {}", args.service, cloud.region()),
                    fix: format!(
                        "run `sa-infra deploy {}`, or select another region with --region",
                        stack.id
                    ),
                });
            }
            Err(error) if error.is_transient() && args.follow => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        told += lines.len();
        for line in &lines {
            if context.global.json {
                view::logs::json_line(context.out, line)?;
            } else {
                view::logs::line(context.out, line, args.keep_colors)?;
            }
        }
        context.out.flush()?;
        if !args.follow {
            if told == 0 {
                let is_filtered = args.filter.is_some();
                view::logs::nothing(context.err, &args.service, &args.since, is_filtered)?;
            }
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
