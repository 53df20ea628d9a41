//! The trial of the generator on everything: a copy of this package whose catalog is all types there are.
//!
//! A copy, because a handle's methods can only be defined in the crate that defines the handle.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Copies the package at `root` to `out`, without its programs, tests and generated files.
pub(crate) fn copy(root: &Path, out: &Path) -> Result<()> {
    ensure!(
        !out.exists()
            || out.join("src/aws.rs").exists()
            || fs::read_dir(out).is_ok_and(|mut all| all.next().is_none()),
        "{} holds something else; name a new directory",
        out.display()
    );
    let manifest = read(&root.join("Cargo.toml"))?;
    write(&out.join("Cargo.toml"), &library(&manifest))?;
    write(&out.join("Cargo.lock"), &read(&root.join("Cargo.lock"))?)?;
    sources(&root.join("src"), &out.join("src"))
}

/// The manifest with the library only, a workspace of its own.
fn library(manifest: &str) -> String {
    const DROPPED: [&str; 3] = ["[[bin]]", "[[test]]", "[dev-dependencies]"];
    let mut kept = String::new();
    let mut keep = true;
    for line in manifest.lines() {
        if line.starts_with('[') {
            keep = !DROPPED.contains(&line.trim());
        }
        if keep && !line.starts_with("members") && !line.starts_with("default-run") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

fn sources(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let path = entry
            .with_context(|| format!("cannot list {}", from.display()))?
            .path();
        let Some(name) = path.file_name() else {
            continue;
        };
        let target = to.join(name);
        if path.is_dir() {
            sources(&path, &target)?;
        } else {
            write(&target, &read(&path)?)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
