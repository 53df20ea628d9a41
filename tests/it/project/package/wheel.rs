//! The wheels, installed by pip into a fresh environment and run by `uvx`, offline.

use super::works;
use crate::support::cli::Sandbox;
use crate::support::python;
use crate::support::release::{Release, TARGETS, VERSION, here, run};
use std::path::PathBuf;
use std::process::Command;

/// The wheels, one for each target.
fn wheels() -> Vec<PathBuf> {
    Release::shared().make("wheel.py")
}

#[test]
fn pip_installs_the_program_and_removes_it_again() {
    let sandbox = Sandbox::new();
    let environment = sandbox.path().join("environment");
    run(Command::new(python::tool("python"))
        .args(["-m", "venv", "--without-pip"])
        .arg(&environment));
    let pip = |arguments: &[&str]| {
        run(Command::new(python::tool("python"))
            .args(["-m", "pip", "--disable-pip-version-check", "--python"])
            .arg(&environment)
            .args(arguments))
    };
    let wheels = wheels();
    let links = wheels[0].parent().unwrap().to_str().unwrap();
    pip(&["install", "--no-index", "--find-links", links, "sa-infra"]);
    works(&environment.join("bin/sa-infra"));
    assert!(pip(&["show", "sa-infra"]).contains(&format!("Version: {VERSION}")));
    pip(&["uninstall", "--yes", "sa-infra"]);
    assert!(!environment.join("bin/sa-infra").exists());
}

#[test]
fn uvx_runs_it() {
    let sandbox = Sandbox::new();
    let wheels = wheels();
    let links = wheels[0].parent().unwrap();
    let mut uv = Command::new(python::tool("uv"));
    uv.args([
        "tool",
        "run",
        "--offline",
        "--no-index",
        "--no-config",
        "--find-links",
    ])
    .arg(links)
    .args(["sa-infra", "--version"])
    .env("HOME", sandbox.path())
    .env("UV_CACHE_DIR", sandbox.path().join("cache"));
    assert_eq!(run(&mut uv), format!("sa-infra {VERSION}\n"));
}

#[test]
fn there_is_a_wheel_for_each_system_and_each_run_makes_the_same_bytes() {
    let wheels = wheels();
    let names = wheels
        .iter()
        .map(|wheel| wheel.file_name().unwrap().to_str().unwrap());
    let names = names.collect::<Vec<_>>();
    assert_eq!(names.len(), TARGETS.len());
    for platform in [
        "manylinux_2_17_x86_64",
        "musllinux_1_1_aarch64",
        "macosx_11_0_arm64",
        "macosx_10_12_x86_64",
        "win_amd64",
    ] {
        assert!(
            names.iter().any(|name| name.contains(platform)),
            "{platform}: {names:?}"
        );
    }
    let other = TARGETS.iter().position(|target| *target != here()).unwrap();
    let before = std::fs::read(&wheels[other]).unwrap();
    let sandbox = Sandbox::new();
    let again = Release::shared().make_from("wheel.py", &[TARGETS[other]], sandbox.path());
    assert!(before == std::fs::read(&again[0]).unwrap());
}
