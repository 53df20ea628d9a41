//! A restore, for people: what is restored, what is kept, which images must be built again.

use super::size::size;
use super::{BOLD, DIM, GREEN, YELLOW, count};
use crate::operate::restore::{News, Summary};
use std::io::{self, Write};

/// The number of objects between two reports.
const OFTEN: usize = 100;

/// What will be restored.
pub fn planned(err: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    writeln!(
        err,
        "{BOLD}{}{BOLD:#}: restoring {}",
        summary.stack,
        what(summary)
    )
}

fn what(summary: &Summary) -> String {
    format!(
        "{} ({}), {} and {}",
        count(summary.objects, "object"),
        size(summary.bytes),
        count(summary.values.len(), "value"),
        count(summary.paused.len(), "paused schedule")
    )
}

/// Prints progress.
pub fn news(err: &mut dyn Write, news: News<'_>) -> io::Result<()> {
    match news {
        News::Objects(done, all) if done % OFTEN == 0 || done == all => {
            writeln!(err, "{DIM}{done} of {}{DIM:#}", count(all, "object"))
        }
        News::Objects(..) => Ok(()),
        News::Value(name) => writeln!(err, "{DIM}set {name}{DIM:#}"),
        News::Paused(name) => writeln!(err, "{DIM}paused {name}{DIM:#}"),
    }
}

/// The summary of a restore, or of a dry run.
pub fn done(out: &mut dyn Write, summary: &Summary, done: bool) -> io::Result<()> {
    let stack = &summary.stack;
    let verb = if done { "restored" } else { "would restore" };
    writeln!(out, "{GREEN}{verb}{GREEN:#} {stack}: {}", what(summary))?;
    if summary.objects_kept > 0 {
        writeln!(
            out,
            "  {} already exist and are kept; --overwrite replaces them",
            count(summary.objects_kept, "key")
        )?;
    }
    for name in &summary.values_kept {
        writeln!(
            out,
            "  {name} was set since, and is kept; --overwrite replaces it"
        )?;
    }
    for missing in &summary.images {
        let short = missing.image.digest.get(..19).unwrap_or(&missing.image.digest);
        let tags = missing.image.tags.join(", ");
        let commit = missing.image.tags.iter().find(|tag| is_commit(tag));
        let fix = match (&missing.service, commit) {
            (Some(service), Some(commit)) => format!(": `sa-infra build {service} --commit {commit}`"),
            (Some(service), None) => format!(": `sa-infra build {service}`"),
            _ => String::new(),
        };
        writeln!(out, "  {YELLOW}missing{YELLOW:#} image {short} ({tags}){fix}")?;
    }
    Ok(())
}

/// Whether a tag is the beginning of a commit hash.
fn is_commit(tag: &str) -> bool {
    tag.len() >= 7 && tag.bytes().all(|byte| byte.is_ascii_hexdigit())
}
