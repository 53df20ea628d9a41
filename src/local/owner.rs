//! The owner of a file. Only a file that this user or root owns, and that others cannot write, is trusted as
//! configuration or code.

use std::fs::Metadata;
use std::io;
use std::path::Path;

/// The reason where not the permissions are to blame, but the owner.
pub(crate) const FOREIGN: &str = "belongs to another user";

/// Why a file or directory is not trusted; `None` when it is.
#[cfg(unix)]
pub(crate) fn distrust(found: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt;
    const GROUP: u32 = 0o020;
    const OTHERS: u32 = 0o002;
    const STICKY: u32 = 0o1000;
    let user = rustix::process::geteuid().as_raw();
    if ![0, user].contains(&found.uid()) {
        return Some(FOREIGN);
    }
    let is_shared_safely = found.is_dir() && found.mode() & STICKY != 0;
    if found.mode() & OTHERS != 0 && !is_shared_safely {
        return Some("can be written by every user");
    }
    // If every user has a private group of the same number, no other user is in it.
    let is_own_group = found.gid() == found.uid();
    (found.mode() & GROUP != 0 && !is_own_group && !is_shared_safely).then_some("can be written by its group")
}

#[cfg(not(unix))]
pub(crate) fn distrust(_: &Metadata) -> Option<&'static str> {
    None
}

/// Refuses an existing path that is not trusted.
pub(crate) fn trusted(path: &Path) -> io::Result<()> {
    let found = match path.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    match distrust(&found) {
        None => Ok(()),
        Some(reason) => Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("it {reason}"),
        )),
    }
}
