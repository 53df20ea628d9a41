//! The files that AWS's settings name: only regular ones of limited size. A FIFO would block a command, and a device
//! has no end.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// The maximum size.
const MOST: u64 = 4 << 20;

/// The path that users set for an empty file.
const NULL: &str = "/dev/null";

/// The bytes of a file.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    if path == Path::new(NULL) {
        return Ok(Vec::new());
    }
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !about.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::other("it has more than 4 MiB"));
    }
    Ok(bytes)
}
