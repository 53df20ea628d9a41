//! A run of a service, for people.

use super::tasks::{duration, why};
use super::{BOLD, DIM, GREEN, RED, YELLOW};
use crate::operate::launch::Launch;
use crate::operate::run::Obstacle;
use crate::operate::tasks::Row;
use std::io::{self, Write};

/// Nothing prevents a run.
pub fn ready(out: &mut dyn Write, service: &str) -> io::Result<()> {
    writeln!(out, "{GREEN}ready{GREEN:#} {service}: nothing was started")
}

/// The task that would run.
pub fn launch(
    err: &mut dyn Write,
    service: &str,
    launch: &Launch,
    command: Option<&[String]>,
) -> io::Result<()> {
    let end = |arn: &str| arn.rsplit('/').next().unwrap_or(arn).to_owned();
    let arguments = command.unwrap_or(&launch.command).join(" ");
    let other = if command.is_some() {
        "  (not those of the schedule)"
    } else {
        ""
    };
    writeln!(err, "{BOLD}{service}{BOLD:#}  {arguments}{other}")?;
    let address = if launch.public_ip { "with" } else { "without" };
    writeln!(err, "  {DIM}task definition{DIM:#} {}", end(&launch.definition))?;
    writeln!(err, "  {DIM}cluster{DIM:#} {}", end(&launch.cluster))?;
    writeln!(
        err,
        "  {DIM}network{DIM:#} {}, {}, {address} public address",
        launch.subnets.join(" "),
        launch.security_groups.join(" ")
    )
}

/// What prevents a run.
pub fn obstacles(err: &mut dyn Write, service: &str, obstacles: &[Obstacle]) -> io::Result<()> {
    obstacles.iter().try_for_each(|Obstacle { what, fix }| {
        writeln!(
            err,
            "{YELLOW}not ready{YELLOW:#}: {service}: {what}\n  fix: {fix}"
        )
    })
}

/// The task was requested.
pub fn started(err: &mut dyn Write, service: &str, task: &str) -> io::Result<()> {
    writeln!(err, "{GREEN}started{GREEN:#} {service}: task {task}")
}

/// Its status changed.
pub fn status(err: &mut dyn Write, status: &str) -> io::Result<()> {
    writeln!(err, "{DIM}task is {}{DIM:#}", status.to_lowercase())
}

/// The user leaves.
pub fn detached(err: &mut dyn Write, service: &str) -> io::Result<()> {
    writeln!(
        err,
        "{DIM}the task keeps running; `sa-infra tasks {service}` shows it, `sa-infra logs {service} --follow` its log{DIM:#}"
    )
}

/// It has ended.
pub fn ended(err: &mut dyn Write, row: &Row) -> io::Result<()> {
    let ran = row
        .seconds
        .map(|seconds| format!(" after {}", duration(seconds)))
        .unwrap_or_default();
    match (row.exit_code, &row.explained) {
        (_, Some(explained)) => why(err, &row.service, explained),
        (Some(0), None) => writeln!(err, "{GREEN}done{GREEN:#} {}{ran}", row.service),
        _ => writeln!(err, "{RED}ended{RED:#} {}{ran}", row.service),
    }
}
