//! A proxy between the binary and the emulator in which one call fails, in every way in which AWS calls fail.

use super::http::Request;
use super::proxy::{forward, send};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing fails.
    None,
    /// The connection is closed before AWS receives the call.
    Dropped,
    /// AWS executes the call, and the connection is closed without an answer.
    DroppedAfter,
    /// This status, this many times.
    Status(u16, usize),
    /// AWS executes the call, and answers with status 500.
    FailedAfter,
    /// Too many calls, once.
    Throttled,
    /// The answer is truncated.
    Truncated,
    /// A page with this status, once.
    Page(u16),
    /// No permission.
    Denied,
    /// From here on, the credentials are expired.
    Expired,
    /// No call succeeds for this many seconds.
    Outage(u64),
    /// The binary gets this signal, before or after AWS executes the call.
    Signal(&'static str, bool),
}

/// The proxy.
pub struct FaultyProxy {
    address: SocketAddr,
    link: Arc<Link>,
    is_over: Arc<AtomicBool>,
}

struct Link {
    target: String,
    /// The call that fails, counted from the first.
    at: usize,
    fault: Fault,
    calls: Mutex<Vec<String>>,
    /// The name of the failed call, how often it failed, and when it first did.
    failed: Mutex<Option<(String, usize, Instant)>>,
    process: Arc<AtomicU32>,
}

impl FaultyProxy {
    /// A proxy in front of the emulator at this address: call number `at` fails.
    pub fn new(url: &str, at: usize, fault: Fault) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let link = Arc::new(Link {
            target: url.strip_prefix("http://").unwrap().to_owned(),
            at,
            fault,
            calls: Mutex::default(),
            failed: Mutex::default(),
            process: Arc::default(),
        });
        let is_over = Arc::new(AtomicBool::new(false));
        let (over, shared) = (is_over.clone(), link.clone());
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let link = shared.clone();
                thread::spawn(move || link.serve(&stream));
            }
        });
        Self {
            address,
            link,
            is_over,
        }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The process that gets the signal.
    pub fn process(&self) -> Arc<AtomicU32> {
        self.link.process.clone()
    }

    /// The names of the calls so far.
    pub fn called(&self) -> Vec<String> {
        self.link.calls.lock().unwrap().clone()
    }
}

impl Drop for FaultyProxy {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

impl Link {
    /// Whether this call fails.
    fn is_hit(&self, action: &str) -> bool {
        let number = {
            let mut calls = self.calls.lock().unwrap();
            calls.push(action.to_owned());
            calls.len() - 1
        };
        let mut failed = self.failed.lock().unwrap();
        match &mut *failed {
            None if number < self.at => false,
            None => {
                *failed = Some((action.to_owned(), 1, Instant::now()));
                true
            }
            Some((name, times, since)) => {
                let again = match self.fault {
                    Fault::Status(_, all) => name == action && *times < all,
                    Fault::Outage(seconds) => since.elapsed() < Duration::from_secs(seconds),
                    Fault::Expired => true,
                    Fault::Denied => name == action,
                    _ => false,
                };
                *times += usize::from(again);
                again
            }
        }
    }

    fn serve(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let Some(request) = Request::read(stream)? else {
            return Ok(());
        };
        let fault = if self.is_hit(&request.action()) {
            self.fault
        } else {
            Fault::None
        };
        if matches!(fault, Fault::Dropped | Fault::Outage(_)) {
            return Ok(());
        }
        if let Fault::Signal(signal, false) = fault {
            send(signal, &self.process);
        }
        let answer = match fault {
            Fault::Status(status, _) => error(&request, status, "InternalFailure"),
            Fault::Throttled => error(&request, 400, "ThrottlingException"),
            Fault::Denied => error(&request, 403, "AccessDenied"),
            Fault::Expired => error(&request, 403, "ExpiredTokenException"),
            Fault::Page(status) => answer(status, "text/html", "", "<html><body>Please log in</body></html>"),
            _ => forward(&self.target, &request)?,
        };
        match fault {
            Fault::DroppedAfter => Ok(()),
            Fault::FailedAfter => stream.write_all(&error(&request, 500, "InternalFailure")),
            Fault::Truncated => stream.write_all(&answer[..answer.len() - answer.len().min(12)]),
            Fault::Signal(signal, true) => {
                send(signal, &self.process);
                stream.write_all(&answer)
            }
            _ => stream.write_all(&answer),
        }
    }
}

fn answer(status: u16, kind: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Answer\r\nContent-Type: {kind}\r\n{headers}Content-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// An error in the service's format.
fn error(request: &Request, status: u16, code: &str) -> Vec<u8> {
    let action = request.action();
    let message = "as the campaign says";
    if request.header("x-amz-target").is_some() || action.starts_with("scheduler") {
        let body = format!(r#"{{"__type": "{code}", "message": "{message}"}}"#);
        let header = format!("x-amzn-errortype: {code}\r\n");
        return answer(status, "application/x-amz-json-1.1", &header, &body);
    }
    let error = format!("<Code>{code}</Code><Message>{message}</Message>");
    let body = if action.starts_with("s3") {
        format!("<Error>{error}</Error>")
    } else {
        format!("<ErrorResponse><Error>{error}</Error></ErrorResponse>")
    };
    answer(status, "text/xml", "", &body)
}
