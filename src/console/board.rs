//! The contents of the panels, shared by all readers: a panel has one content, however many read it, and AWS is
//! called only while someone does.

use super::panel::Panel;
use super::problem::Problem;
use crate::view::output;
use maud::{Markup, html};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A reader that takes no data for this long no longer counts: it holds the connection and does not read.
const DEAF: Duration = Duration::from_secs(40);
/// How many lines of a log are kept for later readers.
const LINES: usize = 2000;
/// How many panels without readers are kept.
const REMEMBERED: usize = 64;

/// The contents of all panels.
#[derive(Debug)]
pub(super) struct Board {
    state: Mutex<State>,
    /// Counts the changes of contents.
    changes: watch::Sender<u64>,
    /// Counts the changes of the set of wanted panels.
    wishes: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    contents: HashMap<Panel, Content>,
    readers: HashMap<u64, Reader>,
    next: u64,
    /// When the last reader left; initially, when the console started.
    left: Instant,
}

/// The content of a panel.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// The HTML; `None` before AWS has answered.
    pub(super) html: Option<Arc<str>>,
    /// The number of the last change.
    pub(super) version: u64,
    /// The lines of a log, each with its number.
    pub(super) lines: VecDeque<(u64, Arc<str>)>,
    /// How often its lines were read from the beginning.
    pub(super) epoch: u64,
    /// The last content without a problem.
    good: Option<Markup>,
    asked: Option<Instant>,
    stale: bool,
}

#[derive(Debug)]
struct Reader {
    panels: Vec<Panel>,
    heard: Instant,
}

impl Board {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                contents: HashMap::new(),
                readers: HashMap::new(),
                next: 1,
                left: Instant::now(),
            }),
            changes: watch::Sender::new(0),
            wishes: watch::Sender::new(0),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic on another thread has left no inconsistent state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notifies of every changed content.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Notifies of every change of the wanted panels.
    pub(super) fn wishes(&self) -> watch::Receiver<u64> {
        self.wishes.subscribe()
    }

    /// Adds a reader of these panels.
    pub(super) fn enter(&self, panels: Vec<Panel>) -> u64 {
        let mut state = self.state();
        let id = state.next;
        state.next += 1;
        let heard = Instant::now();
        state.readers.insert(id, Reader { panels, heard });
        drop(state);
        self.wishes.send_modify(|count| *count += 1);
        id
    }

    /// Records that a reader has taken data.
    pub(super) fn hear(&self, id: u64) {
        if let Some(reader) = self.state().readers.get_mut(&id) {
            reader.heard = Instant::now();
        }
    }

    /// Removes a reader.
    pub(super) fn leave(&self, id: u64) {
        let mut state = self.state();
        state.readers.remove(&id);
        state.left = Instant::now();
        drop(state);
        self.wishes.send_modify(|count| *count += 1);
    }

    /// The number of readers.
    pub(super) fn readers(&self) -> usize {
        self.state().listening().count()
    }

    /// How long there has been no reader; `None` while there is one.
    pub(super) fn idle(&self) -> Option<Duration> {
        let state = self.state();
        let is_read = state.listening().next().is_some();
        let heard = state.readers.values().map(|reader| reader.heard).max();
        (!is_read).then(|| heard.unwrap_or(state.left).max(state.left).elapsed())
    }

    /// The panels with a reader.
    pub(super) fn wanted(&self) -> HashSet<Panel> {
        let state = self.state();
        state
            .listening()
            .flat_map(|reader| reader.panels.clone())
            .collect()
    }

    /// Whether the panel has a reader.
    pub(super) fn is_wanted(&self, panel: &Panel) -> bool {
        self.state()
            .listening()
            .any(|reader| reader.panels.contains(panel))
    }

    /// The current content of a panel.
    pub(super) fn content(&self, panel: &Panel) -> Content {
        self.state().contents.get(panel).cloned().unwrap_or_default()
    }

    /// The time until the next call for the panel.
    pub(super) fn due(&self, panel: &Panel, interval: Duration) -> Duration {
        let state = self.state();
        match state.contents.get(panel) {
            Some(Content {
                asked: Some(asked),
                stale: false,
                ..
            }) => interval.saturating_sub(asked.elapsed()),
            _ => Duration::ZERO,
        }
    }

    /// Records that AWS is being called for the panel.
    pub(super) fn ask(&self, panel: &Panel) {
        let mut state = self.state();
        let content = state.contents.entry(panel.clone()).or_default();
        content.asked = Some(Instant::now());
        content.stale = false;
    }

    /// Marks these panels as out of date.
    pub(super) fn refresh(&self, is_about: impl Fn(&Panel) -> bool) {
        for (panel, content) in &mut self.state().contents {
            content.stale |= is_about(panel);
        }
        self.wishes.send_modify(|count| *count += 1);
    }

    /// Shows content in a panel. Control characters and invisible ones become visible escapes, as on a terminal.
    pub(super) fn show(&self, panel: &Panel, markup: &Markup) {
        let html = output::plain(&markup.0);
        let mut state = self.state();
        state.forget();
        let version = self.next_version();
        let content = state.contents.entry(panel.clone()).or_default();
        if content.html.as_deref() == Some(&*html) {
            return;
        }
        content.html = Some(html.into());
        content.version = version;
        drop(state);
        self.changes.send_replace(version);
    }

    /// Shows the result of a call. A problem is shown above the last good content.
    pub(super) fn answer(&self, panel: &Panel, answer: Result<Markup, Problem>) {
        let markup = match answer {
            Ok(markup) => {
                let mut state = self.state();
                let content = state.contents.entry(panel.clone()).or_default();
                content.good.insert(markup).clone()
            }
            Err(problem) => {
                let good = self.content(panel).good;
                html! {
                    (problem.markup())
                    @if let Some(good) = good { div.stale { (good) } }
                }
            }
        };
        self.show(panel, &markup);
    }

    /// Adds lines to a log.
    pub(super) fn add_lines(&self, panel: &Panel, lines: impl IntoIterator<Item = Markup>) {
        let mut state = self.state();
        let version = self.next_version();
        let content = state.contents.entry(panel.clone()).or_default();
        let mut last = content.lines.back().map_or(0, |(number, _)| *number);
        for line in lines {
            last += 1;
            let html = output::plain(&line.into_string());
            content.lines.push_back((last, html.into()));
        }
        let surplus = content.lines.len().saturating_sub(LINES);
        content.lines.drain(..surplus);
        drop(state);
        self.changes.send_replace(version);
    }

    /// Removes the lines of a log, which are read again from the beginning.
    pub(super) fn clear_lines(&self, panel: &Panel) {
        let mut state = self.state();
        let content = state.contents.entry(panel.clone()).or_default();
        content.lines.clear();
        content.epoch += 1;
    }

    fn next_version(&self) -> u64 {
        *self.changes.borrow() + 1
    }
}

impl State {
    fn listening(&self) -> impl Iterator<Item = &Reader> {
        self.readers
            .values()
            .filter(|reader| reader.heard.elapsed() < DEAF)
    }

    /// Drops contents without readers once there are many: each filter of a log creates one.
    fn forget(&mut self) {
        if self.contents.len() > REMEMBERED {
            let readers = &self.readers;
            self.contents
                .retain(|panel, _| readers.values().any(|reader| reader.panels.contains(panel)));
        }
    }
}

#[cfg(test)]
mod tests;
