//! Finds proposed commands in what is written.

/// The longest command that a message proposes.
const LONGEST: usize = 600;

/// What begins with a backtick.
pub(super) enum Found {
    /// Not known yet.
    Open,
    /// No command.
    Other,
    /// One of so many bytes, both backticks included.
    Command(usize),
}

pub(super) fn command(bytes: &[u8]) -> Found {
    let starts: [&[u8]; 2] = [b"`sa-infra ", b"`aws "];
    if starts.iter().any(|start| start.starts_with(bytes)) {
        return Found::Open;
    }
    if !starts.iter().any(|start| bytes.starts_with(start)) {
        return Found::Other;
    }
    let end = bytes.iter().skip(1).position(|byte| matches!(byte, b'`' | b'\n'));
    match end.map(|end| end + 1) {
        Some(end) if bytes[end] == b'`' => Found::Command(end + 1),
        None if bytes.len() < LONGEST => Found::Open,
        _ => Found::Other,
    }
}
