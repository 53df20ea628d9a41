//! The template files in the arguments: files, directories, patterns, standard input; and their text, with limits.

use super::disk::{self, Error};
use crate::model::template::Template;
use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Suffixes of possible template files.
const ENDINGS: [&str; 5] = ["json", "yaml", "yml", "template", "cfn"];

/// The files of an argument, and whether it names a file itself. A directory or a pattern may also match files that
/// are not templates.
pub fn find(word: &Path) -> Result<(Vec<PathBuf>, bool), Error> {
    if word.is_dir() {
        let found = below(word, None)?;
        if found.is_empty() {
            return Err(Error::new(
                "read",
                word,
                io::Error::other("no template is below it"),
            ));
        }
        return Ok((found, false));
    }
    let text = word.to_string_lossy();
    if word.symlink_metadata().is_ok() || !text.contains(['*', '?', '[', '{']) {
        return Ok((vec![word.to_owned()], true));
    }
    // The walk starts at the longest part of the path without a pattern.
    let parts = word.iter().collect::<Vec<_>>();
    let is_pattern = |part: &&std::ffi::OsStr| part.to_string_lossy().contains(['*', '?', '[', '{']);
    let plain = parts
        .iter()
        .take_while(|part| !is_pattern(part))
        .collect::<PathBuf>();
    let pattern = parts
        .iter()
        .skip_while(|part| !is_pattern(part))
        .collect::<PathBuf>();
    let base = if plain.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &plain
    };
    let found = below(base, Some(&pattern))?;
    if found.is_empty() {
        return Err(Error::new("read", word, ErrorKind::NotFound.into()));
    }
    Ok((found, false))
}

/// The files below a directory, by name, without hidden files and those that `.gitignore` names.
fn below(directory: &Path, pattern: Option<&Path>) -> Result<Vec<PathBuf>, Error> {
    let mut walk = WalkBuilder::new(directory);
    walk.require_git(false).sort_by_file_name(Ord::cmp);
    if let Some(pattern) = pattern {
        let mut only = OverrideBuilder::new(directory);
        let glob = format!("/{}", pattern.display());
        let built = only.add(&glob).and_then(|only| only.build());
        walk.overrides(built.map_err(|_| Error::new("read", pattern, ErrorKind::InvalidInput.into()))?);
    }
    let mut files = Vec::new();
    for entry in walk.build() {
        let entry = entry.map_err(|error| {
            let cause = error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
            Error::new("list", directory, cause)
        })?;
        let is_template = || {
            let ending = entry.path().extension().unwrap_or_default();
            ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
        };
        // As in a shell, `*` does not match hidden files.
        let is_hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
        let wants_hidden = pattern.and_then(Path::file_name).is_some_and(is_hidden);
        if is_hidden(entry.file_name()) && !wants_hidden {
            continue;
        }
        if entry.file_type().is_some_and(|kind| kind.is_file()) && (pattern.is_some() || is_template()) {
            let path = entry.into_path();
            files.push(
                path.strip_prefix("./")
                    .map_or_else(|_| path.clone(), Path::to_owned),
            );
        }
    }
    Ok(files)
}

/// The text of a file. Refuses a file without an end, such as a device or a FIFO, and one that is far too large.
pub fn read(path: &Path) -> Result<String, Error> {
    disk::read_text(path)
}

/// The text of standard input.
pub fn read_input() -> Result<String, Error> {
    let failed = |cause| Error::new("read", Path::new("standard input"), cause);
    let bytes = disk::bounded(io::stdin().lock(), disk::LONGEST).map_err(failed)?;
    String::from_utf8(bytes).map_err(|_| failed(ErrorKind::InvalidData.into()))
}

/// Whether a string can be a template at all. Used for files that a directory or a pattern matched: events, manifests
/// and packages cannot.
pub fn looks_like_template(text: &str) -> bool {
    let is_likely = ["Resources", "AWSTemplateFormatVersion", "AWS::"]
        .iter()
        .any(|word| text.contains(word));
    is_likely && Template::has_section(text)
}
