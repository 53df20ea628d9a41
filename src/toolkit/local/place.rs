//! Where the emulator lives: below the user's cache directory, for its owner only.

use super::Error;
use std::env;
use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

/// Where the emulator lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What it holds, its log, and who runs it.
    pub home: PathBuf,
    /// Where its virtual environment is.
    pub tools: PathBuf,
}

impl Place {
    /// That of this user. `SA_INFRA_TOOLS` puts the virtual environment somewhere else, where others may share it.
    pub fn of_user() -> Result<Self, Error> {
        let cache = cache().ok_or(Error::NoHome)?.join("sa-infra");
        let tools = set("SA_INFRA_TOOLS").unwrap_or_else(|| cache.join("tools"));
        Ok(Self {
            home: cache.join("local"),
            tools,
        })
    }

    /// What the services hold, as files, while it does not run.
    pub(super) fn state(&self) -> PathBuf {
        self.home.join("state")
    }

    /// The contents of buckets.
    pub(super) fn objects(&self) -> PathBuf {
        self.home.join("objects")
    }

    /// What it says while it runs.
    pub fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    /// Makes the directory.
    pub(super) fn make(&self) -> Result<(), Error> {
        make(&self.home)
    }
}

/// Makes a directory that nobody else looks into.
pub(super) fn make(directory: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .recursive(true)
        .create(directory)
        .map_err(|error| Error::file("make", directory, error))
}

/// The user's cache directory, by the custom of the system.
fn cache() -> Option<PathBuf> {
    if let Some(cache) = set("XDG_CACHE_HOME").filter(|path| path.is_absolute()) {
        return Some(cache);
    }
    if cfg!(windows) {
        return set("LOCALAPPDATA");
    }
    let below = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    Some(env::home_dir().filter(|home| home.is_absolute())?.join(below))
}

fn set(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}
