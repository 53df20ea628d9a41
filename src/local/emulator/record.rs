//! The file that records the running emulator for the next command.

use super::{Error, GUARD, Place, REQUIREMENTS, python};
use crate::local::disk;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// The emulator that was started last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Its process.
    pub(super) process: u32,
    /// Its port on 127.0.0.1.
    pub(super) port: u16,
    /// The token in the emulator's answer, by which it is recognized.
    pub(super) token: String,
    /// The access key id that every request needs.
    pub(super) key: String,
    /// Whether functions run code.
    #[serde(default)]
    pub(super) functions: bool,
    /// The fingerprint of its guard and its installed packages.
    #[serde(alias = "requirements")]
    pub(super) version: String,
    /// When it was started.
    pub(super) since: Timestamp,
}

impl Record {
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Whether it is the version of this program.
    pub(super) fn is_current(&self) -> bool {
        self.version == version()
    }
}

/// What a running emulator must have been started from: its guard and its packages.
pub(super) fn version() -> String {
    python::fingerprint(&format!("{GUARD}{REQUIREMENTS}"))
}

fn path(place: &Place) -> PathBuf {
    place.home.join("running.json")
}

/// The last record; `None` if the file is incomplete.
pub(super) fn read(place: &Place) -> Option<Record> {
    serde_json::from_slice(&fs::read(path(place)).ok()?).ok()
}

pub(super) fn write(place: &Place, record: &Record) -> Result<(), Error> {
    let text = serde_json::to_vec(record).unwrap_or_default();
    Ok(disk::replace(&path(place), &text)?)
}

pub(super) fn remove(place: &Place) -> Result<(), Error> {
    let path = path(place);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::file("remove", &path, error)),
        _ => Ok(()),
    }
}
