//! `sa-infra console` as a separate process, and handwritten requests to it.

use super::ministack::Account;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A console, which ends with the test.
pub struct Console {
    process: Child,
    /// The address that it printed.
    pub url: String,
    /// Where it listens: `127.0.0.1:PORT`.
    pub host: String,
}

/// A response.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers, in lower case.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Console {
    /// Starts one in an account.
    pub fn start(account: &Account) -> Self {
        Self::start_at(account, &account.url, &[])
    }

    /// Starts one that reaches the emulator through another URL.
    pub fn start_at(account: &Account, url: &str, more: &[&str]) -> Self {
        let arguments = [&["console", "--no-open"], more].concat();
        Self::of(account.command_at(url, &arguments))
    }

    /// Starts it with this command.
    pub fn of(mut command: Command) -> Self {
        let mut process = command
            .env("TZ", "Europe/Berlin")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        out.read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        let host = url.strip_prefix("http://").and_then(|rest| rest.split_once("/#"));
        let host = host.unwrap_or_else(|| panic!("no address: {url:?}")).0.to_owned();
        Self { process, url, host }
    }

    /// The address of a page.
    pub fn page(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// The token in its address.
    pub fn token(&self) -> &str {
        self.url.split_once('#').unwrap().1
    }

    /// A request with these headers in addition to `Host`.
    pub fn ask(&self, line: &str, headers: &str, body: &str) -> Response {
        let host = &self.host;
        self.raw(&format!(
            "{line} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
    }

    /// A request, sent as it is.
    pub fn raw(&self, request: &str) -> Response {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Response {
            status: status.unwrap_or_default(),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Signs in without a browser: the `Cookie` header, and the `X-Csrf` header for changes.
    pub fn sign_in(&self) -> (String, String) {
        let origin = format!("Origin: http://{}\r\n", self.host);
        let answer = self.ask("POST /session", &origin, self.token());
        assert_eq!(answer.status, 200, "{answer:?}");
        let cookie = answer.head.split("set-cookie: ").nth(1).unwrap();
        let cookie = format!("Cookie: {}\r\n", cookie.split(';').next().unwrap());
        (cookie, format!("X-Csrf: {}\r\n{origin}", answer.body))
    }

    /// Opens the events of a page. Returns the connection after the first event.
    pub fn events(&self, cookie: &str, page: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let host = &self.host;
        let request = format!("GET /events?page={page} HTTP/1.1\r\nHost: {host}\r\n{cookie}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        stream
    }

    /// A change of a signed-in reader.
    pub fn change(&self, (cookie, token): &(String, String), verb: &str, form: &str) -> Response {
        self.ask(&format!("POST /do/{verb}"), &format!("{cookie}{token}"), form)
    }

    /// The standard error of a console that has ended.
    pub fn errors(&mut self) -> String {
        let mut text = String::new();
        self.process
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    /// Sends it a signal. Returns its exit code.
    pub fn signal(&mut self, signal: &str) -> i32 {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([&format!("-{signal}"), &id]).status();
        assert!(sent.unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(began.elapsed() < Duration::from_mins(2), "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
