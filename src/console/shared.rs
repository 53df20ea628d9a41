//! The state that the handlers of requests share.

use super::actions::Job;
use super::board::Board;
use super::page::Site;
use super::sessions::Sessions;
use std::sync::Arc;
use tokio::sync::mpsc;

/// The shared state.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) port: u16,
    pub(super) sessions: Sessions,
    pub(super) board: Arc<Board>,
    pub(super) site: Site,
    pub(super) jobs: mpsc::Sender<Job>,
}
