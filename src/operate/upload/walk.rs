//! The files of a directory to pack: everything that neither `.gitignore` nor a private name excludes, sorted.

use super::{File, LeftOut, private_files};
use crate::local::disk;
use crate::local::ignore_rules::Verdict;
use crate::local::walk::{self, Options, Walk};
use crate::operate::refusal::Refusal;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// A directory with more files is not a program.
const MOST_FILES: usize = 20_000;
const MB: u64 = 1_000_000;

/// The files found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The files to pack, by path.
    pub(super) files: Vec<File>,
    /// The files that are not packed, though `.gitignore` does not exclude them.
    pub(super) left_out: Vec<LeftOut>,
}

/// Walks a directory. `beside` are the extra files that are uploaded separately.
pub(super) fn files(root: &Path, include: &[PathBuf], beside: &[&str], limit: u64) -> Result<Found, Refusal> {
    let include = include
        .iter()
        .map(|path| included(root, path))
        .collect::<Result<Vec<_>, _>>()?;
    let (mut files, mut links) = (BTreeMap::new(), Vec::new());
    let mut left_out = Vec::new();
    let mut sizes = Sizes::new(limit);
    for path in &include {
        sizes.add(path, size(root, path)?)?;
        files.insert(path.clone(), size(root, path)?);
    }
    let options = Options {
        names: &[".gitignore"],
        is_in_repository: true,
        ..Options::default()
    };
    for entry in Walk::new(root, options, private) {
        let entry = entry.map_err(|error| refused(&error))?;
        let Some(name) = name(root, entry.path())?.filter(|name| !files.contains_key(name)) else {
            continue;
        };
        let kind = entry.file_type();
        if kind.is_dir() {
            continue;
        }
        if beside.contains(&&*name) {
            continue;
        }
        if let Some(because) = private_files::by_name(Path::new(&name)) {
            left_out.push(LeftOut { name, because });
        } else if entry.path_is_symlink() {
            links.push(name);
        } else if kind.is_file() {
            let bytes = size(root, &name)?;
            sizes.add(&name, bytes)?;
            files.insert(name, bytes);
        } else {
            let because = "it is neither a file nor a link";
            left_out.push(LeftOut { name, because });
        }
    }
    for link in links {
        // The target of a link is packed in its place, if it is packed itself.
        let to = target(root, &link)?;
        match files.get(&to).copied() {
            Some(bytes) => {
                sizes.add(&link, bytes)?;
                files.insert(link, bytes);
            }
            None => left_out.push(LeftOut {
                name: link,
                because: "it is a link to a file that is not packed",
            }),
        }
    }
    if files.is_empty() {
        let reason = format!("upload: nothing to pack in {}", root.display());
        let fix = "name the directory of the program; files that .gitignore excludes and keys are not packed";
        return Err(Refusal::state(reason, fix));
    }
    left_out.sort_by(|one, other| one.name.cmp(&other.name));
    let files = files.into_iter().map(|(name, bytes)| File { name, bytes });
    Ok(Found {
        files: files.collect(),
        left_out,
    })
}

/// Excludes directories with keys and the history of Git.
fn private(below: &[u8], is_directory: bool) -> Option<Verdict> {
    let is_private = is_directory && private_files::is_directory(Path::new(&*String::from_utf8_lossy(below)));
    is_private.then_some(Verdict::Exclude)
}

/// The path of a file below the directory, with slashes; `None` for `.git`, which may be a file.
fn name(root: &Path, path: &Path) -> Result<Option<String>, Refusal> {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts = below.components().map(|part| part.as_os_str().to_str());
    let Some(parts) = parts.collect::<Option<Vec<_>>>() else {
        let reason = format!("upload: the name of {} is not UTF-8", path.display());
        return Err(Refusal::state(
            reason,
            "give it another name, or add it to .gitignore",
        ));
    };
    Ok(Some(parts.join("/")).filter(|name| name != ".git"))
}

/// A file that you named.
fn included(root: &Path, path: &Path) -> Result<String, Refusal> {
    let is_below = path.is_relative()
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let whole = root.join(path);
    if !is_below || !whole.symlink_metadata().is_ok_and(|found| found.is_file()) {
        let reason = format!(
            "upload: --allow {}: no such file in the directory",
            path.display()
        );
        return Err(Refusal::usage(
            reason,
            "use its path relative to the packed directory",
        ));
    }
    let whole = whole.components().collect::<PathBuf>();
    Ok(name(root, &whole)?.unwrap_or_default())
}

fn size(root: &Path, name: &str) -> Result<u64, Refusal> {
    let path = root.join(name);
    let found = path.metadata();
    found
        .map(|found| found.len())
        .map_err(|error| unreadable(&path, error))
}

/// The target of a link, relative to the directory.
fn target(root: &Path, link: &str) -> Result<String, Refusal> {
    let path = root.join(link);
    let Ok(whole) = path.canonicalize() else {
        let reason = format!("upload: {link} is a broken link");
        return Err(Refusal::state(reason, "remove it, or add it to .gitignore"));
    };
    if !whole.starts_with(root) {
        let reason = format!("upload: {link} is a link to a file outside the directory");
        let fix = "replace the link with the file, or add the link to .gitignore";
        return Err(Refusal::state(reason, fix));
    }
    Ok(name(root, &whole)?.unwrap_or_default())
}

pub(super) fn unreadable(path: &Path, error: std::io::Error) -> Refusal {
    let error = disk::Error::new("read", path, error);
    Refusal::state(format!("upload: {error}"), error.fix())
}

fn refused(error: &walk::Error) -> Refusal {
    Refusal::state(format!("upload: {error}"), error.fix())
}

/// The total size so far, by part of the directory.
struct Sizes {
    limit: u64,
    files: usize,
    bytes: u64,
    parts: BTreeMap<String, u64>,
}

impl Sizes {
    fn new(limit: u64) -> Self {
        let parts = BTreeMap::new();
        let (files, bytes) = (0, 0);
        Self {
            limit,
            files,
            bytes,
            parts,
        }
    }

    fn add(&mut self, name: &str, bytes: u64) -> Result<(), Refusal> {
        self.files += 1;
        self.bytes += bytes;
        let part = name.split('/').next().unwrap_or(name);
        *self.parts.entry(part.to_owned()).or_default() += bytes;
        let what = if self.bytes > self.limit {
            format!("more than {} MB", self.limit / MB)
        } else if self.files > MOST_FILES {
            format!("more than {MOST_FILES} files")
        } else {
            return Ok(());
        };
        let most = self.parts.iter().max_by_key(|(_, bytes)| **bytes);
        let most = most.map_or(name, |(part, _)| part);
        Err(Refusal::state(
            format!("upload: there are {what} to pack, most of it in {most}"),
            format!("add {most} to .gitignore if it is not part of the program, or raise --limit"),
        ))
    }
}
