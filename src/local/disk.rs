//! Files and directories: atomic writes, and the messages when the file system fails.

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The failed operation, and why it failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {}", path.display(), self.reason())]
pub struct Error {
    action: &'static str,
    path: PathBuf,
    // Not the source: the reason contains its message already.
    cause: io::Error,
}

impl Error {
    /// `action` is a verb: read, write, create.
    pub fn new(action: &'static str, path: &Path, cause: io::Error) -> Self {
        let path = path.to_owned();
        Self { action, path, cause }
    }

    /// The kind of error.
    pub fn kind(&self) -> ErrorKind {
        self.cause.kind()
    }

    /// Why, a lowercase fragment.
    pub fn reason(&self) -> String {
        match self.kind() {
            ErrorKind::NotFound => match self.action {
                "read" => "no such file",
                "list" => "no such directory",
                _ => "its directory does not exist",
            }
            .to_owned(),
            ErrorKind::NotADirectory if self.action == "list" => "it is not a directory".to_owned(),
            ErrorKind::PermissionDenied => "permission denied".to_owned(),
            ErrorKind::AlreadyExists if self.action == "create" => "a file with this name exists".to_owned(),
            ErrorKind::AlreadyExists => "it already exists".to_owned(),
            ErrorKind::IsADirectory => "it is a directory".to_owned(),
            ErrorKind::NotADirectory => "part of the path is a file".to_owned(),
            ErrorKind::InvalidFilename => "the name is too long".to_owned(),
            ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
            // Our own errors have a message.
            ErrorKind::FileTooLarge if self.cause.raw_os_error().is_none() => self.cause.to_string(),
            ErrorKind::ReadOnlyFilesystem => "its file system is read-only".to_owned(),
            _ => {
                let said = self.cause.to_string();
                let said = said.split(" (os error").next().unwrap_or_default();
                said.to_lowercase()
            }
        }
    }

    /// What to do about it, a lowercase fragment.
    pub fn fix(&self) -> String {
        let fix = match self.kind() {
            ErrorKind::NotFound
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
            | ErrorKind::NotADirectory => "correct the path",
            ErrorKind::PermissionDenied if self.action == "read" => "make it readable (chmod u+r)",
            ErrorKind::PermissionDenied if self.action == "list" => "make it readable (chmod u+rx)",
            ErrorKind::PermissionDenied => "make the directory writable, or use another path",
            ErrorKind::AlreadyExists | ErrorKind::ReadOnlyFilesystem => "use another path",
            ErrorKind::IsADirectory => "name a file in this directory",
            ErrorKind::InvalidData => "save the file as UTF-8",
            ErrorKind::Unsupported if self.action == "read" => "name a regular file, not a pipe or a device",
            ErrorKind::FileTooLarge => "check that this is the right file",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space, or use another path",
            _ => "check the path, its permissions, and its disk",
        };
        fix.to_owned()
    }
}

/// The maximum size of text files; those written by hand are a thousand times shorter.
pub const LONGEST: u64 = 10 << 20;

/// The text of a file.
pub fn read_text(path: &Path) -> Result<String, Error> {
    let failed = |cause| Error::new("read", path, cause);
    let bytes = read(path, LONGEST)?;
    String::from_utf8(bytes).map_err(|_| failed(ErrorKind::InvalidData.into()))
}

/// The bytes of a regular file. A FIFO would block the command and a device has no end: both are refused, and so is a
/// file with more than `most` bytes.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let failed = |cause| Error::new("read", path, cause);
    is_regular(&fs::metadata(path).map_err(failed)?).map_err(failed)?;
    let file = open(path).map_err(failed)?;
    // The file may have been replaced since.
    let about = file.metadata().map_err(failed)?;
    is_regular(&about).map_err(failed)?;
    if about.len() > most {
        return Err(failed(too_large(most)));
    }
    bounded(file, most).map_err(failed)
}

/// The bytes of an input without a known length, such as standard input.
pub fn bounded(input: impl io::Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

/// Opens a file. Does not wait for the other end of a FIFO.
fn open(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        options.custom_flags(i32::try_from(flags).unwrap_or_default());
    }
    options.open(path)
}

fn is_regular(about: &fs::Metadata) -> io::Result<()> {
    if about.is_file() {
        return Ok(());
    }
    if about.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    Err(io::Error::new(ErrorKind::Unsupported, "it is not a regular file"))
}

fn too_large(most: u64) -> io::Error {
    let most = if most >= 1 << 20 {
        format!("{} MiB", most >> 20)
    } else {
        format!("{} KiB", most >> 10)
    };
    io::Error::new(ErrorKind::FileTooLarge, format!("it has more than {most}"))
}

/// Creates a directory if it does not exist.
pub fn make(directory: &Path) -> Result<(), Error> {
    fs::create_dir_all(directory).map_err(|cause| Error::new("create", directory, cause))
}

/// Writes a file and replaces an existing one: the old content stays until the new one is complete.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write(
        path,
        bytes,
        How {
            over: true,
            ..How::default()
        },
    )
}

/// Writes a new file. An existing file stays, even one created at the same moment.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write(path, bytes, How::default())
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Replaces an existing file.
    pub over: bool,
    /// Only its owner can read it.
    pub private: bool,
}

/// Writes a file completely or not at all: under another name first, which is then renamed.
pub fn write(path: &Path, bytes: &[u8], how: How) -> Result<(), Error> {
    let failed = |cause| Error::new("write", path, cause);
    // Reports what is impossible before it writes.
    if path.is_dir() {
        return Err(failed(ErrorKind::IsADirectory.into()));
    }
    if !how.over && path.symlink_metadata().is_ok() {
        return Err(failed(ErrorKind::AlreadyExists.into()));
    }
    let draft = draft(path);
    // The new file is no more readable than the old one.
    let before = fs::metadata(path).ok().filter(|_| how.over && !how.private);
    let written = draw_up(&draft, bytes, how.private)
        .and_then(|()| before.map_or(Ok(()), |before| fs::set_permissions(&draft, before.permissions())))
        .and_then(|()| publish(&draft, path, how.over));
    written.map_err(|cause| {
        // The rest of a draft is useless; a failed removal is not worth an error.
        let _ = fs::remove_file(&draft);
        failed(cause)
    })
}

/// An unused name beside `path`, for a file that is not complete yet.
pub fn draft(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    path.with_file_name(name)
}

fn draw_up(draft: &Path, bytes: &[u8], private: bool) -> io::Result<()> {
    // A file of this name is left from an earlier attempt, and not needed.
    let _ = fs::remove_file(draft);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options.open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Renames the draft to its final name. A hard link never replaces a file that another process created in the
/// meantime; on file systems without hard links, the draft is renamed.
fn publish(draft: &Path, path: &Path, over: bool) -> io::Result<()> {
    if !over {
        match fs::hard_link(draft, path) {
            Ok(()) => return fs::remove_file(draft),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            Err(_) => {}
        }
    }
    fs::rename(draft, path)
}
