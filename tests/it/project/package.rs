//! A release and every way to install it: the archive, pip and uv, npm, the install script and the Homebrew formula.
//! The scripts of `tools/package` create the packages from the binary under test.

mod formula;
mod installer;
mod npm;
mod sbom;
mod wheel;

use crate::support::cli::Sandbox;
use crate::support::release::{Release, archive, here, run, script};
use std::path::Path;
use std::process::Command;

/// Checks that a program is ours, complete and executable.
fn works(program: &Path) {
    let sandbox = Sandbox::new();
    let listed = run(Command::new(program).arg("ls").current_dir(sandbox.path()));
    assert!(listed.contains("app-infra-base"), "{listed}");
}

#[test]
fn an_archive_holds_everything_and_its_checksum_matches() {
    let sandbox = Sandbox::new();
    let release = Release::shared().path();
    let name = archive(&here());
    run(Command::new("tar")
        .args(["-xzf", &name, "-C"])
        .arg(sandbox.path())
        .current_dir(release));
    let unpacked = sandbox.path().join(name.trim_end_matches(".tar.gz"));
    for file in [
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "completions/sa-infra.zsh",
        "man/sa-infra-deploy.1",
    ] {
        assert!(unpacked.join(file).metadata().unwrap().len() > 100, "{file}");
    }
    works(&unpacked.join("sa-infra"));
    run(Command::new("sha256sum")
        .args(["--check", &format!("{name}.sha256")])
        .current_dir(release));
}

#[test]
fn a_script_without_arguments_prints_its_usage() {
    for name in [
        "archive",
        "verify",
        "wheel.py",
        "npm.py",
        "formula.py",
        "installer.py",
        "sbom.py",
    ] {
        let output = script(name).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(name), "{told}");
    }
}

#[test]
fn a_file_that_is_not_an_archive_of_a_release_is_refused() {
    for (files, reason) in [
        (&["notes.txt"][..], "is not an archive"),
        (&["sa-infra-1.0.0-sparc-sun-solaris.tar.gz"], "is not an archive"),
        (
            &[
                "sa-infra-1.0.0-x86_64-apple-darwin.tar.gz",
                "sa-infra-1.0.1-aarch64-apple-darwin.tar.gz",
            ],
            "different versions",
        ),
    ] {
        let mut script = script("wheel.py");
        script
            .args(files)
            .args([".", "--repository", "https://example.org"]);
        let output = script.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(reason) && told.contains("fix: "), "{told}");
    }
}
