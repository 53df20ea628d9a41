//! An upload: the packed files, the extra files, the omitted files. Names and sizes only.

use super::size::size;
use super::{BOLD, DIM, YELLOW, count};
use crate::operate::upload::Pack;
use std::io::{self, Write};

/// The files that are not uploaded.
pub fn left_out(err: &mut dyn Write, pack: &Pack) -> io::Result<()> {
    for left in &pack.left_out {
        writeln!(
            err,
            "{}: {YELLOW}note{YELLOW:#}: {} is not packed: {}",
            pack.stack, left.name, left.because
        )?;
    }
    Ok(())
}

/// An object is uploaded.
pub fn sent(err: &mut dyn Write, name: &str) -> io::Result<()> {
    writeln!(err, "{DIM}uploaded{DIM:#} {name}")
}

/// The maximum number of files of an archive that are listed by default.
const NAMED: usize = 40;

/// Everything, with the files of the archive if there are not too many, or all of them with `list`.
pub fn human(out: &mut dyn Write, pack: &Pack, list: bool) -> io::Result<()> {
    let width = pack.files.iter().map(|file| file.name.len());
    let archive = pack.archive.as_ref().map(|archive| archive.name.len());
    let width = width.chain(archive).max().unwrap_or(0);
    for file in &pack.files {
        writeln!(out, "{BOLD}{:<width$}{BOLD:#}  {}", file.name, size(file.bytes))?;
    }
    if let Some(archive) = &pack.archive {
        let whole = archive.files.iter().map(|file| file.bytes).sum::<u64>();
        writeln!(
            out,
            "{BOLD}{:<width$}{BOLD:#}  {}, {} of {}",
            archive.name,
            size(archive.bytes),
            size(whole),
            count(archive.files.len(), "file")
        )?;
        let named = if list { archive.files.len() } else { NAMED };
        for file in archive.files.iter().take(named) {
            writeln!(out, "  {} {DIM}{}{DIM:#}", file.name, size(file.bytes))?;
        }
        if archive.files.len() > named {
            writeln!(
                out,
                "  {DIM}and {} more: --list{DIM:#}",
                archive.files.len() - named
            )?;
        }
    }
    match &pack.bucket {
        Some(bucket) => writeln!(out, "uploaded to {bucket}"),
        None => writeln!(out, "nothing was uploaded"),
    }
}
