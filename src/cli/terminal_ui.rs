//! The user interface of a long operation: reports on standard error, asks on the terminal.

mod answers;
mod held;

use super::prompt::{line, line_or_signal};
use super::screen::Screen;
use super::signals::{Signal, Signals};
use super::{Context, account, configuration_file};
use crate::deploy::ui::{Choice, Event, Interrupted, Question, Ui, Unasked};
use crate::view;
use crate::view::progress::Block;
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use answers::flag;
use held::Held;

pub(super) use answers::Answers;

/// The interval between two paintings of the block.
const BEAT: Duration = Duration::from_millis(250);

/// Without a block, the operation in progress is reported after this long without an event.
const SILENCE: Duration = Duration::from_secs(30);

/// A user on a terminal, or a script with answers in flags.
pub(super) struct TerminalUi<'a, 'b> {
    context: RefCell<&'a mut Context<'b>>,
    answers: Answers,
    interrupts: &'a Cell<u32>,
    block: RefCell<Block>,
    /// The screen that shows the block; `None` without a terminal and for machine-readable output.
    screen: RefCell<Option<Screen>>,
    began: Instant,
    /// The time of the last report; `None` after the silence was reported.
    quiet: Cell<Option<Duration>>,
    /// Whether the last Ctrl-C answered a question.
    answered: Cell<bool>,
    /// With `--quiet`, what a question may be about.
    held: Held,
    /// The choice after an interrupt, for all stacks.
    choice: Cell<Option<Choice>>,
}

/// Whether an event is shown even with `--quiet`: warnings and errors.
fn is_needed(event: &Event) -> bool {
    matches!(
        event,
        Event::Explained { .. } | Event::Note { .. } | Event::Failed { .. }
    )
}

impl<'a, 'b> TerminalUi<'a, 'b> {
    pub(super) fn new(context: &'a mut Context<'b>, answers: Answers, interrupts: &'a Cell<u32>) -> Self {
        let plain = context.global.json || context.global.quiet || context.global.verbose;
        let screen = (!plain).then(Screen::open).flatten();
        Self {
            context: RefCell::new(context),
            answers,
            interrupts,
            block: RefCell::default(),
            screen: RefCell::new(screen),
            began: Instant::now(),
            quiet: Cell::new(None),
            answered: Cell::new(false),
            held: Held::default(),
            choice: Cell::new(None),
        }
    }

    /// Says what the signal does. Without a user at the keyboard, a started operation continues in AWS.
    pub(super) fn ends(&self, signal: Signal) {
        self.context.borrow_mut().ended_by.get_or_insert(signal);
        if signal != Signal::Interrupt {
            self.choice.set(Some(Choice::Leave));
        }
        self.above(|| {
            // A closed terminal is not an error.
            let _ = view::deploy::interrupted(self.context.borrow_mut().err, signal.name());
        });
    }

    /// Paints the block while another future works. Without a block, prints what takes so long.
    pub(super) async fn keep_time(&self) -> Infallible {
        loop {
            tokio::time::sleep(BEAT).await;
            self.paint();
            let now = self.began.elapsed();
            if self.quiet.get().is_some_and(|since| now >= since + SILENCE) {
                self.quiet.set(None);
                self.break_the_silence();
            }
        }
    }

    /// Removes the block, and says how to return to the operations that continue.
    fn leave(&self) {
        let stacks = self.block.take().stacks();
        self.above(|| {
            // A closed terminal is not an error.
            let _ = view::progress::left(self.context.borrow_mut().err, &stacks);
        });
    }

    fn break_the_silence(&self) {
        let busy = self.block.borrow().in_progress();
        let context = &mut **self.context.borrow_mut();
        let is_silent = context.global.json || context.global.quiet;
        if !busy.is_empty() && !is_silent && self.screen.borrow().is_none() {
            // A closed output does not stop a deployment.
            let _ = view::progress::still(context.err, &busy);
        }
    }

    fn paint(&self) {
        let Some(screen) = &mut *self.screen.borrow_mut() else {
            return;
        };
        let size = Screen::size();
        let lines = self.block.borrow_mut().lines(self.began.elapsed(), size);
        if lines.is_empty() {
            screen.clear();
        } else {
            if let Some(title) = self.block.borrow().title() {
                screen.entitle(&title);
            }
            // A closed terminal does not stop a deployment.
            let _ = screen.paint(&lines, size.width);
        }
    }

    /// Runs `work` with the block cleared, then paints the block again below.
    fn above<T>(&self, work: impl FnOnce() -> T) -> T {
        if let Some(screen) = &mut *self.screen.borrow_mut() {
            screen.clear();
        }
        let result = work();
        self.paint();
        result
    }

    /// Whether the block shows the event, so that a separate line would repeat it.
    fn is_shown(&self, event: &Event) -> bool {
        let by_the_block = matches!(
            event,
            Event::Started { .. } | Event::Deleting { .. } | Event::Resource { .. }
        );
        by_the_block && self.screen.borrow().is_some()
    }

