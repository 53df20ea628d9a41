//! A web server for files that a test provides; it records the requests.

use super::http::Request;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The server. Its thread ends with the test process.
pub struct Web {
    address: SocketAddr,
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    requested: Arc<Mutex<Vec<String>>>,
}

impl Web {
    /// A server without files.
    pub fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let files = Arc::new(Mutex::new(BTreeMap::<String, Vec<u8>>::new()));
        let requested = Arc::new(Mutex::new(Vec::new()));
        let (served, log) = (files.clone(), requested.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Ok(Some(request)) = Request::read(&stream) else {
                    continue;
                };
                let path = request.line.split(' ').nth(1).unwrap_or_default().to_owned();
                let file = served.lock().unwrap().get(&path).cloned();
                log.lock().unwrap().push(path);
                // A client may close the connection early.
                let _ = answer(&stream, file);
            }
        });
        Self {
            address,
            files,
            requested,
        }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves these bytes at a path from now on.
    pub fn put(&self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.lock().unwrap().insert(path.to_owned(), bytes.into());
    }

    /// The paths that were requested so far.
    pub fn requested(&self) -> Vec<String> {
        self.requested.lock().unwrap().clone()
    }
}

fn answer(mut stream: &TcpStream, file: Option<Vec<u8>>) -> std::io::Result<()> {
    let status = if file.is_some() { "200 OK" } else { "404 Not Found" };
    let body = file.unwrap_or_default();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}
