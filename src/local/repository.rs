//! The Git repository that a directory is in: its root, and the file with the rules of this clone.

use super::disk;
use std::fs;
use std::path::{Path, PathBuf};

/// The directories above this one up to the root of its repository, the nearest first. Outside of a repository, up to
/// the root of the file system.
pub(super) fn above(directory: &Path) -> impl Iterator<Item = &Path> {
    let is_in = |directory: &&Path| fs::symlink_metadata(directory.join(".git")).is_err();
    let mut is_above = is_in(&directory);
    directory.ancestors().skip(1).take_while(move |directory| {
        let takes = is_above;
        is_above = is_above && is_in(directory);
        takes
    })
}

/// The file with the rules that are not shared, if the directory is the root of a repository.
pub(super) fn info_exclude(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    let about = fs::metadata(&git).ok()?;
    let directory = if about.is_dir() { git } else { linked(root, &git)? };
    Some(directory.join("info/exclude"))
}

/// The directory that the file `.git` of a worktree or a submodule names. A worktree has its rules in the repository.
fn linked(root: &Path, file: &Path) -> Option<PathBuf> {
    let text = disk::read_text(file).ok()?;
    let directory = root.join(text.strip_prefix("gitdir:")?.trim());
    match disk::read_text(&directory.join("commondir")) {
        Ok(common) => Some(directory.join(common.trim())),
        Err(_) => Some(directory),
    }
}
