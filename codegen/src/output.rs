//! Formats the generated code, and writes changed files.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The files that differ from the generated ones: the new content, or `None` for a file to remove.
pub(crate) type Changes = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// Runs `rustfmt` over the text of one file, with the settings found at `root`.
pub(crate) fn format(text: &str, root: &Path) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run rustfmt; `rustup component add rustfmt` installs it")?;
    let mut input = child.stdin.take().context("rustfmt takes no input")?;
    let owned = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(owned.as_bytes()));
    let output = child.wait_with_output().context("rustfmt does not end")?;
    let written = writer.join();
    if !output.status.success() || !matches!(written, Ok(Ok(()))) {
        bail!(
            "rustfmt refuses generated code:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    String::from_utf8(output.stdout).context("rustfmt writes text")
}

/// Compares generated `files` (paths under `base`) with the disk; all other files inside `owned` are removed.
pub(crate) fn changes(base: &Path, files: BTreeMap<String, Vec<u8>>, owned: &[&str]) -> Result<Changes> {
    let mut changes = Changes::new();
    let mut expected = BTreeSet::new();
    for (path, text) in files {
        let path = base.join(path);
        expected.insert(path.clone());
        if fs::read(&path).ok().as_ref() != Some(&text) {
            changes.insert(path, Some(text));
        }
    }
    for directory in owned.iter().map(|name| base.join(name)) {
        let Ok(entries) = fs::read_dir(&directory) else {
            continue;
        };
        for entry in entries {
            let path = entry
                .with_context(|| format!("cannot list {}", directory.display()))?
                .path();
            if path.extension().is_some_and(|extension| extension == "rs") && !expected.contains(&path) {
                changes.insert(path, None);
            }
        }
    }
    Ok(changes)
}

/// Writes the changes to disk. Each file is replaced completely or not at all.
pub(crate) fn write(changes: &Changes) -> Result<()> {
    for (path, text) in changes {
        let problem = || format!("cannot write {}", path.display());
        match text {
            Some(text) => {
                if let Some(directory) = path.parent() {
                    fs::create_dir_all(directory).with_context(problem)?;
                }
                let temporary = path.with_extension("new");
                fs::write(&temporary, text).with_context(problem)?;
                fs::rename(&temporary, path).with_context(problem)?;
            }
            None => fs::remove_file(path).with_context(problem)?,
        }
    }
    Ok(())
}
