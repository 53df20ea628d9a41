//! AWS calls, for debugging.

use super::DIM;
use super::style::line;
use std::io::{self, Write};
use std::time::Duration;

/// One call on a line: its name, HTTP status, time, request id.
pub fn call(
    err: &mut dyn Write,
    name: &str,
    status: Option<u16>,
    time: Duration,
    request_id: Option<&str>,
) -> io::Result<()> {
    let status = status.map_or("no response".to_owned(), |status| status.to_string());
    let id = request_id.map_or(String::new(), |id| format!(", request id {}", line(id)));
    let (name, time) = (line(name), time.as_millis());
    writeln!(err, "{DIM}aws {name}: {status} in {time} ms{id}{DIM:#}")
}
