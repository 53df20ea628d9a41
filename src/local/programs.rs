//! Programs on this machine.

use std::env;
use std::path::PathBuf;

/// The program of this name on the `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path)
        .map(|directory| directory.join(&file))
        .find(|file| file.is_file())
}
