//! A program that encrypts or decrypts: its end, and its own message if it fails.

use std::io::{self, Read as _};
use std::process::Child;

/// The maximum length of a program's message.
const SAID: u64 = 1024;

/// A running program, until it ends or is dropped.
#[derive(Debug)]
pub(super) struct Running(Option<Child>);

impl Running {
    pub(super) fn of(child: Child) -> Self {
        Self(Some(child))
    }

    /// Waits for its end; a failure contains its own message.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let Some(mut child) = self.0.take() else {
            return Ok(());
        };
        drop(child.stdin.take());
        let mut said = Vec::new();
        if let Some(errors) = child.stderr.take() {
            let mut errors = errors;
            errors.by_ref().take(SAID).read_to_end(&mut said)?;
            io::copy(&mut errors, &mut io::sink())?;
        }
        let ended = child.wait()?;
        if ended.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&said);
        let line = said.lines().map(str::trim).find(|line| !line.is_empty());
        let line = line.map_or_else(|| ended.to_string(), clean);
        Err(io::Error::other(line))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // Its output is not needed, and it may have ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A line without control characters.
fn clean(line: &str) -> String {
    line.chars().filter(|sign| !sign.is_control()).collect()
}
