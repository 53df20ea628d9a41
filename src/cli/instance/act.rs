//! `instance start` and `stop`.

use super::super::prompt::confirm;
use super::super::signals::Signals;
use super::super::{Context, Failure, aws};
use crate::cloud::{Cloud, SdkClouds};
use crate::operate::instance::function::{self, Asked, Ended, News, Ready};
use crate::operate::instance::{Deployed, Machine, Verb, is_open};
use crate::operate::run::FollowError;
use crate::view;
use jiff::Timestamp;
use std::cell::RefCell;
use std::io;

#[derive(Debug, clap::Args)]
pub(super) struct Start {
    /// Start it even on a day without trading, without installing a program
    #[arg(long)]
    force: bool,
    /// Invoke the function and do not wait
    #[arg(long)]
    detach: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Stop {
    /// Do not ask before stopping it while the market is open
    #[arg(long, short)]
    yes: bool,
    /// Invoke the function and do not wait
    #[arg(long)]
    detach: bool,
}

/// The operation, and its options.
pub(super) struct Plan {
    verb: Verb,
    force: bool,
    yes: bool,
    detach: bool,
}

impl Start {
    pub(super) fn plan(&self) -> Plan {
        Plan {
            verb: Verb::Start,
            force: self.force,
            yes: true,
            detach: self.detach,
        }
    }
}

impl Stop {
    pub(super) fn plan(&self) -> Plan {
        Plan {
            verb: Verb::Stop,
            force: false,
            yes: self.yes,
            detach: self.detach,
        }
    }
}

pub(super) fn run(
    aws: &aws::Aws,
    context: &mut Context<'_>,
    machine: Machine<'_>,
    plan: &Plan,
) -> Result<(), Failure> {
    aws.run(async |clouds| act(clouds, context, machine, plan).await)
}

async fn act(
    clouds: &SdkClouds,
    context: &mut Context<'_>,
    machine: Machine<'_>,
    plan: &Plan,
) -> Result<(), Failure> {
    let (verb, now) = (plan.verb, Timestamp::now());
    let deployed = machine.deployed(clouds).await?;
    let name = machine.artifact.id.clone();
    match function::ready(&deployed, verb, now).await? {
        Ready::Already(state) => {
            let ended = Ended::already(&name, verb, state);
            return context.show(&ended, view::instance::already);
        }
        Ready::Go(Some(note)) => view::instance::note(context.err, &name, note)?,
        Ready::Go(None) => {}
    }
    if !plan.yes && is_open(&deployed.schedules(clouds, now).await?) {
        let question = format!("{name}: the market is open and jobs may be running; stop the instance?");
        confirm(context, &question, "--yes")?;
    }
    let asked = function::ask(&deployed, verb, plan.force, now).await?;
    view::instance::asked(context.err, &name, verb)?;
    if plan.detach {
        return Ok(());
    }
    monitor(context, &deployed, verb, &asked).await
}

/// Follows an invocation until it ends, or until the user leaves.
async fn monitor<C: Cloud>(
    context: &mut Context<'_>,
    deployed: &Deployed<'_, C>,
    verb: Verb,
    asked: &Asked,
) -> Result<(), Failure> {
    let name = &deployed.machine.artifact.id;
    let told = RefCell::new(&mut *context);
    let tell = |news: News| -> io::Result<()> {
        let err = &mut *told.borrow_mut().err;
        match news {
            News::Begun => view::instance::begun(err, name, verb),
            News::Lines(lines) => lines
                .iter()
                .try_for_each(|line| view::logs::line_of(err, verb.word(), line)),
            News::Lost(error) => view::events::lost(err, &error.to_string()),
            News::Back => view::events::back(err),
        }
    };
    let mut signals = Signals::listen()?;
    let ended = tokio::select! {
        ended = function::follow(deployed, verb, asked, tell) => ended,
        signal = signals.next() => {
            view::instance::left(told.borrow_mut().err, name, verb)?;
            return Err(Failure::Said { code: signal.code() });
        }
    };
    let ended = ended.map_err(|error| match error {
        FollowError::Failed(failure) => failure.into(),
        FollowError::Io(error) => Failure::from(error),
    })?;
    tell_end(context, &ended)
}

fn tell_end(context: &mut Context<'_>, ended: &Ended) -> Result<(), Failure> {
    context.show(ended, |out, ended| view::instance::ended(out, ended))?;
    if ended.is_done() {
        return Ok(());
    }
    Err(Failure::Reported)
}
