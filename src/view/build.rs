//! Builds, for people.

use super::tasks::duration;
use super::{DIM, Format, GREEN, RED, YELLOW, write_table};
use crate::operate::build::{Cause, Phase, Row, Status};
use std::io::{self, Write};

/// A table of builds.
pub fn table(out: &mut dyn Write, rows: &[Row], format: Format) -> io::Result<()> {
    if rows.is_empty() {
        return writeln!(out, "{DIM}no builds yet; run `sa-infra build`{DIM:#}");
    }
    let cells = rows.iter().map(|row| {
        [
            row.service.clone(),
            row.number.map_or("-".to_owned(), |number| format!("#{number}")),
            row.status.as_str().to_lowercase().replace('_', " "),
            row.started.map_or("-".to_owned(), |at| format.time(at)),
            row.seconds.map_or("-".to_owned(), duration),
            source(row),
            row.failed
                .as_ref()
                .map_or("-".to_owned(), |phase| phase.name.to_lowercase()),
        ]
    });
    let header = [
        "SERVICE",
        "BUILD",
        "STATUS",
        "STARTED",
        "TOOK",
        "SOURCE",
        "FAILED IN",
    ];
    write_table(out, header, cells.collect(), format)
}

/// `master @ 0123456`.
fn source(row: &Row) -> String {
    let commit = row
        .commit
        .as_deref()
        .map(|commit| commit.get(..7).unwrap_or(commit));
    match (row.version.as_deref(), commit) {
        (Some(version), Some(commit)) if !version.starts_with(commit) => format!("{version} @ {commit}"),
        (version, commit) => commit.or(version).unwrap_or("-").to_owned(),
    }
}

/// A build was requested.
pub fn started(err: &mut dyn Write, service: &str, id: &str) -> io::Result<()> {
    writeln!(err, "{GREEN}started{GREEN:#} {service}: build {id}")
}

/// AWS did not start a build, while others run.
pub fn refused(err: &mut dyn Write, service: &str) -> io::Result<()> {
    writeln!(
        err,
        "{RED}not started{RED:#} {service} and the services after it; the builds that have started are followed to their end"
    )
}

/// A phase of a build.
pub fn phase(err: &mut dyn Write, service: &str, phase: &Phase) -> io::Result<()> {
    let name = phase.name.to_lowercase().replace('_', " ");
    let took = phase
        .seconds
        .map(|seconds| format!(" ({})", duration(seconds)))
        .unwrap_or_default();
    match &phase.status {
        None | Some(Status::InProgress) => writeln!(err, "{DIM}{service} | {name} ...{DIM:#}"),
        Some(Status::Succeeded) => writeln!(err, "{DIM}{service} | {name} done{took}{DIM:#}"),
        Some(status) => {
            let status = status.as_str().to_lowercase().replace('_', " ");
            let message = phase
                .message
                .as_deref()
                .map(|text| format!(": {text}"))
                .unwrap_or_default();
            writeln!(err, "{RED}{service} | {name} {status}{RED:#}{took}{message}")
        }
    }
}

/// A build has ended.
pub fn ended(out: &mut dyn Write, row: &Row) -> io::Result<()> {
    let took = row
        .seconds
        .map(|seconds| format!(" in {}", duration(seconds)))
        .unwrap_or_default();
    if row.status == Status::Succeeded {
        return match &row.digest {
            Some(digest) => writeln!(out, "{GREEN}built{GREEN:#} {}{took}: {digest}", row.service),
            None => writeln!(
                out,
                "{YELLOW}built{YELLOW:#} {}{took}: the repository has no new image; see `sa-infra images {}`",
                row.service, row.service
            ),
        };
    }
    let status = row.status.as_str().to_lowercase().replace('_', " ");
    let place = row
        .failed
        .as_ref()
        .map(|phase| format!(" in {}", phase.name.to_lowercase()))
        .unwrap_or_default();
    if row.cause == Some(Cause::DockerHubLimit) {
        return writeln!(
            out,
            "{RED}{status}{RED:#} {}{took}{place}: Docker Hub allows no more pulls from this IP address for some hours; builds \
             of others use it too\n  fix: build it again later, or name a mirror of Docker Hub in the configuration (`sa-infra config`) and deploy the \
             builds",
            row.service
        );
    }
    writeln!(
        out,
        "{RED}{status}{RED:#} {}{took}{place}\n  fix: see `sa-infra logs {} --build`",
        row.service, row.service
    )
}

/// The user leaves.
pub fn left(err: &mut dyn Write) -> io::Result<()> {
    writeln!(
        err,
        "{DIM}\nthe builds continue; `sa-infra build list` shows their results{DIM:#}"
    )
}
