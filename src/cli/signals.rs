//! The signals that end a long operation in order: Ctrl-C, and those that a system sends to end a process.

use std::io;
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

/// A signal that ends an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// SIGINT: Ctrl-C.
    Interrupt,
    /// SIGTERM: a build server or a supervisor ends the process.
    Terminate,
    /// SIGHUP: the terminal was closed.
    HangUp,
}

impl Signal {
    /// The exit code, as shells give it: 128 and the number of the signal.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
            Self::HangUp => 129,
        }
    }

    /// The signal with this number.
    pub(super) fn of(number: usize) -> Self {
        match number {
            1 => Self::HangUp,
            15 => Self::Terminate,
            _ => Self::Interrupt,
        }
    }

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Interrupt => "interrupted",
            Self::Terminate => "SIGTERM",
            Self::HangUp => "SIGHUP",
        }
    }
}

/// Waits for these signals.
#[derive(Debug)]
pub(super) struct Signals {
    interrupt: Stream,
    terminate: Stream,
    hang_up: Option<Stream>,
}

impl Signals {
    /// From now on, these signals do not end the process.
    pub(super) fn listen() -> io::Result<Self> {
        // `nohup` ignores SIGHUP on purpose.
        let hang_up = !is_ignored(&std::fs::read_to_string("/proc/self/status").unwrap_or_default());
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: hang_up.then(|| signal(SignalKind::hangup())).transpose()?,
        })
    }

    /// The next signal.
    pub(super) async fn next(&mut self) -> Signal {
        let hang_up = async {
            match &mut self.hang_up {
                Some(stream) => stream.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = hang_up => Signal::HangUp,
        }
    }
}

/// Whether a process with this `/proc/PID/status` ignores SIGHUP, which is the lowest bit.
fn is_ignored(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::is_ignored;

    #[test]
    fn the_mask_of_ignored_signals_is_read() {
        assert!(is_ignored(
            "SigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n"
        ));
        assert!(!is_ignored("SigIgn:\t0000000000001000\n"));
        assert!(!is_ignored(""));
    }
}
