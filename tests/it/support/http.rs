//! The HTTP that a local server needs: reads a request, and names it like the IAM action.

use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;

/// A request of AWS.
#[derive(Clone, Debug)]
pub struct Request {
    /// `POST / HTTP/1.1`
    pub line: String,
    /// As received.
    pub headers: Vec<(String, String)>,
    /// As received; invalid UTF-8 is replaced.
    pub body: String,
    /// As received.
    pub bytes: Vec<u8>,
}

impl Request {
    /// Reads a request; `None` when the connection is closed.
    pub fn read(stream: &TcpStream) -> io::Result<Option<Self>> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut headers = Vec::new();
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':') {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
        }
        let mut request = Self {
            line: line.trim_end().to_owned(),
            headers,
            body: String::new(),
            bytes: Vec::new(),
        };
        let length = request.header("content-length").unwrap_or("0");
        let mut body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut body)?;
        request.body = String::from_utf8_lossy(&body).into_owned();
        request.bytes = body;
        Ok((!request.line.is_empty()).then_some(request))
    }

    /// A header, ignoring case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The call: `DescribeStacks` if the protocol contains it, otherwise service and method: `scheduler GET`.
    pub fn action(&self) -> String {
        if let Some(action) = self.field("Action") {
            return action;
        }
        if let Some((_, action)) = self.header("x-amz-target").and_then(|it| it.split_once('.')) {
            return action.to_owned();
        }
        let scope = self.header("authorization").unwrap_or_default();
        let service = scope.split('/').nth(3).unwrap_or("unsigned");
        format!("{service} {}", self.line.split(' ').next().unwrap_or_default())
    }

    /// A field of a form.
    pub fn field(&self, name: &str) -> Option<String> {
        self.fields()
            .into_iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value)
    }

    /// The fields of a form.
    pub fn fields(&self) -> Vec<(String, String)> {
        if self.header("content-type") != Some("application/x-www-form-urlencoded") {
            return Vec::new();
        }
        let pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect()
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let code = std::str::from_utf8(&[*high, *low]).unwrap().to_owned();
                bytes.push(u8::from_str_radix(&code, 16).unwrap());
                rest = after;
            }
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}
