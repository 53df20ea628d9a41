//! A stand-in before the emulator: it answers the calls that a test scripts, and passes all others on. For what the
//! emulator does not do by itself: tasks that end, builds that fail, addresses that nobody confirmed.

use super::ministack::Account;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// The stand-in.
pub struct StandIn {
    address: SocketAddr,
    calls: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// A call that came: its name, how often it came before, and what it says.
pub struct Asked<'a> {
    /// `DescribeTasks`; of services that speak in paths, `GET /schedules/..`.
    pub call: &'a str,
    /// How often it came before.
    pub before: usize,
    /// What it says.
    pub body: &'a str,
}

impl StandIn {
    /// Comes before the emulator of this account: what `answer` gives is the answer, status and body; for `None` the
    /// emulator is asked.
    pub fn before(
        account: &mut Account,
        answer: impl Fn(&Asked<'_>) -> Option<(u16, String)> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let behind = account.url.trim_start_matches("http://").to_owned();
        account.url = format!("http://{address}");
        let calls = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let (log, over) = (calls.clone(), is_over.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                // Whoever hangs up does so: the next one is served.
                let _ = serve(&stream.unwrap(), &behind, &log, &answer);
            }
        });
        Self {
            address,
            calls,
            is_over,
            thread: Some(thread),
        }
    }

    /// How often a call came.
    pub fn count(&self, call: &str) -> usize {
        self.calls
            .lock()
            .unwrap()
            .iter()
            .filter(|one| *one == call)
            .count()
    }
}

impl Drop for StandIn {
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
    behind: &str,
    log: &Mutex<Vec<String>>,
    answer: &impl Fn(&Asked<'_>) -> Option<(u16, String)>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length, mut target) = (String::new(), 0, None);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        match &*name.to_ascii_lowercase() {
            "content-length" => length = value.trim().parse().unwrap(),
            "x-amz-target" => target = value.trim().rsplit('.').next().map(str::to_owned),
            _ => {}
        }
        if !name.eq_ignore_ascii_case("connection") {
            head += &line;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let text = String::from_utf8_lossy(&body);
    let action = text.split('&').find_map(|pair| pair.strip_prefix("Action="));
    let path = head.split(" HTTP/").next().unwrap_or_default();
    let call = target.or(action.map(str::to_owned)).unwrap_or(path.to_owned());
    let before = {
        let mut calls = log.lock().unwrap();
        let before = calls.iter().filter(|one| **one == call).count();
        calls.push(call.clone());
        before
    };
    let asked = Asked {
        call: &call,
        before,
        body: &text,
    };
    if let Some((status, text)) = answer(&asked) {
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
    let mut emulator = TcpStream::connect(behind)?;
    emulator.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
    emulator.write_all(&body)?;
    std::io::copy(&mut emulator, &mut stream).map(drop)
}
