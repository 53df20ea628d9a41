//! The user's cache directory: its contents can be recreated, and only the user can read them.

use std::env;
use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};

/// Our directory in the user's cache, by the convention of the system; `None` when no variable says where that is.
pub(crate) fn directory() -> Option<PathBuf> {
    Some(of_user()?.join("sa-infra"))
}

fn of_user() -> Option<PathBuf> {
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

/// The value of an environment variable, unless it is empty.
pub(crate) fn set(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// Creates a directory that only this user can read, with its parents.
pub(crate) fn make(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory)
}
