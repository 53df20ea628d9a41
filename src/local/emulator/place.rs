//! The directory of the emulator, below the user's cache directory, readable only by the user.

use super::Error;
use crate::local::{cache, owner};
use std::path::{Path, PathBuf};

/// The directories of the emulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The directory of its state, its log, and the record of its process.
    pub home: PathBuf,
    /// The directory of its virtual environment.
    pub tools: PathBuf,
}

impl Place {
    /// The directories of this user. `SA_INFRA_TOOLS` moves the virtual environment elsewhere, where others may share
    /// it.
    pub fn of_user() -> Result<Self, Error> {
        let cache = cache::directory().ok_or(Error::NoHome)?;
        let tools = cache::set("SA_INFRA_TOOLS").unwrap_or_else(|| cache.join("tools"));
        Ok(Self {
            home: cache.join("local"),
            tools,
        })
    }

    /// The state of the services, as files, while it does not run.
    pub(super) fn state(&self) -> PathBuf {
        self.home.join("state")
    }

    /// The contents of buckets.
    pub(super) fn objects(&self) -> PathBuf {
        self.home.join("objects")
    }

    /// Its log.
    pub fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    /// Creates the directory.
    pub(super) fn make(&self) -> Result<(), Error> {
        make(&self.home)?;
        self.trusted()
    }

    /// Refuses directories that belong to another user, or that others can write, because code in them is executed.
    pub(super) fn trusted(&self) -> Result<(), Error> {
        trusted(&self.home)?;
        trusted(&self.tools)
    }
}

/// Refuses a directory, or its parent.
pub(super) fn trusted(directory: &Path) -> Result<(), Error> {
    let above = directory.parent().unwrap_or(directory);
    for path in [above, directory] {
        owner::trusted(path).map_err(|error| Error::Untrusted(path.to_owned(), error.to_string()))?;
    }
    Ok(())
}

/// Creates a directory that only this user can read.
pub(super) fn make(directory: &Path) -> Result<(), Error> {
    cache::make(directory).map_err(|error| Error::file("make", directory, error))
}
