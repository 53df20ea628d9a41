//! The template files in the arguments: files, directories, patterns, standard input; and their text, with limits.

use super::disk::{self, Error};
use super::glob::{Glob, Syntax};
use super::ignore_rules::Verdict;
use super::walk::{self, IGNORE_FILES, Options, Walk, is_hidden};
use crate::model::template::Template;
use std::ffi::OsStr;
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
    let is_pattern = |part: &&OsStr| part.to_string_lossy().contains(['*', '?', '[', '{']);
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
    let names = pattern.iter().map(OsStr::as_encoded_bytes);
    let glob = Glob::new(&names.collect::<Vec<_>>().join(&b'/'), Syntax::Typed);
    let glob = glob.map_err(|error| {
        let cause = io::Error::new(ErrorKind::InvalidInput, error);
        Error::new("read", word, cause)
    })?;
    let found = below(base, Some((&pattern, &glob)))?;
    if found.is_empty() {
        return Err(Error::new("read", word, ErrorKind::NotFound.into()));
    }
    Ok((found, false))
}

/// The files below a directory, by name, without hidden files and those that ignore files exclude.
fn below(directory: &Path, pattern: Option<(&Path, &Glob)>) -> Result<Vec<PathBuf>, Error> {
    // A pattern has precedence over ignore files.
    let only = |below: &[u8], is_directory: bool| match pattern {
        Some((_, glob)) if glob.matches(below) => Some(Verdict::Include),
        Some(_) if !is_directory => Some(Verdict::Exclude),
        _ => None,
    };
    let options = Options {
        names: IGNORE_FILES,
        is_in_repository: true,
        skips_hidden: true,
        follows_links: false,
    };
    let mut files = Vec::new();
    for entry in Walk::new(directory, options, only) {
        let entry = entry.map_err(|error| match error {
            walk::Error::Disk(error) => error,
            error @ walk::Error::Loop(..) => Error::new("list", directory, io::Error::other(error)),
        })?;
        let is_template = || {
            let ending = entry.path().extension().unwrap_or_default();
            ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
        };
        // As in a shell, `*` does not match hidden files.
        let last = pattern.and_then(|(pattern, _)| pattern.file_name());
        let wants_hidden = last.is_some_and(is_hidden);
        if is_hidden(entry.file_name()) && !wants_hidden {
            continue;
        }
        if entry.file_type().is_file() && (pattern.is_some() || is_template()) {
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
