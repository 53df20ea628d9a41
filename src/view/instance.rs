//! The EC2 instance and the results of its functions, for people.

use super::schedule::local;
use super::style::uncolored;
use super::tasks::duration;
use super::{BOLD, DIM, Format, GREEN, RED, YELLOW};
use crate::operate::instance::function::Ended;
use crate::operate::instance::image::{Images, Upgrade};
use crate::operate::instance::runs::Outcome;
use crate::operate::instance::ssh::Command;
use crate::operate::instance::status::{AgentState, Last, Status};
use crate::operate::instance::{State, Verb};
use crate::operate::schedules;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::{self, Write};
use std::path::Path;

/// The state of the instance, one line for each property.
pub fn status(
    out: &mut dyn Write,
    status: &Status,
    here: &TimeZone,
    now: Timestamp,
    format: Format,
) -> io::Result<()> {
    let state = status.state.as_ref();
    let style = match state {
        Some(State::Running) => GREEN,
        Some(State::Stopped) => DIM,
        Some(State::Terminated | State::ShuttingDown) => RED,
        _ => YELLOW,
    };
    let word = state.map_or("in an unknown state", State::as_str);
    let (stack, id, region) = (&status.stack, &status.instance, &status.region);
    writeln!(
        out,
        "{BOLD}{stack}{BOLD:#}  {style}{word}{style:#}  {DIM}{id} in {region}{DIM:#}"
    )?;
    let kind = status.instance_type.iter().map(String::as_str);
    let public = status.public_address.iter().map(String::as_str);
    let facts = kind.chain(public).collect::<Vec<_>>();
    if !facts.is_empty() {
        writeln!(out, "  {}", facts.join(", "))?;
    }
    agent(out, status, format)?;
    image(out, &status.image)?;
    for row in &status.schedules {
        hours(out, row, here)?;
    }
    if status.open && state != Some(&State::Running) {
        writeln!(
            out,
            "  {YELLOW}the market is open{YELLOW:#}, but the instance is not running: run `sa-infra instance start`"
        )?;
    }
    status.last.iter().try_for_each(|one| last(out, one, now, format))
}

fn agent(out: &mut dyn Write, status: &Status, format: Format) -> io::Result<()> {
    let seen = status
        .last_ping
        .map(|at| format!(", last seen {}", format.time(at)));
    let seen = seen.unwrap_or_default();
    let platform = status.platform.as_deref().unwrap_or("unknown operating system");
    match (&status.agent, &status.state) {
        (AgentState::Online, _) => writeln!(out, "  agent {GREEN}online{GREEN:#}: {platform}"),
        (AgentState::Starting, _) => writeln!(
            out,
            "  agent {YELLOW}starting{YELLOW:#}: it reports a few minutes after a start of the instance"
        ),
        (AgentState::Offline, Some(State::Running)) => writeln!(
            out,
            "  agent {RED}offline{RED:#}{seen}: it receives no commands and cannot be stopped safely"
        ),
        (AgentState::Unknown, Some(State::Running)) => writeln!(
            out,
            "  agent {RED}never seen{RED:#}: check the network and the role of the instance"
        ),
        _ => writeln!(out, "  {DIM}agent offline{seen}{DIM:#}"),
    }
}

fn image(out: &mut dyn Write, images: &Images) -> io::Result<()> {
    let current = images.current.as_deref().unwrap_or("unknown");
    match &images.newest {
        None if images.configured => writeln!(out, "  image {current}, set in the configuration"),
        None => writeln!(out, "  image {current}; AWS publishes none in this region"),
        Some(newest) if images.is_outdated() => writeln!(
            out,
            "  image {current}; {YELLOW}newer{YELLOW:#}: {newest}; run `sa-infra instance upgrade-image`"
        ),
        Some(_) => writeln!(out, "  image {current}, the newest"),
    }
}

fn hours(out: &mut dyn Write, row: &schedules::Row, here: &TimeZone) -> io::Result<()> {
    let verb = row.service.rsplit('-').next().unwrap_or(&row.service);
    if row.state == schedules::State::Paused {
        let name = &row.service;
        return writeln!(
            out,
            "  next {verb}: {YELLOW}paused{YELLOW:#}; run `sa-infra schedule resume {name}`"
        );
    }
    let Some(next) = row.next.first() else {
        return writeln!(out, "  next {verb}: unknown");
    };
    let there = TimeZone::get(&row.timezone).unwrap_or(TimeZone::UTC);
    let (theirs, ours) = (local(*next, &there), local(*next, here));
    if theirs == ours {
        return writeln!(out, "  next {verb}: {theirs}");
    }
    writeln!(out, "  next {verb}: {theirs}  {DIM}= {ours}{DIM:#}")
}

fn last(out: &mut dyn Write, last: &Last, now: Timestamp, format: Format) -> io::Result<()> {
    let verb = last.verb.word();
    let Some(run) = &last.run else {
        return writeln!(out, "  {DIM}last {verb}: none in recent days{DIM:#}");
    };
    let at = format.time(run.begun);
    match (&run.outcome, run.ended) {
        (Some(outcome), _) => {
            write!(out, "  last {verb}: {at}: ")?;
            said(out, outcome)
        }
        (None, None) if run.is_in_progress(now) => {
            let since = duration(now.as_second() - run.begun.as_second());
            writeln!(out, "  last {verb}: {at}: {YELLOW}running{YELLOW:#} for {since}")
        }
        _ => writeln!(out, "  last {verb}: {at}: {RED}result unknown{RED:#}"),
    }
}

