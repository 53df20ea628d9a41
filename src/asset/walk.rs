//! The files of a directory that become part of an asset, sorted by name.

use super::Unavailable;
use crate::local::disk;
use crate::local::ignore_rules::{self, Verdict};
use crate::local::walk::{IGNORE_FILES, Options, Walk};
use std::io;
use std::path::{Path, PathBuf};

/// The most bytes of one file. Lambda takes 250 MB of code unpacked.
pub(super) const CODE_LIMIT: u64 = 512 << 20;

/// More files are no function.
const MOST: usize = 100_000;

/// What ignore files are called, and the directory of a repository: no content.
const NO_CONTENT: [&str; 4] = [".git", ".gitignore", ".ignore", ".dockerignore"];

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path below the directory, with slashes.
    pub(super) name: String,
    /// Where it is.
    pub(super) path: PathBuf,
    /// Whether its owner may run it.
    pub(super) runs: bool,
}

/// Which files of a directory count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rules {
    /// Patterns of files that do not, as in `.gitignore`.
    pub(super) exclude: Vec<String>,
    /// Whether `.gitignore` and `.ignore`, in the directory and below, exclude files.
    pub(super) ignore_files: bool,
}

/// The files below a directory.
pub(super) fn entries(root: &Path, rules: &Rules) -> Result<Vec<Entry>, Unavailable> {
    let whole = root
        .canonicalize()
        .map_err(|error| unreadable("list", root, error))?;
    if !whole.is_dir() {
        let reason = format!("{} is not a directory", root.display());
        return Err(Unavailable::new(reason, "use `asset::File` for a single file"));
    }
    let excluded = ignore_rules::Rules::exclude(&rules.exclude).map_err(|(pattern, error)| {
        let reason = format!("the pattern {pattern} is not valid: {error}");
        Unavailable::new(reason, "write the pattern as in .gitignore")
    })?;
    let excluded = |below: &[u8], is_directory| -> Option<Verdict> { excluded.verdict(below, is_directory) };
    let options = Options {
        names: if rules.ignore_files { IGNORE_FILES } else { &[] },
        follows_links: true,
        ..Options::default()
    };
    let mut entries = Vec::new();
    for found in Walk::new(&whole, options, excluded) {
        let found = found.map_err(|error| Unavailable::new(error.to_string(), error.fix()))?;
        let (kind, path) = (found.file_type(), found.path());
        let below = path.strip_prefix(&whole).unwrap_or(path);
        if kind.is_dir() || is_no_content(below) {
            continue;
        }
        if !kind.is_file() {
            let reason = format!("{} is neither a file nor a directory", path.display());
            return Err(Unavailable::new(reason, "exclude it"));
        }
        is_inside(&whole, path)?;
        entries.push(Entry {
            name: name(below)?,
            runs: runs(path),
            path: path.to_owned(),
        });
        if entries.len() > MOST {
            let reason = format!("{} has more than {MOST} files", root.display());
            return Err(Unavailable::new(reason, "exclude what is not needed"));
        }
    }
    if entries.is_empty() {
        let reason = format!("{} has no files", root.display());
        return Err(Unavailable::new(
            reason,
            "build it first; `.include_ignored()` takes the files that ignore files exclude",
        ));
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

fn is_no_content(below: &Path) -> bool {
    below.iter().any(|part| part == NO_CONTENT[0])
        || below
            .file_name()
            .is_some_and(|name| NO_CONTENT.iter().any(|other| name == *other))
}

/// A link must not lead out of the directory: its target is not the file that the path names.
fn is_inside(root: &Path, path: &Path) -> Result<(), Unavailable> {
    let target = path
        .canonicalize()
        .map_err(|error| unreadable("read", path, error))?;
    if target.starts_with(root) {
        return Ok(());
    }
    let reason = format!("{} is a link to a file outside of the directory", path.display());
    Err(Unavailable::new(
        reason,
        "replace the link with the file, or exclude it",
    ))
}

fn name(below: &Path) -> Result<String, Unavailable> {
    let parts = below.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>();
    parts.map(|parts| parts.join("/")).ok_or_else(|| {
        let reason = format!("the name of {} is not UTF-8", below.display());
        Unavailable::new(reason, "rename it, or exclude it")
    })
}

/// The bytes of a file.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Unavailable> {
    disk::read(path, most).map_err(|error| Unavailable::new(error.to_string(), error.fix()))
}

pub(super) fn unreadable(action: &'static str, path: &Path, error: io::Error) -> Unavailable {
    let error = disk::Error::new(action, path, error);
    Unavailable::new(error.to_string(), error.fix())
}

#[cfg(unix)]
fn runs(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|found| found.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn runs(_: &Path) -> bool {
    false
}
