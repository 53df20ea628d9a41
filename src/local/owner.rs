//! Whose a file is: only what this user or root owns, and others cannot write, is read as instructions or run.

use std::fs::Metadata;
use std::io;
use std::path::Path;

/// The reason where not the permissions are to blame, but the owner.
pub(crate) const FOREIGN: &str = "belongs to another user";

/// Why a file or directory is not to be trusted; `None` when it is.
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
    // Where every user has a group of the same number, that group is no one else.
    let is_own_group = found.gid() == found.uid();
    (found.mode() & GROUP != 0 && !is_own_group && !is_shared_safely).then_some("can be written by its group")
}

#[cfg(not(unix))]
pub(crate) fn distrust(_: &Metadata) -> Option<&'static str> {
    None
}

/// Refuses a path that is there and not to be trusted.
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
