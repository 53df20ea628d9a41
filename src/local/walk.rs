//! Walks a directory, without what its ignore files exclude.

#[cfg(test)]
#[cfg(unix)]
pub(crate) mod tests;

use super::ignore_rules::{Rules, Verdict};
use super::{disk, repository};
use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// What ignore files are called, of Git and of search tools. The first has precedence.
pub(crate) const IGNORE_FILES: &[&str] = &[".ignore", ".gitignore"];

/// What a walk finds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// What ignore files are called. The first has precedence.
    pub(crate) names: &'static [&'static str],
    /// Whether the ignore files of the directories above count, up to the root of the repository, and
    /// `.git/info/exclude`.
    pub(crate) is_in_repository: bool,
    /// Whether files and directories are left out whose names begin with a dot.
    pub(crate) skips_hidden: bool,
    /// Whether links to directories are followed.
    pub(crate) follows_links: bool,
}

/// Why a walk ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Disk(#[from] disk::Error),
    #[error("{} is a link to {}, which contains it", .0.display(), .1.display())]
    Loop(PathBuf, PathBuf),
}

impl Error {
    /// What to do about it, a lowercase fragment.
    pub(crate) fn fix(&self) -> String {
        match self {
            Self::Disk(error) => error.fix(),
            Self::Loop(..) => "remove the link, or exclude it".to_owned(),
        }
    }

    fn new(root: &Path, error: walkdir::Error) -> Self {
        let path = error.path().unwrap_or(root).to_owned();
        if let Some(directory) = error.loop_ancestor() {
            return Self::Loop(path, directory.to_owned());
        }
        let action = if path.is_dir() { "list" } else { "read" };
        let cause = error
            .into_io_error()
            .unwrap_or_else(|| io::Error::from(ErrorKind::Other));
        disk::Error::new(action, &path, cause).into()
    }
}

/// The ignore files of one directory.
struct Level {
    /// Where paths below this directory begin in whole paths.
    start: usize,
    /// The rules, by precedence.
    rules: Vec<Rules>,
}

/// The walk: directories before what is in them, by name.
pub(crate) struct Walk<F> {
    root: PathBuf,
    options: Options,
    first: F,
    entries: walkdir::IntoIter,
    /// The whole path of the root, relative to the highest directory whose ignore files count. Ends with a slash.
    base: Vec<u8>,
    /// The directories above the root.
    above: usize,
    /// The highest directory first.
    levels: Vec<Level>,
}

impl<F: Fn(&[u8], bool) -> Option<Verdict>> Walk<F> {
    /// Walks a directory. `first` is asked before any ignore file, with the path below the root, and whether it is a
    /// directory.
    pub(crate) fn new(root: &Path, options: Options, first: F) -> Self {
        let mut walk = Self {
            root: root.to_owned(),
            options,
            first,
            entries: WalkDir::new(root)
                .follow_links(options.follows_links)
                .sort_by_file_name()
                .into_iter(),
            base: Vec::new(),
            above: 0,
            levels: Vec::new(),
        };
        // Without it, none of its parents is known.
        let whole = options
            .is_in_repository
            .then(|| root.canonicalize().ok())
            .flatten();
        let whole = whole.unwrap_or_default();
        let mut above = repository::above(&whole).collect::<Vec<_>>();
        above.reverse();
        let names = above.iter().skip(1).copied().chain([&*whole]);
        for (directory, child) in above.iter().zip(names) {
            // The files of these directories are not part of the walk: those that cannot be read do not end it.
            let level = walk.level(directory, walk.base.len());
            walk.levels.push(level.unwrap_or_else(|_| Level {
                start: walk.base.len(),
                rules: Vec::new(),
            }));
            let name = child.file_name().unwrap_or_default();
            walk.base.extend(name.as_encoded_bytes());
            walk.base.push(b'/');
        }
        walk.above = walk.levels.len();
        walk
    }

    fn level(&self, directory: &Path, start: usize) -> Result<Level, disk::Error> {
        let names = self.options.names.iter().map(|name| directory.join(name));
        let exclude = self.options.is_in_repository.then_some(directory);
        let files = names.chain(exclude.and_then(repository::info_exclude));
        Ok(Level {
            start,
            rules: files.map(|file| rules(&file)).collect::<Result<_, _>>()?,
        })
    }

    /// What the ignore files say. A file that is called the same has precedence the deeper it is.
    fn ignore_files(&self, path: &[u8], is_directory: bool) -> Option<Verdict> {
        let ranks = 0..=self.options.names.len();
        ranks.into_iter().find_map(|rank| {
            self.levels.iter().rev().find_map(|level| {
                let rules = level.rules.get(rank)?;
                rules.verdict(path.get(level.start..)?, is_directory)
            })
        })
    }

    fn is_excluded(&self, entry: &DirEntry, path: &[u8]) -> bool {
        let is_directory = entry.file_type().is_dir();
        let below = path.get(self.base.len()..).unwrap_or_default();
        let verdict = (self.first)(below, is_directory).or_else(|| self.ignore_files(path, is_directory));
        match verdict {
            Some(verdict) => verdict == Verdict::Exclude,
            None => self.options.skips_hidden && is_hidden(entry.file_name()),
        }
    }

    /// The whole path of a file.
    fn path(&self, entry: &DirEntry) -> Vec<u8> {
        let below = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
        let names = below.iter().map(OsStr::as_encoded_bytes);
        let mut path = self.base.clone();
        path.extend(names.collect::<Vec<_>>().join(&b'/'));
        path
    }

    /// The next file or directory that is not excluded, if this one is not.
    fn enter(&mut self, entry: DirEntry) -> Result<Option<DirEntry>, Error> {
        let path = self.path(&entry);
        let is_directory = entry.file_type().is_dir() || entry.depth() == 0;
        self.levels.truncate(self.above + entry.depth());
        if entry.depth() > 0 && self.is_excluded(&entry, &path) {
            if is_directory {
                self.entries.skip_current_dir();
            }
            return Ok(None);
        }
        if is_directory {
            let start = path.len() + usize::from(entry.depth() > 0);
            let level = self.level(entry.path(), start)?;
            self.levels.push(level);
        }
        Ok((entry.depth() > 0).then_some(entry))
    }
}

impl<F: Fn(&[u8], bool) -> Option<Verdict>> Iterator for Walk<F> {
    type Item = Result<DirEntry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = self
                .entries
                .next()?
                .map_err(|error| Error::new(&self.root, error));
            if let Some(found) = entry.and_then(|entry| self.enter(entry)).transpose() {
                return Some(found);
            }
        }
    }
}

/// The rules in a file. What is no regular file, such as a link to `/dev/null`, has none.
fn rules(file: &Path) -> Result<Rules, disk::Error> {
    use ErrorKind::{IsADirectory, NotADirectory, NotFound, Unsupported};
    match disk::read(file, disk::LONGEST) {
        Ok(text) => Ok(Rules::read(&text)),
        Err(error) => match error.kind() {
            NotFound | NotADirectory | IsADirectory | Unsupported => Ok(Rules::default()),
            _ => Err(error),
        },
    }
}

/// Whether a file is hidden, as in a shell.
pub(crate) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}
