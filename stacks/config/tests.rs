//! The configuration: without a file, changed by a file, and refused.

mod bad;
mod files;
mod good;
mod init;

use super::Config;
use sa_infra::settings::{Loaded, Problems};
use std::path::Path;

/// The configuration of a file with this text.
fn read(text: &str) -> Result<Loaded<Config>, Problems> {
    Config::read(Some((Path::new("sa-infra.toml"), text)), None, None)
}

/// The same for a valid file.
fn fine(text: &str) -> Loaded<Config> {
    read(text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The value and the source of a key, as TOML with a comment.
fn shown(loaded: &Loaded<Config>, key: &str) -> String {
    let entry = loaded.entries.iter().find(|entry| entry.key == key);
    entry.map_or_else(
        || "not there".to_owned(),
        |entry| format!("{} # {}", entry.toml(), entry.source),
    )
}
