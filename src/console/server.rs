//! The server: listens on 127.0.0.1 only, and ends with its command, or an hour after the last reader has left.

use super::actions::{Action, Job};
use super::board::Board;
use super::deployment::Deployments;
use super::instance::{Access, Instance};
use super::page::{Page, Site};
use super::sessions::Sessions;
use super::shared::Shared;
use super::{guard, notice, reader, shell, worker};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::sse::Sse;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// The default port.
const PORT: u16 = 7430;
/// How many further ports are tried.
const FURTHER: u16 = 20;
/// It ends after this long without a reader.
const IDLE: Duration = Duration::from_hours(1);
/// The maximum number of readers.
const READERS: usize = 256;
/// The maximum size of a request.
const LONGEST: usize = 64 * 1024;
/// The maximum number of waiting changes.
const JOBS: usize = 16;

/// A console that listens, but does not answer yet.
#[derive(Debug)]
pub struct Console {
    listener: TcpListener,
    shared: Arc<Shared>,
    jobs: mpsc::Receiver<Job>,
    token: String,
}

/// Why a console ended before its time.
#[derive(Debug)]
pub struct Stopped<T> {
    /// What ended it.
    pub by: T,
    /// The stacks whose deployment from the page continues in AWS.
    pub in_progress: Vec<String>,
}

impl Console {
    /// Listens on this port, or on the first free one near the default.
    pub async fn listen(port: Option<u16>, instance: &Instance<'_>) -> io::Result<Self> {
        let listener = match port {
            Some(port) => TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?,
            None => free().await?,
        };
        let port = listener.local_addr()?.port();
        let (sessions, token) = Sessions::new(port).map_err(io::Error::other)?;
        let (jobs, waiting) = mpsc::channel(JOBS);
        let shared = Arc::new(Shared {
            port,
            sessions,
            board: Arc::new(Board::new()),
            site: Site::of(instance),
            jobs,
        });
        Ok(Self {
            listener,
            shared,
            jobs: waiting,
            token,
        })
    }

    /// The address to open. Its token works once.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/#{}", self.shared.port, self.token)
    }

    /// Serves until there has been no reader for an hour, or until a future ends.
    pub async fn serve<T>(
        self,
        instance: &Instance<'_>,
        access: &Access,
        until: impl Future<Output = T>,
    ) -> io::Result<Option<Stopped<T>>> {
        let Self {
            listener,
            shared,
            jobs,
            ..
        } = self;
        let board = Arc::clone(&shared.board);
        let deployments = Deployments::new(instance, access, &board);
        let router = router(shared);
        tokio::select! {
            served = axum::serve(listener, router).into_future() => served.map(|()| None),
            () = worker::work(instance, &board, &deployments, jobs) => Ok(None),
            () = idle(&board, || deployments.is_running(), IDLE) => Ok(None),
            by = until => Ok(Some(Stopped { by, in_progress: deployments.in_progress() })),
        }
    }
}

/// The first free port.
async fn free() -> io::Result<TcpListener> {
    for port in PORT..PORT + FURTHER {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            bound => return bound,
        }
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
}

/// Returns when there has been no reader for that long, and no deployment is running.
async fn idle(board: &Board, is_busy: impl Fn() -> bool, limit: Duration) {
    loop {
        let idle = board.idle().filter(|_| !is_busy());
        let left = idle.map(|idle| limit.saturating_sub(idle));
        if left == Some(Duration::ZERO) {
            return;
        }
        tokio::time::sleep(left.unwrap_or(limit).min(Duration::from_secs(30))).await;
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/console.css", get(|| async { asset("text/css", shell::CSS) }))
        .route(
            "/console.js",
            get(|| async { asset("text/javascript", shell::JS) }),
        )
        .route("/session", post(exchange))
        .route("/events", get(events))
        .route("/do/{verb}", post(act))
        .fallback(get(page))
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(from_fn_with_state(Arc::clone(&shared), guard::guard))
        .with_state(shared)
}

fn asset(kind: &str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, format!("{kind}; charset=utf-8"))], text).into_response()
}

async fn exchange(State(shared): State<Arc<Shared>>, token: Bytes) -> Response {
    let token = std::str::from_utf8(&token).unwrap_or_default();
    match shared.sessions.exchange(token) {
        Some((cookie, csrf)) => ([(SET_COOKIE, cookie)], csrf).into_response(),
        None => (StatusCode::FORBIDDEN, "the token is wrong, or was used before").into_response(),
    }
}

async fn page(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    match Page::of(&shared.site, uri.path(), uri.query().unwrap_or_default()) {
        Some(page) => shell::page(&shared.site, &page, &shared.board).into_response(),
        None => (StatusCode::NOT_FOUND, shell::not_found(&shared.site)).into_response(),
    }
}

async fn events(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let query = uri.query().unwrap_or_default().as_bytes();
    let asked = form_urlencoded::parse(query).find(|(name, _)| name == "page");
    let asked = asked.map(|(_, page)| page.into_owned()).unwrap_or_default();
    let (path, query) = asked.split_once('?').unwrap_or((&asked, ""));
    let Some(page) = Page::of(&shared.site, path, query) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if shared.board.readers() >= READERS {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many pages are open").into_response();
    }
    Sse::new(reader::stream(&shared.board, page.panels())).into_response()
}

async fn act(State(shared): State<Arc<Shared>>, Path(verb): Path<String>, form: Bytes) -> Response {
    let Some(action) = Action::of(&verb, &form) else {
        return (StatusCode::BAD_REQUEST, "this change is not known").into_response();
    };
    let (reply, replied) = oneshot::channel();
    if shared.jobs.try_send(Job { action, reply }).is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many changes are waiting").into_response();
    }
    match replied.await {
        Ok(notice) => notice.into_response(),
        Err(_) => notice::Notice::ended().into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Board, Duration, idle};
    use crate::console::panel::Panel;
    use tokio::time::{Instant, advance};

    #[tokio::test(start_paused = true)]
    async fn it_ends_an_hour_after_the_last_reader() {
        let (board, began) = (Board::new(), Instant::now());
        let reader = board.enter(vec![Panel::Stacks]);
        tokio::join!(idle(&board, || false, Duration::from_hours(1)), async {
            for _ in 0..300 {
                advance(Duration::from_secs(20)).await;
                board.hear(reader);
            }
            board.leave(reader);
        });
        let minutes = began.elapsed().as_secs() / 60;
        assert!((159..=161).contains(&minutes), "{minutes}");
    }
}
