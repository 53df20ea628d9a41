//! The hash of the content of an asset: names, contents and which files run, and nothing of times, owners or the order in which
//! a file system lists them.

use super::Unavailable;
use super::walk::{self, CODE_LIMIT, Entry};
use crate::model::hex::hex;
use sha2::{Digest, Sha256};

/// A hash of parts: each with its length, so that no two lists of parts are the same bytes.
#[derive(Clone, Debug)]
pub(super) struct Hash(Sha256);

impl Hash {
    /// Of a kind of asset. The number is another one when the same content becomes another file.
    pub(super) fn of(kind: &str) -> Self {
        let mut hash = Self(Sha256::new());
        hash.add(kind.as_bytes());
        hash
    }

    pub(super) fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part);
    }

    pub(super) fn add_file(&mut self, entry: &Entry, bytes: &[u8]) {
        self.add(entry.name.as_bytes());
        self.add(if entry.runs { b"x" } else { b"-" });
        self.add(bytes);
    }

    /// Adds files, one after the other.
    pub(super) fn add_files(&mut self, entries: &[Entry]) -> Result<(), Unavailable> {
        for entry in entries {
            self.add_file(entry, &walk::read(&entry.path, CODE_LIMIT)?);
        }
        Ok(())
    }

    pub(super) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}
