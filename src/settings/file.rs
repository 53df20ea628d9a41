//! The configuration file: finding it, reading it, writing a new one whole or not at all.

use super::lines::Lines;
use super::problem::{Problem, Problems};
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

/// The path as messages show it: from the working directory, when the file is below it or not far above it.
pub(super) fn shown(file: &Path) -> PathBuf {
    let Ok(here) = std::env::current_dir() else {
        return file.to_path_buf();
    };
    if let Ok(below) = file.strip_prefix(&here) {
        return below.to_path_buf();
    }
    let above = here
        .ancestors()
        .position(|directory| file.parent() == Some(directory));
    match above {
        // Only what has been looked for upward: a path that somebody has typed stays as it is.
        Some(steps @ 1..=4) if file.ends_with(NAME) => PathBuf::from("../".repeat(steps)).join(NAME),
        _ => file.to_path_buf(),
    }
}

/// The text of `file`.
pub(super) fn read(file: &Path) -> Result<String, Problems> {
    if file.is_dir() {
        let fix = format!("name a file, such as {}", shown(&file.join(NAME)).display());
        return Err(problem(file, "is a directory, not a file", &fix));
    }
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|opened| opened.take(MOST + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        let (reason, fix) = match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => (
                "there is no such file",
                "correct the path, or write a new file with `sa-infra init`",
            ),
            ErrorKind::PermissionDenied => (
                "may not be read",
                "give yourself the right to read it (chmod u+r)",
            ),
            _ => (
                &*format!("cannot be read: {error}"),
                "check the path and what is mounted there",
            ),
        };
        return Err(problem(file, reason, fix));
    }
    if bytes.len() as u64 > MOST {
        return Err(problem(
            file,
            "is larger than 1 MiB",
            "name a configuration file with --config",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let line = Some(Lines::of(&text).line(valid));
        Problem {
            file: Some(shown(file)),
            line,
            ..about("holds bytes that are not UTF-8 text", "save the file as UTF-8")
        }
        .into()
    })
}

fn about(reason: &str, fix: &str) -> Problem {
    Problem {
        reason: reason.to_owned(),
        fix: fix.to_owned(),
        ..Problem::default()
    }
}

fn problem(file: &Path, reason: &str, fix: &str) -> Problems {
    Problem {
        file: Some(shown(file)),
        ..about(reason, fix)
    }
    .into()
}

/// Writes a new configuration file: under another name first, then renamed, so that nobody ever sees half of it.
///
/// # Errors
///
/// When `file` is there already and `force` is not set, when it is a directory, and when it cannot be written;
/// what was there is untouched then.
pub fn create(file: &Path, text: &str, force: bool) -> Result<(), Problems> {
    if file.is_dir() {
        return Err(problem(file, "is a directory", "name a file in it, or remove it"));
    }
    let exists = || {
        problem(
            file,
            "is there already",
            "use --force to replace it, or name another file",
        )
    };
    if !force && file.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let draft = draft(file);
    let done = write(&draft, text).and_then(|()| publish(&draft, file, force));
    if done.is_err() {
        // What is left of a draft is of no use; that it cannot be removed is not the news.
        let _ = fs::remove_file(&draft);
    }
    done.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(),
        _ => problem(
            file,
            &format!("cannot be written: {error}"),
            "check that its directory exists, that you may write there, and that there is room",
        ),
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

#[cfg(test)]
mod tests {
    use super::{NAME, shown};
    use std::path::{Path, PathBuf};

    #[test]
    fn paths_are_shown_from_where_one_stands() {
        let here = std::env::current_dir().unwrap();
        assert_eq!(shown(&here.join("a").join(NAME)), Path::new("a").join(NAME));
        let above = here.parent().unwrap();
        assert_eq!(shown(&above.join(NAME)), Path::new("..").join(NAME));
        let beside = above.join("beside").join(NAME);
        assert_eq!(shown(&beside), beside);
        assert_eq!(shown(Path::new("x.toml")), PathBuf::from("x.toml"));
        assert_eq!(shown(Path::new("/none/x.toml")), PathBuf::from("/none/x.toml"));
    }
}
