//! How a command can fail: what people read, and the exit code that scripts read.

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

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub enum Failure {
    /// The command line itself is wrong: exit code 2.
    Usage {
        /// What is wrong, a lowercase fragment.
        reason: String,
        /// What to do about it, a lowercase fragment.
        fix: String,
    },
    /// The configuration is wrong: exit code 1.
    Settings(Problems),
    /// The stacks are wrong: exit code 1.
    Findings(Findings),
    /// Differences were found, by a command that was asked to look for them: exit code 3.
    Differences {
        /// What to do about them, a lowercase fragment.
        fix: String,
    },
    /// Differences were found and shown as the result: exit code 3.
    Found,
    /// Errors were found and shown as the result: exit code 1.
    Reported,
    /// What was asked for is not possible, or has failed: exit code 1.
    Failed {
        /// What is the matter, with its place.
        reason: String,
        /// What to do about it, a lowercase fragment.
        fix: String,
    },
    /// A stack is stuck and needs an action by you: exit code 5.
    NeedsRecovery {
        /// What is the matter, with its place.
        reason: String,
        /// What to do about it, a lowercase fragment.
        fix: String,
    },
    /// Everything was said already.
    Said {
        /// The exit code.
        code: u8,
    },
    /// Anything else: exit code 1.
    Other(anyhow::Error),
}

impl Failure {
    /// A mistake on the command line.
    pub fn usage(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Usage {
            reason: reason.into(),
            fix: fix.into(),
        }
    }

    /// Tells the person, and says what the process ends with.
    pub(super) fn report(self, err: &mut dyn Write) -> ExitCode {
        if self.is_broken_pipe() {
            return ExitCode::SUCCESS;
        }
        // Where standard error is gone, the exit code is all there is left to say.
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

    /// The reader of our output (`head`, a pager) has seen enough: nothing is wrong.
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

/// What to do about an error, when something in it knows.
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

/// Tells each failure of an operation on several stacks, and ends with the code of the worst.
pub(super) fn worst<T, F>(
    results: Vec<(Arc<str>, Result<T, F>)>,
    mut tell: impl FnMut(&str, &F) -> io::Result<()>,
    code: impl Fn(&F) -> u8,
) -> Result<(), Failure> {
    let mut worst = None;
    for (stack, result) in results {
        if let Err(failure) = result {
            // Where standard error is gone, the exit code still says it.
            let _ = tell(&stack, &failure);
            worst = worst.max(Some(code(&failure)));
        }
    }
    worst.map_or(Ok(()), |code| Err(Failure::Said { code }))
}
