//! Calls AWS: for panels with a reader, at their own intervals, and for the changes that readers make. It runs on the
//! thread of the command, because all AWS calls stay on one thread.

use super::actions::{Job, act};
use super::board::Board;
use super::deployment::Deployments;
use super::instance::Instance;
use super::panel::Panel;
use super::panels;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

type Work<'a> = Pin<Box<dyn Future<Output = Option<Panel>> + 'a>>;

/// Runs until the server ends.
pub(super) async fn work(
    instance: &Instance<'_>,
    board: &Arc<Board>,
    deployments: &Deployments,
    mut jobs: mpsc::Receiver<Job>,
) {
    let mut wishes = board.wishes();
    let mut busy = HashSet::<Panel>::new();
    let mut work = FuturesUnordered::<Work<'_>>::new();
    loop {
        wishes.mark_unchanged();
        for panel in board.wanted() {
            if let Some(interval) = panel.interval().filter(|_| busy.insert(panel.clone())) {
                work.push(Box::pin(keep(instance, board, panel, interval)));
            }
        }
        tokio::select! {
            Some(ended) = work.next(), if !work.is_empty() => {
                if let Some(panel) = ended {
                    busy.remove(&panel);
                }
            }
            job = jobs.recv() => {
                let Some(Job { action, reply }) = job else { return };
                work.push(Box::pin(async move {
                    // A closed connection needs no answer.
                    let _ = reply.send(act(instance, board, deployments, action).await);
                    None
                }));
            }
            _ = wishes.changed() => {}
        }
    }
}

/// Updates a panel while it has a reader.
async fn keep(
    instance: &Instance<'_>,
    board: &Arc<Board>,
    panel: Panel,
    interval: Duration,
) -> Option<Panel> {
    let mut wishes = board.wishes();
    let mut log = panels::log::Follower::default();
    while board.is_wanted(&panel) {
        wishes.mark_unchanged();
        let due = board.due(&panel, interval);
        if due > Duration::ZERO {
            tokio::select! {
                () = tokio::time::sleep(due) => {}
                _ = wishes.changed() => {}
            }
            continue;
        }
        board.ask(&panel);
        let shown = if let Panel::Log(of) = &panel {
            log.look(instance, board, &panel, of).await
        } else {
            panels::shown(instance, &panel).await
        };
        board.answer(&panel, shown);
    }
    Some(panel)
}
