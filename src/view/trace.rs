//! AWS calls, for people who look for what fails.

use super::DIM;
use super::link::literal;
use std::io::{self, Write};
use std::time::Duration;

/// One call on a line: its name, HTTP status, time, request id.
pub fn line(
    err: &mut dyn Write,
    call: &str,
    status: Option<u16>,
    time: Duration,
    request_id: Option<&str>,
) -> io::Result<()> {
    let status = status.map_or("no response".to_owned(), |status| status.to_string());
    let id = request_id.map_or(String::new(), |id| format!(", request id {}", literal(id)));
    let (call, time) = (literal(call), time.as_millis());
    writeln!(err, "{DIM}aws {call}: {status} in {time} ms{id}{DIM:#}")
}
