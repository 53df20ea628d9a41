//! The configuration file: finds it, reads it, and writes a new one atomically.

use super::lines::Lines;
use super::problem::{Problem, Problems};
use crate::local::disk;
use crate::local::owner;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The name of the configuration file.
pub const NAME: &str = "sa-infra.toml";

/// The maximum size of the file, in bytes; a configuration is a thousand times smaller.
const MOST: u64 = 1 << 20;

/// The configuration file in `start` or the nearest parent directory, up to the root of the repository or the home
/// directory. Directories above them belong to no project.
///
/// # Errors
///
/// When the file belongs to another user, or others can write it.
pub fn find(start: &Path) -> Result<Option<PathBuf>, Problems> {
    let Ok(start) = std::path::absolute(start) else {
        return Ok(None);
    };
    let home = std::env::home_dir();
    let is_last = |directory: &Path| {
        directory.join(".git").symlink_metadata().is_ok()
            || home.as_deref().is_some_and(|home| home == directory)
    };
    let last = start
        .ancestors()
        .find(|directory| is_last(directory))
        .unwrap_or(&start);
    let inside = start
        .ancestors()
        .take_while(|directory| directory.starts_with(last));
    let mut files = inside.map(|directory| directory.join(NAME));
    let Some(file) = files.find(|file| file.symlink_metadata().is_ok()) else {
        return Ok(None);
    };
    // A file without readable metadata is reported when it is read.
    match file.metadata().ok().and_then(|found| owner::distrust(&found)) {
        None => Ok(Some(file)),
        Some(reason) => {
            let shown = shown(&file);
            let shown = shown.display();
            let fix = if reason == owner::FOREIGN {
                format!(
                    "check what is in it, then name it with `--config {shown}`, or make your own copy of it"
                )
            } else {
                format!("check what is in it, then run `chmod go-w {shown}`, or name a file with --config")
            };
            Err(problem(&file, reason, &fix))
        }
    }
}

/// The path as shown in messages: relative to the working directory, if the file is below it or not far above it.
pub fn shown(file: &Path) -> PathBuf {
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
        // Only for a file that was found in a parent directory. A path that you typed stays as it is.
        Some(steps @ 1..=4) if file.ends_with(NAME) => PathBuf::from("../".repeat(steps)).join(NAME),
        _ => file.to_path_buf(),
    }
}

/// The text of `file`.
pub(super) fn read(file: &Path) -> Result<String, Problems> {
    let bytes = disk::read(file, MOST).map_err(|error| {
        if error.kind() == ErrorKind::FileTooLarge {
            let fix = "name a configuration file with --config";
            return problem(file, "is larger than 1 MiB", fix);
        }
        let fix = match error.kind() {
            ErrorKind::IsADirectory => format!("name a file, such as {}", shown(&file.join(NAME)).display()),
            ErrorKind::NotFound => "correct the path, or write a new file with `sa-infra init`".to_owned(),
            _ => error.fix(),
        };
        problem(file, &format!("cannot be read: {}", error.reason()), &fix)
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let line = Some(Lines::of(&text).line(valid));
        Problem {
            file: Some(shown(file)),
            line,
            ..about("contains bytes that are not UTF-8 text", "save the file as UTF-8")
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

/// Writes a new configuration file.
///
/// # Errors
///
/// When `file` exists and `force` is not set, when it is a directory, and when it cannot be written. An existing file
/// then stays unchanged.
pub fn create(file: &Path, text: &str, force: bool) -> Result<(), Problems> {
    let done = if force {
        disk::replace(file, text.as_bytes())
    } else {
        disk::create(file, text.as_bytes())
    };
    done.map_err(|error| {
        let fix = match error.kind() {
            ErrorKind::AlreadyExists => "use --force to overwrite it, or name another file".to_owned(),
            _ => error.fix(),
        };
        problem(file, &format!("cannot be written: {}", error.reason()), &fix)
    })
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
