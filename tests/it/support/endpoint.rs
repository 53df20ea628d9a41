//! An endpoint whose answers the test defines: behavior that no emulator has, for the binary.

use super::cli::{Run, Sandbox};
use super::http::Request;
use sa_infra::cloud::{Access, Clouds, Environment, SdkCloud, SdkClouds, Secret};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// An endpoint of the Query protocol.
pub struct Endpoint {
    address: SocketAddr,
    calls: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// The page of a captive portal.
pub const PAGE: &str = "<!DOCTYPE html>\n<html><body>Please log in</body></html>";

/// The answer to a call.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The content of the result.
    Result(String),
    /// The whole body.
    Body(String),
    /// Status, code and message of an error.
    Error(u16, &'static str, &'static str),
    /// A page with this status, as from proxies and portals.
    Page(u16),
    /// The connection is closed during the answer.
    Dropped,
    /// An answer without an end.
    Endless,
    /// A redirect.
    Elsewhere(String),
}

impl Endpoint {
    /// Answers a call; the argument is how often it has been made before.
    pub fn new(answer: impl Fn(&str, usize) -> Answer + Send + 'static) -> Self {
        Self::serving(move |request, before| answer(&request.action(), before))
    }

    /// Answers a request; the argument is how often its call has been made before.
    pub fn serving(answer: impl Fn(&Request, usize) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let (log, over) = (calls.clone(), is_over.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                // If a client closes the connection, the next one is served.
                let _ = serve(&stream.unwrap(), &log, &answer);
            }
        });
        Self {
            address,
            calls,
            is_over,
            thread: Some(thread),
        }
    }

    /// The names of the calls so far, without those at the start of every command.
    pub fn called(&self) -> Vec<String> {
        let calls = self.calls.lock().unwrap().clone();
        let first = ["GetCallerIdentity", "ListAccountAliases"];
        calls
            .into_iter()
            .filter(|call| !first.contains(&&**call))
            .collect()
    }

    /// The library's access to it.
    pub async fn cloud(&self) -> SdkCloud {
        let access = Access {
            endpoint_url: Some(format!("http://{}", self.address)),
            credentials: Some(("AKIDEXAMPLE".into(), Secret::new("planted-secret-key"))),
            ..Access::default()
        };
        SdkClouds::load(&access)
            .await
            .unwrap()
            .at(Environment::in_region(Some("us-east-1")))
            .unwrap()
    }

    /// The variables that make the binary use this endpoint.
    pub fn variables(&self) -> [(&'static str, String); 3] {
        [
            ("AWS_ENDPOINT_URL", format!("http://{}", self.address)),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "planted-secret-key".to_owned()),
        ]
    }

    /// Runs the binary with this endpoint.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with("", arguments)
    }

    /// The same with a configuration.
    pub fn run_with(&self, config: &str, arguments: &[&str]) -> Run {
        let variables = self.variables();
        let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
        let run = Sandbox::with_config(config).run_in("", arguments, &variables);
        assert!(!run.to_string().contains("planted-secret"), "{run}");
        run
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(
    mut stream: &TcpStream,
    log: &Mutex<Vec<String>>,
    answer: &impl Fn(&Request, usize) -> Answer,
) -> std::io::Result<()> {
    let Some(request) = Request::read(stream)? else {
        return Ok(());
    };
    let action = request.action();
    let before = {
        let mut calls = log.lock().unwrap();
        let before = calls.iter().filter(|call| **call == action).count();
        calls.push(action.clone());
        before
    };
    let answered = match &*action {
        "ListAccountAliases" => Answer::Result("<AccountAliases/>".to_owned()),
        "GetCallerIdentity" => identity(answer(&request, before)),
        _ => answer(&request, before),
    };
    let (status, text) = match answered {
        Answer::Result(result) => (
            200,
            format!("<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"),
        ),
        Answer::Body(body) => (200, body),
        Answer::Error(status, code, message) if speaks_json(&request) => {
            let error = serde_json::json!({"__type": code, "message": message});
            (status, error.to_string())
        }
        Answer::Error(status, code, message) => (
            status,
            format!(
                "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
            ),
        ),
        Answer::Page(status) => {
            return write!(
                stream,
                "HTTP/1.1 {status} Answer\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n{PAGE}",
                PAGE.len()
            );
        }
        Answer::Endless => return endless(stream, &action),
        Answer::Elsewhere(place) => {
            return write!(
                stream,
                "HTTP/1.1 307 Answer\r\nLocation: {place}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
        Answer::Dropped => {
            return stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<Descr");
        }
    };
    write!(
        stream,
        "HTTP/1.1 {status} Answer\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
        text.len()
    )
}

/// Writes until the client closes the connection, or for a gibibyte.
fn endless(mut stream: &TcpStream, action: &str) -> std::io::Result<()> {
    // A client that stops reading may keep the connection.
    stream.set_write_timeout(Some(std::time::Duration::from_secs(1)))?;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<{action}Response><x>"
    )?;
    let part = "x".repeat(1 << 16);
    (0..1 << 14).try_for_each(|_| stream.write_all(part.as_bytes()))
}

/// The identity, if the script does not contain it.
fn identity(scripted: Answer) -> Answer {
    match scripted {
        Answer::Result(text) if !text.contains("<Account>") => Answer::Result(
            "<Arn>arn:aws:iam::111122223333:user/jo</Arn><Account>111122223333</Account>".to_owned(),
        ),
        scripted => scripted,
    }
}

/// Whether a service returns errors as JSON: all except Query services and S3.
fn speaks_json(request: &Request) -> bool {
    request.header("x-amz-target").is_some()
        || ["lambda", "scheduler"]
            .iter()
            .any(|it| request.action().starts_with(it))
}
