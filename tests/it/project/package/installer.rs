//! The install script against a web server: it installs the released archive, and nothing else.

use super::works;
use crate::support::cli::Sandbox;
use crate::support::release::{Release, archive, here};
use crate::support::web::Web;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The script, as text.
fn script() -> String {
    let made = Release::shared().make("installer.py");
    fs::read_to_string(&made[0]).unwrap()
}

/// Runs a script like `curl ... | sh`, with a home.
fn install(script: &str, home: &Path, path: &str) -> Output {
    let mut command = Command::new("sh");
    command
        .args(["-c", script])
        .env_clear()
        .env("HOME", home)
        .env("PATH", path);
    command.output().unwrap()
}

fn path() -> String {
    std::env::var("PATH").unwrap()
}

/// Checks that a script fails with this message and leaves no files.
fn refuses(script: &str, path: &str, words: &[&str]) {
    let home = Sandbox::new();
    let run = install(script, home.path(), path);
    let told = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{told}");
    for word in words.iter().chain(&["fix: "]) {
        assert!(told.contains(word), "{word}: {told}");
    }
    let bin = home.path().join(".local/bin");
    let left = fs::read_dir(bin).map_or(0, Iterator::count);
    assert_eq!(left, 0, "{told}");
}

/// The script, with the archives on another server.
fn moved(web: &Web) -> String {
    script().replace(&Release::shared().web.url(), &web.url())
}

fn serve(web: &Web, bytes: Vec<u8>) {
    let version = env!("CARGO_PKG_VERSION");
    web.put(
        &format!("/releases/download/v{version}/{}", archive(&here())),
        bytes,
    );
}

#[test]
fn the_released_archive_is_installed() {
    let home = Sandbox::new();
    let run = install(&script(), home.path(), &path());
    assert!(run.status.success(), "{run:?}");
    works(&home.path().join(".local/bin/sa-infra"));
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(
        told.contains("installed ") && told.contains("to your PATH"),
        "{told}"
    );
    assert_eq!(fs::read_dir(home.path().join(".local/bin")).unwrap().count(), 1);
}

#[test]
fn an_archive_with_another_hash_is_not_installed() {
    let web = Web::new();
    let mut bytes = fs::read(Release::shared().path().join(archive(&here()))).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    serve(&web, bytes);
    refuses(
        &moved(&web),
        &path(),
        &["has the SHA-256", "nothing is installed"],
    );
}

#[test]
fn half_an_archive_and_none_at_all_are_not_installed() {
    let web = Web::new();
    refuses(&moved(&web), &path(), &["cannot be downloaded", "404"]);
    let bytes = fs::read(Release::shared().path().join(archive(&here()))).unwrap();
    serve(&web, bytes[..bytes.len() / 2].to_vec());
    refuses(&moved(&web), &path(), &["has the SHA-256"]);
}

#[test]
fn a_system_without_a_release_is_told_what_to_do() {
    let tools = Sandbox::new();
    tools.program("uname", "#!/bin/sh\necho Plan9\n");
    let path = format!("{}:{}", tools.path().display(), path());
    refuses(
        &script(),
        &path,
        &["there is no sa-infra for Plan9-Plan9", "cargo install sa-infra"],
    );
}

#[test]
fn half_of_the_script_does_nothing() {
    let home = Sandbox::new();
    let whole = script();
    let (half, _) = whole.split_once("tar -xzf").unwrap();
    assert!(!install(half, home.path(), &path()).status.success());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}
