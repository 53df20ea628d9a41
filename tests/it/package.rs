//! The archive of a release: packed by the script, unpacked elsewhere, and run there.

use crate::support::cli::Sandbox;
use crate::support::files;
use std::path::Path;
use std::process::Command;

const TARGET: &str = "x86_64-unknown-linux-musl";

fn run(program: &Path, arguments: &[&str], directory: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {output:?}", program.display());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_archive_unpacks_into_all_that_belongs_together_and_runs() {
    let sandbox = Sandbox::new();
    let script = files::root().join("tools/package");
    run(
        &script,
        &[env!("CARGO_BIN_EXE_sa-infra"), TARGET, "."],
        sandbox.path(),
    );
    let name = format!("sa-infra-{}-{TARGET}", env!("CARGO_PKG_VERSION"));
    run(
        Path::new("tar"),
        &["-xzf", &format!("{name}.tar.gz")],
        sandbox.path(),
    );
    let unpacked = sandbox.path().join(&name);
    for file in [
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "completions/sa-infra.zsh",
        "man/sa-infra-deploy.1",
    ] {
        assert!(unpacked.join(file).metadata().unwrap().len() > 100, "{file}");
    }
    let listed = run(&unpacked.join("sa-infra"), &["ls"], &unpacked);
    assert!(listed.contains("app-infra-base"), "{listed}");
    let checksum = sandbox.read(&format!("{name}.tar.gz.sha256"));
    assert!(checksum.contains(&name), "{checksum}");
}

#[test]
fn the_script_says_how_it_is_used() {
    let output = Command::new(files::root().join("tools/package"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("tools/package BINARY"));
}
