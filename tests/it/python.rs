//! The Python tools: what they say when they cannot be had, and that a broken attempt is not taken for a whole one.

use crate::support::cli::Sandbox;
use crate::support::{files, python};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn without_python_the_reason_says_what_to_install() {
    let sandbox = Sandbox::new();
    let requirements = sandbox.write("requirements.txt", "");
    let error = python::environment("python3-that-is-not-here", &requirements, sandbox.path()).unwrap_err();
    assert!(error.contains("apt-get install python3 python3-venv"), "{error}");
}

#[test]
fn a_failed_attempt_leaves_nothing_that_counts_as_ready() {
    let sandbox = Sandbox::new();
    let broken = sandbox.write(
        "python3",
        "#!/bin/sh\n[ \"$1\" = -c ] && exit\necho no ensurepip >&2; exit 1\n",
    );
    fs::set_permissions(&broken, fs::Permissions::from_mode(0o755)).unwrap();
    let requirements = sandbox.write("requirements.txt", "");
    for _ in 0..2 {
        let made = python::environment(
            broken.to_str().unwrap(),
            &requirements,
            &sandbox.path().join("home"),
        );
        let error = made.unwrap_err();
        assert!(
            error.contains("python3-venv") && error.contains("no ensurepip"),
            "{error}"
        );
    }
}

#[test]
fn a_requirement_without_its_hash_is_refused() {
    let sandbox = Sandbox::new();
    let requirements = sandbox.write("requirements.txt", "cfn-lint==1.58.0\n");
    let error = python::environment("python3", &requirements, &sandbox.path().join("home")).unwrap_err();
    assert!(error.contains("--require-hashes"), "{error}");
}

#[test]
fn every_requirement_is_an_exact_version() {
    let text = files::read("tests/requirements.txt") + &files::read("tests/ministack.txt");
    let names = text.lines().filter(|line| !line.starts_with([' ', '#']));
    let loose = names.filter(|line| !line.contains("==")).collect::<Vec<_>>();
    assert_eq!(loose, Vec::<&str>::new());
}
