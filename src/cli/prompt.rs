//! Short questions on the terminal: yes or no, or a line without echo. Ctrl-C declines.

use super::signals::Signal;
use super::{Context, Failure};
use crate::view::output::is_stderr_terminal;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag::register_usize;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use zeroize::Zeroizing;

/// Whether the command can ask a question.
pub(super) fn is_terminal() -> bool {
    io::stdin().is_terminal() && is_stderr_terminal()
}

/// Asks for confirmation; every answer but yes declines. Without a terminal, `flag` must be given.
pub(super) fn confirm(context: &mut Context<'_>, question: &str, flag: &str) -> Result<(), Failure> {
    confirm_or(context, question, flag, "nothing was changed")
}

/// The same; after declining, this is what did not happen.
pub(super) fn confirm_or(
    context: &mut Context<'_>,
    question: &str,
    flag: &str,
    declined: &str,
) -> Result<(), Failure> {
    if !is_terminal() {
        return Err(unasked(question, flag));
    }
    let answer = line(context.err, &format!("{question} [y/N] "))?;
    if answer.is_none() {
        // The terminal has shown `^C` at the end of the question.
        writeln!(context.err)?;
    }
    if matches!(answer.as_deref().map(str::trim), Some("y" | "Y" | "yes")) {
        return Ok(());
    }
    writeln!(context.err, "declined; {declined}")?;
    Err(Failure::Said { code: 4 })
}

/// The error for a question that cannot be asked without a terminal.
pub(super) fn unasked(question: &str, flag: &str) -> Failure {
    Failure::usage(
        format!("cannot ask without a terminal: {question}"),
        format!("pass {flag}"),
    )
}

/// Asks for a line that the terminal does not show; `None` after Ctrl-C.
pub(super) fn hidden(context: &mut Context<'_>, prompt: &str) -> Result<Option<Zeroizing<String>>, Failure> {
    let silence = Silence::begin();
    let answer = line(context.err, &format!("{prompt}: "))?.map(Zeroizing::new);
    drop(silence);
    writeln!(context.err)?;
    Ok(answer)
}

/// A terminal without echo, until this is dropped.
struct Silence(Termios);

impl Silence {
    fn begin() -> Option<Self> {
        let before = tcgetattr(io::stdin()).ok()?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent).ok()?;
        Some(Self(before))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        // A closed terminal is not an error.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}

/// Asks for a line from the terminal; `None` when a signal comes first.
pub(super) fn line(err: &mut dyn Write, prompt: &str) -> io::Result<Option<String>> {
    Ok(line_or_signal(err, prompt)?.ok())
}

/// Asks for a line from the terminal, or returns the signal that comes first. While a question is open, the runtime
/// does not run its own signal handlers, so these are installed before the question.
pub(super) fn line_or_signal(err: &mut dyn Write, prompt: &str) -> io::Result<Result<String, Signal>> {
    let ended = Arc::new(AtomicUsize::new(0));
    let ends = [SIGINT, SIGTERM, SIGHUP];
    let number = |signal| usize::try_from(signal).unwrap_or_default();
    let handlers = ends.map(|signal| register_usize(signal, ended.clone(), number(signal)).ok());
    let asked = write!(err, "{prompt}").and_then(|()| err.flush());
    let line = asked.map(|()| read(&ended));
    handlers
        .into_iter()
        .flatten()
        .for_each(|handler| _ = signal_hook::low_level::unregister(handler));
    line
}

fn read(ended: &AtomicUsize) -> Result<String, Signal> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        // After a signal the receiver is gone.
        let _ = sender.send(read.ok().map(|_| answer));
    });
    loop {
        match receiver.recv_timeout(Duration::from_millis(50)) {
            Ok(line) => break line.ok_or(Signal::Interrupt),
            Err(RecvTimeoutError::Timeout) if ended.load(Ordering::Relaxed) == 0 => {}
            Err(_) => break Err(Signal::of(ended.load(Ordering::Relaxed))),
        }
    }
}