    fn written(&self, event: &Event) -> io::Result<()> {
        let context = &mut **self.context.borrow_mut();
        let format = context.format();
        if context.global.json {
            view::deploy::json_line(context.out, event)?;
            return context.out.flush();
        }
        if let Event::Survivors { .. } = event {
            view::deploy::line(context.out, event, format)?;
            return context.out.flush();
        }
        if let Event::Resource { stack, event } = event {
            if context.global.quiet {
                return Ok(());
            }
            let block = self.block.borrow();
            let name = block.name(stack, &event.logical_id);
            return view::deploy::resource(context.err, stack, event, name, format);
        }
        if !context.global.quiet || is_needed(event) {
            view::deploy::line(context.err, event, format)?;
        }
        if context.global.quiet {
            self.held
                .take(event, |shown| view::deploy::line(context.err, shown, format))?;
        }
        if let Event::Done { stack, outputs, .. } = event {
            view::deploy::outputs(context.out, stack, outputs)?;
            context.out.flush()?;
        }
        Ok(())
    }
}

impl TerminalUi<'_, '_> {
    /// Shows what the question is about.
    fn show_held(&self) {
        let context = &mut **self.context.borrow_mut();
        let format = context.format();
        // A closed terminal gives no answer either.
        let _ = self
            .held
            .show(|event| view::deploy::line(context.err, event, format));
    }

    fn answer(&self, question: &Question, text: &str) -> bool {
        let context = &mut **self.context.borrow_mut();
        let typed = question.typed();
        let end = if typed.is_some() { ": " } else { " [y/N] " };
        let asked = line_or_signal(context.err, &format!("{text}{end}"));
        let asked = asked.unwrap_or(Err(Signal::Interrupt));
        let Ok(answer) = asked.inspect_err(|signal| context.ended_by = Some(*signal)) else {
            // The terminal has shown `^C` at the end of the question.
            let _ = writeln!(context.err);
            self.answered.set(true);
            self.interrupts.set(self.interrupts.get() + 1);
            return false;
        };
        match typed {
            Some(typed) => answer.trim().trim_matches('"') == typed,
            None => matches!(answer.trim(), "y" | "Y" | "yes"),
        }
    }

    fn chosen(&self, interrupted: &Interrupted) -> Choice {
        let context = &mut **self.context.borrow_mut();
        let stacks = self.block.borrow().stacks();
        // A closed terminal gives no answer either.
        let _ = view::deploy::choices(context.err, interrupted, &stacks);
        let letters = if interrupted.undo.is_some() {
            "W/d/u"
        } else {
            "W/d"
        };
        loop {
            let Some(answer) = line(context.err, &format!("[{letters}] ")).ok().flatten() else {
                let _ = writeln!(context.err);
                return Choice::Leave;
            };
            match answer.trim() {
                "" | "w" | "W" => return Choice::Watch,
                "d" | "D" => return Choice::Leave,
                "u" | "U" if interrupted.undo.is_some() => return Choice::Undo,
                _ => {}
            }
        }
    }
}

impl Ui for TerminalUi<'_, '_> {
    fn tell(&self, event: Event) {
        let now = self.began.elapsed();
        self.quiet.set(Some(now));
        self.block.borrow_mut().take(&event, now);
        if self.is_shown(&event) {
            return self.paint();
        }
        // A closed output does not stop a deployment.
        let _ = self.above(|| self.written(&event));
    }

    fn ask(&self, question: &Question) -> Result<bool, Unasked> {
        if self.answers.knows(question) {
            return Ok(true);
        }
        let text = view::deploy::question(question);
        self.show_held();
        if !io::stdin().is_terminal() || !view::output::is_stderr_terminal() {
            return Err(Unasked {
                question: text,
                flag: flag(question),
            });
        }
        let text = view::account::question(
            &account::of(&question.stacks()),
            configuration_file::name().as_deref(),
            &text,
        );
        Ok(self.above(|| self.answer(question, &text)))
    }

    fn choose(&self, interrupted: &Interrupted) -> Choice {
        let asked = || {
            let is_terminal = io::stdin().is_terminal() && view::output::is_stderr_terminal();
            if is_terminal && !self.context.borrow().global.json {
                self.above(|| self.chosen(interrupted))
            } else {
                Choice::Leave
            }
        };
        let choice = self.choice.get().unwrap_or_else(asked);
        self.choice.set(Some(choice));
        choice
    }
}

/// Runs the work while the user watches. The first signal lets the operation end in order; a second Ctrl-C ends it at
/// once. Build servers send SIGINT, and SIGTERM a few seconds later, which does not count as a second Ctrl-C.
pub(super) async fn watched<T>(
    interrupts: &Cell<u32>,
    ui: &TerminalUi<'_, '_>,
    work: impl Future<Output = T>,
) -> T {
    tokio::select! {
        result = work => result,
        never = ui.keep_time() => match never {},
        never = count(interrupts, ui) => match never {},
    }
}

async fn count(interrupts: &Cell<u32>, ui: &TerminalUi<'_, '_>) -> Infallible {
    let Ok(mut signals) = Signals::listen() else {
        // Without a handler, a signal ends the process.
        return std::future::pending().await;
    };
    loop {
        let signal = signals.next().await;
        // The question that it answered has counted it.
        if ui.answered.take() {
            continue;
        }
        interrupts.set(interrupts.get() + 1);
        if interrupts.get() > 1 && signal == Signal::Interrupt {
            ui.leave();
            std::process::exit(signal.code().into());
        }
        ui.ends(signal);
    }
}
