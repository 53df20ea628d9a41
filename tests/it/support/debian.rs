//! Debian programs that tests drive: shells, and programs that draw pictures. A missing one is installed.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

/// The path of a program in this package.
pub fn program(name: &str, package: &str) -> PathBuf {
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _alone = INSTALLING
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(found) = find(name) {
        return found;
    }
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    for arguments in [
        &["update"][..],
        &["install", "--yes", "--no-install-recommends", package],
    ] {
        let mut command = Command::new(if is_root { "apt-get" } else { "sudo" });
        if !is_root {
            command.args(["-n", "apt-get"]);
        }
        let waits = ["-o", "DPkg::Lock::Timeout=120", "-q"];
        let _ = command
            .args(waits)
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .output();
        if let Some(found) = find(name) {
            return found;
        }
    }
    panic!("{name} is needed and cannot be installed here: install {package}")
}

fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
}
