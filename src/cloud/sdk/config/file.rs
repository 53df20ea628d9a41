//! Files that AWS's settings name: regular ones of a reasonable size. A FIFO would keep a command waiting, a device has no end.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// The most that is read.
const MOST: u64 = 4 << 20;

/// The file that people name for one without content.
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
