//! The npm packages, from a registry on this machine: npm downloads only the package for this system, and runs it.

use crate::support::cli::Sandbox;
use crate::support::files;
use crate::support::release::{Release, VERSION, here, run};
use crate::support::web::Web;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A registry that has these packages.
fn registry(packages: &[std::path::PathBuf]) -> Web {
    let web = Web::new();
    for path in packages {
        let listed = run(Command::new("tar")
            .arg("-xzOf")
            .arg(path)
            .arg("package/package.json"));
        let mut package = serde_json::from_str::<Value>(&listed).unwrap();
        let name = package["name"].as_str().unwrap().to_owned();
        let tarball = format!("/{name}/-/{name}-{VERSION}.tgz");
        package["dist"] = json!({"tarball": web.url() + &tarball});
        let document =
            json!({"name": name, "dist-tags": {"latest": VERSION}, "versions": {VERSION: package}});
        web.put(&tarball, fs::read(path).unwrap());
        web.put(&format!("/{name}"), document.to_string());
    }
    web
}

fn npm(program: &str, registry: &Web, home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command
        .args([
            "--registry",
            &registry.url(),
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
        ])
        .args(arguments)
        .env("HOME", home)
        .env("npm_config_cache", home.join("cache"))
        .current_dir(home);
    let output = command.output();
    output.unwrap_or_else(|error| panic!("{program}: {error}\nfix: install Node.js 18 or newer, with npm"))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn npx_loads_the_program_of_this_system_alone_and_ends_with_its_exit_code() {
    let sandbox = Sandbox::new();
    let registry = registry(&Release::shared().make("npm.py"));
    let told = npm(
        "npx",
        &registry,
        sandbox.path(),
        &["--yes", "sa-infra", "--version"],
    );
    assert_eq!(text(&told), format!("sa-infra {VERSION}\n"));
    let loaded = registry.requested();
    let loaded = loaded.iter().filter(|path| path.contains("/-/"));
    let system = if here().contains("apple") {
        "darwin"
    } else {
        "linux"
    };
    let processor = if here().starts_with("x86") { "x64" } else { "arm64" };
    let mut expected = ["sa-infra".to_owned(), format!("sa-infra-{system}-{processor}")];
    expected.sort();
    let mut names = loaded
        .map(|path| path.split('/').nth(1).unwrap().to_owned())
        .collect::<Vec<_>>();
    names.sort();
    assert_eq!(names, expected);
    let wrong = npm(
        "npx",
        &registry,
        sandbox.path(),
        &["--yes", "sa-infra", "nonsense"],
    );
    assert_eq!(wrong.status.code(), Some(2), "{}", text(&wrong));
}

#[test]
fn without_the_package_of_this_system_the_launcher_says_what_is_missing() {
    let sandbox = Sandbox::new();
    let registry = registry(&Release::shared().make("npm.py"));
    let installed = npm(
        "npm",
        &registry,
        sandbox.path(),
        &["install", "--omit=optional", "sa-infra"],
    );
    assert!(installed.status.success(), "{}", text(&installed));
    let launched = Command::new(sandbox.path().join("node_modules/.bin/sa-infra"))
        .output()
        .unwrap();
    assert_eq!(launched.status.code(), Some(1));
    let told = text(&launched);
    assert!(
        told.contains("is not installed") && told.contains("fix: npm install sa-infra"),
        "{told}"
    );
}

#[test]
fn the_launcher_passes_signals_on_and_exits_as_the_program_does() {
    let sandbox = Sandbox::new();
    let launcher = files::read("tools/package/launch.js");
    sandbox.write("launch.js", &launcher);
    let program = "program/bin/sa-infra";
    let systems = json!({"linux x64": ["program", "bin/sa-infra"], "linux arm64": ["program", "bin/sa-infra"],
        "darwin x64": ["program", "bin/sa-infra"], "darwin arm64": ["program", "bin/sa-infra"]});
    sandbox.write("systems.json", &systems.to_string());
    // The program sends a signal to its parent, the launcher, and waits for it to be forwarded.
    let waits = "trap 'exit 7' TERM; kill -TERM $PPID; for turn in $(seq 500); do sleep 0.02; done";
    for (script, code) in [
        (waits, 7),
        ("exit 5", 5),
        ("kill -KILL $$", 137),
        ("[ \"$1\" = 'a b' ]", 0),
    ] {
        sandbox.program(
            &format!("node_modules/{program}"),
            &format!("#!/bin/sh\n{script}\n"),
        );
        let mut node = Command::new("node");
        let run = node
            .args(["launch.js", "a b"])
            .current_dir(sandbox.path())
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(code), "{script}: {}", text(&run));
    }
}
