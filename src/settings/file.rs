//! The configuration file: finding it, reading it, writing a new one whole or not at all.

use super::problem::Problem;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The name that is looked for.
pub const NAME: &str = "sa-infra.toml";

/// The largest file that is read, in bytes; a configuration is a thousand times smaller.
const MOST: u64 = 1 << 20;

/// The configuration file in `start` or the nearest directory above it.
pub fn find(start: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    start
        .ancestors()
        .map(|directory| directory.join(NAME))
        .find(|file| file.symlink_metadata().is_ok())
}

/// The path as messages show it: from the working directory, when the file is below that.
pub(super) fn shown(file: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| file.strip_prefix(here).ok().map(Path::to_path_buf));
    below.unwrap_or_else(|| file.to_path_buf())
}

/// The text of `file`.
pub(super) fn read(file: &Path) -> Result<String, Problem> {
    let problem = |reason: String, fix: &str| Problem {
        file: Some(shown(file)),
        reason,
        fix: fix.to_owned(),
        ..Problem::default()
    };
    if file.is_dir() {
        let fix = format!("name a file, such as {}", shown(&file.join(NAME)).display());
        return Err(problem("is a directory, not a file".to_owned(), &fix));
    }
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|opened| opened.take(MOST + 1).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let fix = "correct the path, or write a new file with `sa-infra init`";
            Err(problem("there is no such file".to_owned(), fix))
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let fix = "give yourself the right to read it (chmod u+r)";
            Err(problem("may not be read".to_owned(), fix))
        }
        Err(error) => Err(problem(
            format!("cannot be read: {error}"),
            "check the path and what is mounted there",
        )),
        Ok(_) if bytes.len() as u64 > MOST => Err(problem(
            "is larger than 1 MiB".to_owned(),
            "name a configuration file with --config",
        )),
        Ok(_) => String::from_utf8(bytes).map_err(|error| {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
            let reason = "holds bytes that are not UTF-8 text".to_owned();
            Problem {
                line: Some(line),
                ..problem(reason, "save the file as UTF-8")
            }
        }),
    }
}

/// Writes a new configuration file: under another name first, then renamed, so that nobody ever sees half of it.
///
/// # Errors
///
/// When `file` is there already and `force` is not set, when it is a directory, and when it cannot be written;
/// what was there is untouched then.
pub fn create(file: &Path, text: &str, force: bool) -> Result<(), Problem> {
    let problem = |reason: &str, fix: &str| Problem {
        file: Some(shown(file)),
        reason: reason.to_owned(),
        fix: fix.to_owned(),
        ..Problem::default()
    };
    let exists = || {
        problem(
            "is there already",
            "use --force to replace it, or name another file",
        )
    };
    if file.is_dir() {
        return Err(problem("is a directory", "name a file in it, or remove it"));
    }
    if !force && file.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let failed = |error: &io::Error| {
        problem(
            &format!("cannot be written: {error}"),
            "check that its directory exists, that you may write there, and that there is room",
        )
    };
    let draft = draft(file);
    let done = write(&draft, text).and_then(|()| publish(&draft, file, force));
    if done.is_err() {
        // What is left of a draft is of no use; that it cannot be removed is not the news.
        let _ = fs::remove_file(&draft);
    }
    done.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(),
        _ => failed(&error),
    })
}

/// A name beside `file` that nobody else uses.
fn draft(file: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    file.with_file_name(name)
}

fn write(draft: &Path, text: &str) -> io::Result<()> {
    let mut out = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(draft)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()
}

/// Moves the draft to its place. A link never replaces what somebody else has put there in the meantime; file
/// systems without links get a rename.
fn publish(draft: &Path, file: &Path, force: bool) -> io::Result<()> {
    if !force {
        match fs::hard_link(draft, file) {
            Ok(()) => return fs::remove_file(draft),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            Err(_) => {}
        }
    }
    fs::rename(draft, file)
}
