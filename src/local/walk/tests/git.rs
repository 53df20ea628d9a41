//! Git, which tests compare with.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// An empty repository.
pub(crate) fn repository() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    run(directory.path(), "init --quiet", "");
    directory
}

/// What Git prints for these arguments.
pub(crate) fn run(directory: &Path, arguments: &str, input: &str) -> String {
    let mut git = Command::new("git");
    // The file system of macOS ignores case, and so does Git there; we do not.
    git.args(["-c", "core.ignorecase=false"]);
    git.args(arguments.split(' ')).current_dir(directory);
    // No configuration of the user.
    git.env("HOME", directory)
        .env_remove("XDG_CONFIG_HOME")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    let mut child = git.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writes = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writes.join().unwrap().unwrap();
    // check-ignore ends with 1 if no path is ignored.
    assert!(output.status.code() <= Some(1), "git {arguments}");
    String::from_utf8(output.stdout).unwrap()
}
