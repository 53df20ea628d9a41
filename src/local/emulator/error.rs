//! Why the emulator does not run, and how to fix it.

use crate::local::disk;
use std::io;
use std::path::{Path, PathBuf};

/// Why the emulator does not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No variable names the cache directory.
    #[error("no directory for the emulator: neither a cache nor a home directory is set")]
    NoHome,
    /// Python is missing, or does not run.
    #[error("the emulator needs Python, which cannot be run: {0}")]
    NoPython(String),
    /// Python is too old.
    #[error("the emulator needs Python 3.10 or newer, this is {0}")]
    OldPython(String),
    /// Python's standard library is incomplete, as Debian packages it.
    #[error("python3 cannot create a virtual environment: {0}")]
    NoVenv(String),
    /// A directory is not private to this user.
    #[error("{}: {}", .0.display(), .1)]
    Untrusted(PathBuf, String),
    /// The packages cannot be installed.
    #[error("pip cannot install the emulator: {0}")]
    NoPackages(String),
    /// An operation on a file or directory failed.
    #[error(transparent)]
    File(#[from] disk::Error),
    /// No port is free.
    #[error("no free port on 127.0.0.1")]
    NoPort(#[source] io::Error),
    /// It exited immediately.
    #[error("the emulator exited immediately{}", last_words(.0))]
    Ended(PathBuf),
    /// It does not answer.
    #[error("the emulator started but does not answer{}", last_words(.0))]
    Silent(PathBuf),
    /// It does not stop.
    #[error("the emulator (process {0}) does not stop")]
    Immortal(u32),
}

impl Error {
    pub(super) fn file(what: &'static str, path: &Path, source: io::Error) -> Self {
        disk::Error::new(what, path, source).into()
    }

    /// What to do about it, a lowercase fragment.
    pub fn fix(&self) -> String {
        match self {
            Self::NoHome => "set HOME, or XDG_CACHE_HOME to an absolute path".to_owned(),
            Self::NoPython(_) | Self::NoVenv(_) => {
                "install Python 3.10 or newer with its venv and pip modules; on Debian and Ubuntu: apt-get install \
                 python3 python3-venv"
                    .to_owned()
            }
            Self::OldPython(_) => "put a newer python3 first in PATH".to_owned(),
            Self::NoPackages(_) => {
                "let pip reach its package index, which it needs once; for a proxy or another index, \
                 configure pip (`pip config`)"
                    .to_owned()
            }
            Self::Untrusted(path, _) => format!(
                "delete {0}, or run `chown -R $USER {0}` and `chmod -R go-w {0}`; what is in it is run as you",
                path.display()
            ),
            Self::File(error) => error.fix(),
            Self::NoPort(_) => "check which programs listen on this machine".to_owned(),
            Self::Ended(log) | Self::Silent(log) => {
                format!("see {}; `sa-infra local reset` deletes the state", log.display())
            }
            Self::Immortal(process) => format!("stop process {process} yourself"),
        }
    }
}

/// The last line of its log.
fn last_words(log: &Path) -> String {
    let log = std::fs::read_to_string(log).unwrap_or_default();
    let last = log.lines().rfind(|line| !line.trim().is_empty());
    last.map_or_else(String::new, |line| format!(": {}", line.trim()))
}
