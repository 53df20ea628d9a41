//! A proxy between the binary and the emulator. It records every call, and answers some in place of the emulator:
//! tasks that end, builds that fail, addresses that are not confirmed. It can kill the binary at a call.

use super::cli::Run;
use super::http::Request;
use super::ministack::Account;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A call at which the proxy stops: the action, how many of them pass before, and whether the emulator receives it.
#[derive(Clone, Copy, Debug)]
pub struct Halt {
    /// The action.
    pub action: &'static str,
    /// How many calls of it are let through.
    pub after: usize,
    /// Whether the emulator executes it; the answer never arrives.
    pub heard: bool,
}

/// A received call: its name, how often it came before, and its body.
pub struct Asked<'a> {
    /// `DescribeTasks`.
    pub call: &'a str,
    /// How often it came before.
    pub before: usize,
    /// Its body.
    pub body: &'a str,
    /// The whole request.
    pub request: &'a Request,
}

type Script = dyn Fn(&Asked<'_>) -> Option<(u16, String)> + Send + Sync;

/// A proxy in front of the emulator.
pub struct Proxy {
    address: SocketAddr,
    calls: Arc<Mutex<Vec<Request>>>,
    is_over: Arc<AtomicBool>,
    halted: Receiver<()>,
    /// The process id of the binary, once it runs.
    process: Arc<AtomicU32>,
}

/// Sends a signal to a process that has just been started.
pub fn send(signal: &str, process: &AtomicU32) {
    let id = loop {
        match process.load(Ordering::SeqCst) {
            0 => thread::yield_now(),
            id => break id,
        }
    };
    let sent = Command::new("kill")
        .args([&format!("-{signal}"), &id.to_string()])
        .status();
    assert!(sent.unwrap().success(), "no {signal} for {id}");
}

impl Proxy {
    /// A proxy that forwards everything.
    pub fn new(account: &Account) -> Self {
        Self::with(account, None, Arc::new(|_| None))
    }

    /// A proxy at which the binary waits for an answer that does not come.
    pub fn halting(account: &Account, halt: Halt) -> Self {
        Self::with(account, Some(halt), Arc::new(|_| None))
    }

    /// A proxy that gives these answers, status and body, in place of the emulator; `None` forwards the request.
    pub fn answering(
        account: &Account,
        answer: impl Fn(&Asked<'_>) -> Option<(u16, String)> + Send + Sync + 'static,
    ) -> Self {
        Self::with(account, None, Arc::new(answer))
    }

    /// A proxy that sends the binary a signal, `TERM` or `HUP`, at this call after this many of its kind, and
    /// forwards the call.
    pub fn signalling(account: &Account, signal: &'static str, call: &'static str, after: usize) -> Self {
        let process = Arc::new(AtomicU32::new(0));
        let target = Arc::clone(&process);
        let mut proxy = Self::answering(account, move |asked| {
            if asked.call == call && asked.before == after {
                send(signal, &target);
            }
            None
        });
        proxy.process = process;
        proxy
    }

    /// Runs the binary until it ends, for a proxy that sends it signals.
    pub fn run_signalled(&self, account: &Account, arguments: &[&str]) -> Run {
        account.run_known_at(&self.url(), arguments, &self.process)
    }

    fn with(account: &Account, halt: Option<Halt>, answer: Arc<Script>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (calls, is_over) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let (sender, halted) = channel();
        let link = Link {
            target: account.url.strip_prefix("http://").unwrap().to_owned(),
            calls: Arc::clone(&calls),
            halt,
            halted: sender,
            answer,
        };
        let over = is_over.clone();
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let link = link.clone();
                // If a client closes the connection, the next one is served.
                thread::spawn(move || link.serve(&stream));
            }
        });
        Self {
            address,
            calls,
            is_over,
            halted,
            process: Arc::default(),
        }
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.calls.lock().unwrap().clone()
    }

    /// The names of the calls so far.
    pub fn called(&self) -> Vec<String> {
        self.requests().iter().map(Request::action).collect()
    }

    /// How often a call came.
    pub fn count(&self, call: &str) -> usize {
        self.called().iter().filter(|one| *one == call).count()
    }

    /// Runs the binary through the proxy.
    pub fn run(&self, account: &Account, arguments: &[&str]) -> Run {
        account.run_at(&self.url(), arguments)
    }

    /// Runs the binary until the proxy stops, and kills it there.
    pub fn kill(&self, account: &Account, arguments: &[&str]) {
        let mut child = account.command_at(&self.url(), arguments).spawn().unwrap();
        self.wait(&mut child);
        // On this system, `kill` is SIGKILL: the process cannot clean up.
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits until the proxy stops.
    pub fn wait(&self, child: &mut Child) {
        while self.halted.recv_timeout(Duration::from_millis(20)).is_err() {
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none(), "never came to the halt: {:?}", self.called());
        }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

#[derive(Clone)]
struct Link {
    target: String,
    calls: Arc<Mutex<Vec<Request>>>,
    halt: Option<Halt>,
    halted: Sender<()>,
    answer: Arc<Script>,
}

impl Link {
    fn serve(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let Some(request) = Request::read(stream)? else {
            return Ok(());
        };
        let action = request.action();
        let before = {
            let mut calls = self.calls.lock().unwrap();
            let before = calls.iter().filter(|call| call.action() == action).count();
            calls.push(request.clone());
            before
        };
        let asked = Asked {
            call: &action,
            before,
            body: &request.body,
            request: &request,
        };
        if let Some((status, text)) = (self.answer)(&asked) {
            let kind = if text.starts_with('<') {
                "text/xml"
            } else {
                "application/x-amz-json-1.1"
            };
            return write!(
                stream,
                "HTTP/1.1 {status} Answer\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
                text.len()
            );
        }
        let halt = self
            .halt
            .filter(|halt| halt.action == action && halt.after == before);
        let answer = match halt {
            Some(Halt { heard: false, .. }) => Vec::new(),
            _ => self.forward(&request)?,
        };
        if halt.is_some() {
            let _ = self.halted.send(());
            return stream.read(&mut [0]).map(drop);
        }
        stream.write_all(&answer)
    }

    fn forward(&self, request: &Request) -> std::io::Result<Vec<u8>> {
        forward(&self.target, request)
    }
}

impl Account {
    /// The body of the emulator's answer to a request, for a proxy that changes it.
    pub fn answer(url: &str, request: &Request) -> (u16, String) {
        let answer = forward(url.strip_prefix("http://").unwrap(), request).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse();
        (status.unwrap(), body.to_owned())
    }
}

/// The answer of the server at this address.
pub fn forward(target: &str, request: &Request) -> std::io::Result<Vec<u8>> {
    {
        let mut stream = TcpStream::connect(target)?;
        let kept = request.headers.iter();
        let kept = kept.filter(|(name, _)| !name.eq_ignore_ascii_case("connection"));
        let headers = kept.map(|(name, value)| format!("{name}: {value}\r\n"));
        let (line, headers) = (&request.line, headers.collect::<String>());
        write!(stream, "{line}\r\nConnection: close\r\n{headers}\r\n")?;
        stream.write_all(&request.bytes)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    }
}
