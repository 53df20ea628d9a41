//! Encryption of files with the `age` program, or `rage`, which reads and writes the same format.

mod running;

use super::{disk, programs};
use running::Running;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

/// The programs, in order of preference.
const PROGRAMS: [&str; 2] = ["age", "rage"];

/// Why a file cannot be encrypted or decrypted.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct Error {
    reason: String,
    /// What to do about it, a lowercase fragment.
    pub fix: String,
}

fn wrong(reason: impl Into<String>, fix: &str) -> Error {
    Error {
        reason: reason.into(),
        fix: fix.to_owned(),
    }
}

/// The recipients, who can decrypt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipients {
    program: PathBuf,
    recipients: Vec<String>,
}

impl Recipients {
    /// Recipients in the syntax of `age -r`; `None` if there are none.
    pub fn new(recipients: &[String]) -> Result<Option<Self>, Error> {
        if recipients.is_empty() {
            return Ok(None);
        }
        for recipient in recipients {
            let is_kind = ["age1", "ssh-ed25519 ", "ssh-rsa "]
                .iter()
                .any(|start| recipient.starts_with(start));
            let is_plain = recipient
                .chars()
                .all(|sign| sign.is_ascii_alphanumeric() || " +/=@._-".contains(sign));
            if !is_kind || !is_plain {
                let reason = format!("--recipient: \"{recipient}\" is not a recipient of age");
                return Err(wrong(
                    reason,
                    "pass a public key that begins with age1, or an SSH public key; `age-keygen` makes one",
                ));
            }
        }
        let recipients = Self {
            program: program()?,
            recipients: recipients.to_vec(),
        };
        recipients.are_known()?;
        Ok(Some(recipients))
    }

    /// Whether the program accepts them. Checked early.
    fn are_known(&self) -> Result<(), Error> {
        let mut trial = self.command();
        let started = trial.stdout(Stdio::null()).spawn();
        let ended = started.and_then(|child| Running::of(child).end());
        ended.map_err(|error| wrong(format!("--recipient: {error}"), "correct the recipient"))
    }

    /// A writer that encrypts into this file.
    pub fn encrypt(&self, to: File) -> io::Result<Encrypted> {
        let mut child = self.command().stdout(to.try_clone()?).spawn()?;
        let input = child.stdin.take();
        Ok(Encrypted {
            input,
            file: to,
            running: Running::of(child),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--encrypt");
        for recipient in &self.recipients {
            command.args(["--recipient", recipient]);
        }
        command.stdin(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// A file that is being encrypted.
#[derive(Debug)]
pub struct Encrypted {
    input: Option<ChildStdin>,
    file: File,
    running: Running,
}

impl Write for Encrypted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(input) = &mut self.input else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        input.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.input.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Encrypted {
    /// Waits until everything is in the file.
    pub fn finish(mut self) -> io::Result<()> {
        drop(self.input.take());
        self.running.end()?;
        self.file.sync_all()
    }
}

/// The file with the identity that decrypts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    program: PathBuf,
    file: PathBuf,
}

impl Identity {
    /// The identity in a file. It is read again for each file of a backup, so it must not be a pipe.
    pub fn new(file: &Path) -> Result<Self, Error> {
        let about = std::fs::metadata(file).map_err(|cause| {
            let error = disk::Error::new("read", file, cause);
            wrong(format!("--identity: {error}"), &error.fix())
        })?;
        if !about.is_file() {
            let reason = format!("--identity: {} is not a regular file", file.display());
            return Err(wrong(reason, "name the file with the identity"));
        }
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        Ok(Self {
            program: program()?,
            file,
        })
    }

    /// A reader of an encrypted file.
    pub fn decrypt(&self, from: File) -> io::Result<Decrypted> {
        let mut command = Command::new(&self.program);
        command.arg("--decrypt").arg("--identity").arg(&self.file);
        command.stdin(from).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let output = child.stdout.take();
        Ok(Decrypted {
            output,
            running: Running::of(child),
        })
    }
}

/// A file that is being decrypted. Its contents are valid only after it ends without an error.
#[derive(Debug)]
pub struct Decrypted {
    output: Option<ChildStdout>,
    running: Running,
}

impl Read for Decrypted {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        let Some(output) = &mut self.output else {
            return Ok(0);
        };
        match output.read(part)? {
            0 if !part.is_empty() => {
                self.output = None;
                self.running.end()?;
                Ok(0)
            }
            read => Ok(read),
        }
    }
}

/// The installed program.
fn program() -> Result<PathBuf, Error> {
    let mut names = PROGRAMS.into_iter();
    names.find_map(programs::find).ok_or_else(|| {
        wrong(
            "age: not installed, or not on your PATH",
            "install age (https://age-encryption.org) or rage, which encrypt and decrypt backups",
        )
    })
}
