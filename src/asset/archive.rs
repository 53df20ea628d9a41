//! ZIP archives: the same files always give the same bytes.

use super::Unavailable;
use super::hash::Hash;
use super::walk::{self, CODE_LIMIT, Entry};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What everybody may read, and what everybody may run.
const READ: u32 = 0o644;
const RUN: u32 = 0o755;

/// An archive in the making.
pub(super) struct Archive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Archive {
    pub(super) fn new() -> Self {
        Self {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
        }
    }

    pub(super) fn add(&mut self, name: &str, runs: bool, bytes: &[u8]) -> Result<(), Unavailable> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(if runs { RUN } else { READ });
        let written = self.zip.start_file(name, options).map_err(std::io::Error::from);
        let written = written.and_then(|()| self.zip.write_all(bytes));
        written.map_err(|error| unpacked(name, &error))
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, Unavailable> {
        let finished = self.zip.finish().map_err(std::io::Error::from);
        Ok(finished
            .map_err(|error| unpacked("the archive", &error))?
            .into_inner())
    }
}

/// Packs these files and hashes them on the way.
pub(super) fn pack(entries: &[Entry], mut hash: Hash) -> Result<(Vec<u8>, String), Unavailable> {
    let mut archive = Archive::new();
    for entry in entries {
        let bytes = walk::read(&entry.path, CODE_LIMIT)?;
        hash.add_file(entry, &bytes);
        archive.add(&entry.name, entry.runs, &bytes)?;
    }
    Ok((archive.finish()?, hash.finish()))
}

fn unpacked(name: &str, error: &std::io::Error) -> Unavailable {
    Unavailable::new(format!("{name} cannot be packed: {error}"), "exclude it")
}
