//! Short questions on the terminal: yes or no, or a line without echo. Ctrl-C declines.

use super::{Context, Failure};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use zeroize::Zeroizing;

/// Whether somebody can be asked.
pub(super) fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a yes; anything else declines. Off a terminal, `flag` has to say it.
pub(super) fn confirm(context: &mut Context<'_>, question: &str, flag: &str) -> Result<(), Failure> {
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
    writeln!(context.err, "declined; nothing was changed")?;
    Err(Failure::Said { code: 4 })
}

/// A question that there is nobody to ask.
pub(super) fn unasked(question: &str, flag: &str) -> Failure {
    Failure::usage(
        format!("{question} (no terminal to ask on)"),
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

/// A terminal that does not show what is typed, until this goes.
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
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}

/// Asks for a line from the terminal; `None` when Ctrl-C comes first. While a question is open the runtime stands still,
/// and its own handler is not heard: this one is there before anybody can see the question.
pub(super) fn line(err: &mut dyn Write, prompt: &str) -> io::Result<Option<String>> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let handler = signal_hook::flag::register(signal_hook::consts::SIGINT, interrupted.clone()).ok();
    let asked = write!(err, "{prompt}").and_then(|()| err.flush());
    let line = asked.map(|()| read(&interrupted));
    handler.map(signal_hook::low_level::unregister);
    line
}

fn read(interrupted: &AtomicBool) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        // Nobody listens any more after Ctrl-C.
        let _ = sender.send(read.ok().map(|_| answer));
    });
    loop {
        match receiver.recv_timeout(Duration::from_millis(50)) {
            Ok(line) => break line,
            Err(RecvTimeoutError::Timeout) if !interrupted.load(Ordering::Relaxed) => {}
            Err(_) => break None,
        }
    }
}
