//! Server-sent events: a reader gets the current contents of its panels, then every change. Nothing is queued: a slow
//! reader gets the latest content.

use super::board::Board;
use super::panel::Panel;
use axum::response::sse::Event;
use futures_util::stream::{self, Stream};
use serde_json::json;
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often a reader gets an event at least, so that the page notices a lost connection.
const BEAT: Duration = Duration::from_secs(10);

/// An open page in a browser.
struct Reader {
    board: Arc<Board>,
    id: u64,
    panels: Vec<Panel>,
    changes: watch::Receiver<u64>,
    sent: HashMap<Panel, Sent>,
    waiting: VecDeque<Event>,
    /// Whether it has received an event.
    greeted: bool,
}

/// The state of a panel at a reader.
#[derive(Default)]
struct Sent {
    version: u64,
    epoch: u64,
    line: u64,
}

/// The events for a reader of these panels.
pub(super) fn stream(
    board: &Arc<Board>,
    panels: Vec<Panel>,
) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
    let reader = Reader {
        board: Arc::clone(board),
        id: board.enter(panels.clone()),
        changes: board.changes(),
        panels,
        sent: HashMap::new(),
        waiting: VecDeque::new(),
        greeted: false,
    };
    stream::unfold(reader, |mut reader| async move {
        let event = reader.next().await?;
        Some((Ok(event), reader))
    })
}

impl Reader {
    async fn next(&mut self) -> Option<Event> {
        self.board.hear(self.id);
        if !std::mem::replace(&mut self.greeted, true) {
            return Some(Event::default().event("beat").data("-"));
        }
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            self.look();
            if !self.waiting.is_empty() {
                continue;
            }
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                () = tokio::time::sleep(BEAT) => return Some(Event::default().event("beat").data("-")),
            }
        }
    }

    /// Queues new content.
    fn look(&mut self) {
        self.changes.mark_unchanged();
        for panel in &self.panels {
            let content = self.board.content(panel);
            let sent = self.sent.entry(panel.clone()).or_default();
            if let Some(html) = content.html.filter(|_| content.version > sent.version) {
                sent.version = content.version;
                let data = json!({"id": panel.id(), "html": &*html});
                self.waiting.push_back(event("panel", &data));
            }
            let is_first = sent.epoch != content.epoch;
            if is_first {
                (sent.epoch, sent.line) = (content.epoch, 0);
            }
            let lines = content.lines.iter().filter(|(number, _)| *number > sent.line);
            let html = lines.map(|(_, html)| &**html).collect::<String>();
            sent.line = content.lines.back().map_or(sent.line, |(number, _)| *number);
            if is_first || !html.is_empty() {
                let data = json!({"id": panel.id(), "html": html, "first": is_first});
                self.waiting.push_back(event("lines", &data));
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.board.leave(self.id);
    }
}

/// Data as JSON, which contains no line break that could end the event.
fn event(name: &str, data: &serde_json::Value) -> Event {
    Event::default().event(name).data(data.to_string())
}

#[cfg(test)]
mod tests {
    use super::stream;
    use crate::console::board::Board;
    use crate::console::panel::Panel;
    use futures_util::StreamExt as _;
    use maud::html;
    use std::sync::Arc;

    #[tokio::test(start_paused = true)]
    async fn a_reader_gets_the_latest_content_and_is_gone_with_its_connection() {
        let board = Arc::new(Board::new());
        let mut events = Box::pin(stream(&board, vec![Panel::Stacks]));
        assert!(format!("{:?}", events.next().await).contains("beat"));
        for text in ["one", "two\r\nthree"] {
            board.show(&Panel::Stacks, &html! { (text) });
        }
        let event = format!("{:?}", events.next().await);
        assert!(event.contains("two") && !event.contains("one"), "{event}");
        assert_eq!(board.readers(), 1);
        drop(events);
        assert_eq!(board.readers(), 0);
    }
}