/// The outcome of an invocation, on separate lines if it is long.
fn said(out: &mut dyn Write, outcome: &Outcome) -> io::Result<()> {
    let state = outcome.state.as_deref().unwrap_or("ended");
    match (&outcome.error, &outcome.reason) {
        (Some(error), _) => {
            let mut lines = error.lines().map(uncolored);
            let first = lines.next().unwrap_or_default();
            writeln!(out, "{RED}failed{RED:#}: {first}")?;
            lines.try_for_each(|line| writeln!(out, "    {line}"))?;
        }
        (None, Some(reason)) => writeln!(out, "{state}: {}", uncolored(reason))?,
        (None, None) => writeln!(out, "{state}")?,
    }
    let mut warnings = outcome.warnings.iter();
    warnings.try_for_each(|warning| writeln!(out, "    {YELLOW}warning{YELLOW:#}: {}", uncolored(warning)))
}

/// The instance has the wanted state already.
pub fn already(out: &mut dyn Write, ended: &Ended) -> io::Result<()> {
    let state = ended
        .machine
        .as_ref()
        .map_or("in the requested state", State::as_str);
    writeln!(
        out,
        "{}: the instance is already {state}; nothing was changed",
        ended.stack
    )
}

/// A note in advance.
pub fn note(err: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
    writeln!(err, "{name}: {YELLOW}note{YELLOW:#}: {text}")
}

/// A function was invoked.
pub fn asked(err: &mut dyn Write, name: &str, verb: Verb) -> io::Result<()> {
    let verb = verb.word();
    writeln!(
        err,
        "{GREEN}invoked{GREEN:#} the {verb} function of {name}; it takes some minutes and continues without this program"
    )
}

/// It has started.
pub fn begun(err: &mut dyn Write, name: &str, verb: Verb) -> io::Result<()> {
    writeln!(err, "{DIM}{name}: {} is running{DIM:#}", verb.word())
}

/// The user leaves.
pub fn left(err: &mut dyn Write, name: &str, verb: Verb) -> io::Result<()> {
    let verb = verb.word();
    writeln!(
        err,
        "{DIM}\n{verb} continues; `sa-infra instance status` shows its result, `sa-infra logs {name}-{verb} --follow` its log{DIM:#}"
    )
}

/// It has ended.
pub fn ended(out: &mut dyn Write, ended: &Ended) -> io::Result<()> {
    let (name, verb) = (&ended.stack, ended.verb.word());
    write!(out, "{BOLD}{name}{BOLD:#}: ")?;
    said(out, &ended.outcome)?;
    if ended.is_done() {
        return Ok(());
    }
    if let Some(state) = &ended.machine {
        let costs = if *state == State::Running {
            ", and costs money"
        } else {
            ""
        };
        writeln!(out, "  the instance is {state}{costs}")?;
    }
    let fix = match (ended.verb, &ended.outcome.error) {
        (Verb::Start, None) => {
            "`sa-infra instance start --force` starts it anyway, without installing a program".to_owned()
        }
        _ => format!(
            "correct the reported problem, then run `sa-infra instance {verb}` again; `sa-infra logs {name}-{verb} --since 1h` shows the whole log"
        ),
    };
    writeln!(out, "  fix: {fix}")
}

/// Why the connection uses Session Manager.
pub fn tunnel(err: &mut dyn Write, why: &str) -> io::Result<()> {
    writeln!(err, "{DIM}through Session Manager, {why}{DIM:#}")
}

/// A command to run.
pub fn command(out: &mut dyn Write, environment: &[(&str, String)], command: &Command) -> io::Result<()> {
    environment
        .iter()
        .try_for_each(|(name, value)| write!(out, "{name}={} ", Command::quoted(value)))?;
    writeln!(out, "{command}")
}

/// The file of the key.
pub fn key(out: &mut dyn Write, file: &Path) -> io::Result<()> {
    writeln!(
        out,
        "{GREEN}wrote{GREEN:#} {}: anyone who has this file can log in",
        file.display()
    )
}

/// The effect of an upgrade on the instance.
pub fn upgrade(out: &mut dyn Write, upgrade: &Upgrade, dangers: &[&str]) -> io::Result<()> {
    let (name, id) = (&upgrade.stack, &upgrade.instance);
    let unknown = || "unknown".to_owned();
    let current = upgrade.images.current.clone().unwrap_or_else(unknown);
    let newest = upgrade.images.newest.clone().unwrap_or_else(unknown);
    if !upgrade.images.is_outdated() {
        return writeln!(out, "{name}: {current} is the newest image; nothing was changed");
    }
    writeln!(out, "{name}: image {current} -> {BOLD}{newest}{BOLD:#}")?;
    writeln!(
        out,
        "  {YELLOW}{id} will be replaced{YELLOW:#}: a new instance with a new address and an empty disk"
    )?;
    dangers
        .iter()
        .try_for_each(|danger| writeln!(out, "  {RED}{danger}{RED:#}"))
}

/// The new instance is ready.
pub fn replaced(err: &mut dyn Write, name: &str) -> io::Result<()> {
    writeln!(
        err,
        "{name}: {YELLOW}note{YELLOW:#}: the new instance is running; `sa-infra instance stop` stops it until its next start"
    )
}
