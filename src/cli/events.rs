//! `events`: the stack events of an operation.

use super::{
    Context, Failure, aws,
    selection::{STACK, one},
};
use crate::cloud::{Cloud, SdkClouds};
use crate::deploy::deployed_stacks::look_up_one;
use crate::deploy::display_name::names;
use crate::deploy::events::{self, Event, News, Stopped, follow};
use crate::deploy::secret_values;
use crate::deploy::status::Condition;
use crate::synth::Artifact;
use crate::view;
use std::io;

/// Show the events of the last operation of a stack, oldest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra events STACK\n  sa-infra events STACK --follow")]
pub(super) struct Args {
    #[arg(value_name = "STACK", help = STACK)]
    stack: String,
    /// Follow the running operation until it ends; exit with 1 if it fails
    #[arg(long, short)]
    follow: bool,
    /// Show all events that AWS has kept, not only those of the last operation
    #[arg(long, conflicts_with = "follow")]
    all: bool,
    #[command(flatten)]
    aws: aws::Aws,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let assembly = args.aws.synth(context, std::slice::from_ref(&args.stack))?;
    let stack = one(&assembly, &args.stack)?;
    args.aws
        .run(async |clouds| show(args, clouds, stack, context).await)
}

async fn show(
    args: &Args,
    clouds: &SdkClouds,
    artifact: &Artifact,
    context: &mut Context<'_>,
) -> Result<(), Failure> {
    let deployed = look_up_one(clouds, artifact).await?;
    let region = deployed.cloud.region();
    let Some(stack) = deployed.stack else {
        return Err(Failure::Failed {
            reason: format!("{}: not deployed in {region}", artifact.id),
            fix: "`sa-infra status` shows what is deployed; --region selects another region".to_owned(),
        });
    };
    let cloudformation = deployed.cloud.cloudformation();
    let (names, format) = (names(&artifact.whole()), context.format());
    let Context { out, err, global, .. } = context;
    let (out, err, is_json) = (&mut **out, &mut **err, global.json);
    let line = |out: &mut dyn io::Write, event: &Event| {
        if is_json {
            view::events::json_line(out, event)
        } else {
            view::events::line(out, event, &names, format)
        }
    };
    if !args.follow {
        let events = if args.all {
            events::all(&deployed.cloud, artifact, &stack.arn).await?
        } else {
            events::last(&deployed.cloud, artifact, &stack.arn).await?
        };
        return Ok(events
            .iter()
            .try_for_each(|event| line(out, &Event::from(event)))?);
    }
    let secrets = secret_values::of(&deployed.cloud, artifact).await;
    let was_busy = stack.status.is_in_progress();
    let tell = |news: News| -> io::Result<()> {
        match news {
            News::Event(event) => {
                line(out, &event.without(&secrets))?;
                out.flush()
            }
            News::Lost(error) => view::events::lost(err, &error.to_string()),
            News::Back => view::events::back(err),
        }
    };
    let stack = match follow(cloudformation, stack, tell).await {
        Ok(stack) => stack,
        Err(Stopped::Cloud(error)) => {
            view::events::continues(err)?;
            return Err(error.into());
        }
        Err(Stopped::Io(error)) => return Err(error.into()),
    };
    if !was_busy {
        return Ok(view::events::idle(err, &artifact.id, stack.status.as_str())?);
    }
    let reason = format!("{}: {}", artifact.id, view::status::words(stack.status.as_str()));
    let fix = format!("`sa-infra status {}` shows what failed first", artifact.id);
    match Condition::from(&stack.status) {
        Condition::Good | Condition::Gone => Ok(()),
        Condition::Stuck => Err(Failure::NeedsRecovery { reason, fix }),
        _ => Err(Failure::Failed { reason, fix }),
    }
}
