//! How a command can fail: the message for people, and the exit code for scripts.

use crate::cloud;
use crate::local::disk;
use crate::local::emulator;
use crate::model::finding::Findings;
use crate::operate::refusal::{self, Refusal, RefusalKind};
use crate::settings::{Problem, Problems};
use crate::view::{self, RED};
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::sync::Arc;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The command line is invalid: exit code 2.
    Usage {
        /// The problem, a lowercase fragment.
        reason: String,
        /// The suggested fix, a lowercase fragment.
        fix: String,
    },
    /// The configuration is invalid: exit code 1.
    Settings(Problems),
    /// The stacks have errors: exit code 1.
    Findings(Findings),
    /// A command that looks for differences found some: exit code 3.
    Differences {
        /// The suggested fix, a lowercase fragment.
        fix: String,
    },
    /// Differences were found and shown as the result: exit code 3.
    Found,
    /// Errors were found and shown as the result: exit code 1.
    Reported,
    /// The operation is not possible, or has failed: exit code 1.
    Failed {
        /// The problem, with its place.
        reason: String,
        /// The suggested fix, a lowercase fragment.
        fix: String,
    },
    /// A stack is stuck and needs an action by you: exit code 5.
    NeedsRecovery {
        /// The problem, with its place.
        reason: String,
        /// The suggested fix, a lowercase fragment.
        fix: String,
    },
    /// All messages are printed already.
    Said {
        /// The exit code.
        code: u8,
    },
    /// Any other error: exit code 1.
    Other(anyhow::Error),
}

impl Failure {
    /// An invalid command line.
    pub fn usage(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Usage {
            reason: reason.into(),
            fix: fix.into(),
        }
    }

    /// Prints the error, and returns the exit code.
    pub(super) fn report(self, err: &mut dyn Write) -> ExitCode {
        if self.is_broken_pipe() {
            return ExitCode::SUCCESS;
        }
        // If standard error is closed, only the exit code is left.
        let _ = self.write(err);
        ExitCode::from(match self {
            Self::Usage { .. } => 2,
            Self::NeedsRecovery { .. } => 5,
            Self::Said { code } => code,
            Self::Differences { .. } | Self::Found => 3,
            Self::Settings(_) | Self::Findings(_) | Self::Failed { .. } | Self::Reported | Self::Other(_) => {
                1
            }
        })
    }

    /// The reader of our output (`head`, a pager) has closed it: not an error.
    fn is_broken_pipe(&self) -> bool {
        let Self::Other(error) = self else { return false };
        let io = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
        io.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
    }

    fn write(&self, err: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Usage { reason, fix }
            | Self::Failed { reason, fix }
            | Self::NeedsRecovery { reason, fix } => {
                writeln!(err, "{RED}error{RED:#}: {reason}\n  fix: {fix}")
            }
            Self::Reported | Self::Found | Self::Said { .. } => Ok(()),
            Self::Differences { fix } => writeln!(err, "fix: {fix}"),
            Self::Settings(problems) => view::settings::problems(err, problems),
            Self::Findings(findings) => {
                view::findings::human(err, findings)?;
                writeln!(err, "{}", view::findings::summary(findings))
            }
            Self::Other(error) => {
                writeln!(err, "{RED}error{RED:#}: {error:#}")?;
                fix(error).map_or(Ok(()), |fix| writeln!(err, "  fix: {fix}"))
            }
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let Refusal { kind, reason, fix } = refusal;
        match kind {
            RefusalKind::Usage => Self::Usage { reason, fix },
            RefusalKind::State => Self::Failed { reason, fix },
        }
    }
}

impl From<refusal::Failure> for Failure {
    fn from(failure: refusal::Failure) -> Self {
        match failure {
            refusal::Failure::Cloud(error) => error.into(),
            refusal::Failure::Refused(refusal) => refusal.into(),
        }
    }
}

/// The suggested fix of an error, if a cause has one.
fn fix(error: &anyhow::Error) -> Option<String> {
    error.chain().find_map(|cause| {
        let cloud = cause.downcast_ref::<cloud::Error>().map(cloud::Error::fix);
        let local = || cause.downcast_ref::<emulator::Error>().map(emulator::Error::fix);
        let disk = || cause.downcast_ref::<disk::Error>().map(disk::Error::fix);
        cloud.or_else(local).or_else(disk)
    })
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Settings(problem.into())
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Prints each failure of an operation on several stacks, and returns the exit code of the worst.
pub(super) fn worst<T, F>(
    results: Vec<(Arc<str>, Result<T, F>)>,
    mut tell: impl FnMut(&str, &F) -> io::Result<()>,
    code: impl Fn(&F) -> u8,
) -> Result<(), Failure> {
    let mut worst = None;
    for (stack, result) in results {
        if let Err(failure) = result {
            // If standard error is closed, only the exit code is left.
            let _ = tell(&stack, &failure);
            worst = worst.max(Some(code(&failure)));
        }
    }
    worst.map_or(Ok(()), |code| Err(Failure::Said { code }))
}
