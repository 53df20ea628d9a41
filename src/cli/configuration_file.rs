//! The configuration file in use, for questions.

use crate::settings;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The configuration file in use.
static CONFIGURATION: OnceLock<Option<PathBuf>> = OnceLock::new();

/// Remembers the file of the stacks.
pub(super) fn remember(file: Option<&Path>) {
    // The same stacks in another namespace come from the same file.
    let _ = CONFIGURATION.set(file.map(Path::to_path_buf));
}

/// The configuration file, for questions.
pub(super) fn name() -> Option<String> {
    Some(match CONFIGURATION.get()? {
        Some(file) => format!("configuration {}", settings::shown(file).display()),
        None => "no configuration file".to_owned(),
    })
}
