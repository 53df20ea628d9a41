//! The local AWS emulator: installs itself, outlives the command that started it, and is found again.
//!
//! It is a Python program, pinned by hash, in its own virtual environment. A command that starts it takes a lock, so
//! that two terminals share one. A token in its responses distinguishes it from another program on the same port.

mod error;
mod place;
mod process;
pub mod python;
mod record;
pub mod reduce;

use crate::cloud::{Access, Secret};
use jiff::Timestamp;
use process::Started;
use record::Record;
use serde::Serialize;
use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

pub use error::Error;
pub use place::Place;

/// The emulator and all its dependencies, each pinned by its hash.
pub const REQUIREMENTS: &str = include_str!("../../tests/ministack.txt");

/// The emulator behind its guard. The rest of its command line is its token.
const GUARD: &str = include_str!("emulator/guard.py");

/// The preferred port.
const PORT: u16 = 4566;

/// How many other ports are tried.
const TRIES: usize = 4;

/// Progress for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Another process starts or stops the emulator: waiting for it.
    Waiting,
    /// It is being installed: once.
    Installing,
    /// It is being started.
    Starting,
}

/// The state of the emulator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Whether it is running.
    pub running: bool,
    /// The URL.
    pub url: Option<String>,
    /// The process id.
    pub process: Option<u32>,
    /// The access key id, and the secret, of this start; without it no request is answered. The account is 000000000000.
    pub access_key: Option<String>,
    /// Whether functions run code.
    pub functions: bool,
    /// When it was started.
    pub since: Option<Timestamp>,
    /// The directory of its state and its log.
    pub directory: PathBuf,
}

impl Status {
    /// How to access it; `None` while it does not run.
    pub fn access(&self) -> Option<Access> {
        let key = self.access_key.clone()?;
        Some(Access {
            endpoint_url: Some(self.url.clone()?),
            credentials: Some((key.clone(), Secret::new(key))),
            ..Access::default()
        })
    }
}

/// The state of the emulator.
pub fn status(place: &Place) -> Status {
    let trusted = || place.trusted().ok().and_then(|()| record::read(place));
    let running = trusted().filter(process::is_healthy);
    shown(place, running.as_ref())
}

fn shown(place: &Place, running: Option<&Record>) -> Status {
    Status {
        running: running.is_some(),
        url: running.map(Record::url),
        process: running.map(|record| record.process),
        access_key: running.map(|record| record.key.clone()),
        functions: running.is_some_and(|record| record.functions),
        since: running.map(|record| record.since),
        directory: place.home.clone(),
    }
}

/// Starts it unless it is running. With `functions`, Lambda functions run code as this user; an emulator that runs
/// without them is restarted.
pub fn start(place: &Place, functions: bool, tell: &mut dyn FnMut(Step)) -> Result<Status, Error> {
    place.trusted()?;
    let is_wanted = |record: &Record| record.is_current() && (record.functions || !functions);
    let current = || record::read(place).filter(is_wanted);
    // A healthy emulator needs no lock.
    if let Some(record) = current().filter(process::is_healthy) {
        return Ok(shown(place, Some(&record)));
    }
    let _lock = lock(place, tell)?;
    if let Some(record) = current().filter(process::recovers) {
        return Ok(shown(place, Some(&record)));
    }
    let before = record::read(place);
    if let Some(record) = &before {
        // It has another version, or does not answer.
        process::stop(record)?;
    }
    let mut installed = || {
        python::environment(python::NAME, REQUIREMENTS, &place.tools, || {
            tell(Step::Installing);
        })
    };
    let mut python = installed()?;
    if !python::is_unchanged(python::NAME, &python)? {
        python = installed()?;
    }
    tell(Step::Starting);
    let mut port = before.map_or(PORT, |record| record.port);
    for _ in 0..TRIES {
        match process::start(place, &python, port, functions)? {
            Started::Ready(record) => return Ok(shown(place, Some(&record))),
            Started::Ended => port = process::free_port()?,
        }
    }
    Err(Error::Ended(place.log()))
}

/// Stops it, after it has saved its state. False when it was not running.
pub fn stop(place: &Place, tell: &mut dyn FnMut(Step)) -> Result<bool, Error> {
    let _lock = lock(place, tell)?;
    let Some(record) = record::read(place) else {
        return Ok(false);
    };
    let stopped = process::stop(&record)?;
    record::remove(place)?;
    Ok(stopped)
}

/// Deletes its state. It runs afterwards if it was running before.
pub fn reset(place: &Place, tell: &mut dyn FnMut(Step)) -> Result<Status, Error> {
    let functions = record::read(place).is_some_and(|record| record.functions);
    let ran = stop(place, tell)?;
    let lock = lock(place, tell)?;
    for directory in [place.state(), place.objects()] {
        match fs::remove_dir_all(&directory) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::file("remove", &directory, error));
            }
            _ => {}
        }
    }
    drop(lock);
    if ran {
        start(place, functions, tell)
    } else {
        Ok(status(place))
    }
}

/// Takes the lock; a second process reports that it waits.
fn lock(place: &Place, tell: &mut dyn FnMut(Step)) -> Result<File, Error> {
    place.make()?;
    let path = place.home.join("lock");
    let file = File::create(&path).map_err(|error| Error::file("write", &path, error))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        tell(Step::Waiting);
    }
    file.lock().map_err(|error| Error::file("lock", &path, error))?;
    Ok(file)
}
