//! Programs that build assets: found on this computer, run to their end, quoted when they fail.

use super::Unavailable;
use crate::local::programs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// How many lines of a failed program are shown.
const LINES: usize = 20;

/// The first of these programs that is installed.
pub(super) fn find(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| programs::find(name))
}

/// Runs a program to its end, and gives what it wrote. When it fails, the reason has its last lines.
pub(super) fn run(command: &mut Command, input: &str, fix: &str) -> Result<Output, Unavailable> {
    let name = shown(command.get_program().as_ref());
    let wrong = |reason: String| Unavailable::new(format!("{name}: {reason}"), fix);
    let started = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = started.map_err(|error| wrong(format!("cannot be started: {error}")))?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that reads nothing fails on its own, or needs nothing.
        let _ = pipe.write_all(input.as_bytes());
    }
    let output = child
        .wait_with_output()
        .map_err(|error| wrong(error.to_string()))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect::<Vec<_>>();
    let last = lines[lines.len().saturating_sub(LINES)..].join("\n  ");
    Err(wrong(format!("{}\n  {last}", output.status)))
}

fn shown(program: &Path) -> String {
    let name = program.file_name().unwrap_or(program.as_os_str());
    name.to_string_lossy().into_owned()
}
