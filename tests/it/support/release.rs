//! A release: the archive of the binary under test, archives for the other systems, and the packages that
//! `tools/package` creates from them.

use super::cli::Sandbox;
use super::{files, web::Web};
use std::collections::BTreeMap;
use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

/// The version of the release.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The systems with an archive in a release.
pub const TARGETS: [&str; 5] = [
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
];

/// A program in place of other systems' binaries: it answers the calls of `tools/package/archive`.
const OTHER: &str = "#!/bin/sh\ncase $1 in\n--version) echo sa-infra VERSION ;;\nman) mkdir -p $2 && echo page >$2/sa-infra.1 ;;\nesac\n";

/// The release, whose archives are on a web server.
pub struct Release {
    sandbox: Sandbox,
    made: Mutex<BTreeMap<String, Vec<PathBuf>>>,
    /// The web server, which is also the page of the project.
    pub web: Web,
}

/// The target of this machine.
pub fn here() -> String {
    let system = if OS == "macos" {
        "apple-darwin"
    } else {
        "unknown-linux-musl"
    };
    format!("{ARCH}-{system}")
}

/// The name of an archive.
pub fn archive(target: &str) -> String {
    format!("sa-infra-{VERSION}-{target}.tar.gz")
}

impl Release {
    /// The release that all tests share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Release> = OnceLock::new();
        SHARED.get_or_init(Self::new)
    }

    fn new() -> Self {
        let release = Self {
            sandbox: Sandbox::new(),
            made: Mutex::default(),
            web: Web::new(),
        };
        // Debug information triples the binary.
        let binary = release.path().join("sa-infra");
        fs::copy(env!("CARGO_BIN_EXE_sa-infra"), &binary).unwrap();
        run(Command::new("strip").arg(&binary));
        let other = release
            .sandbox
            .program("other", &OTHER.replace("VERSION", VERSION));
        for target in TARGETS {
            let binary = if target == here() { &binary } else { &other };
            let mut script = script("archive");
            run(script.args([binary, Path::new(target), release.path()]));
            let bytes = fs::read(release.path().join(archive(target))).unwrap();
            let path = format!("/releases/download/v{VERSION}/{}", archive(target));
            release.web.put(&path, bytes);
        }
        release
    }

    /// The directory of its files.
    pub fn path(&self) -> &Path {
        self.sandbox.path()
    }

    /// The files that a script of `tools/package` creates from all archives. The script runs once.
    pub fn make(&self, name: &str) -> Vec<PathBuf> {
        let mut made = self.made.lock().unwrap();
        let made = made
            .entry(name.to_owned())
            .or_insert_with(|| self.make_from(name, &TARGETS, self.path()));
        made.clone()
    }

    /// The files that a script creates from the archives of these targets in a directory.
    pub fn make_from(&self, name: &str, targets: &[&str], directory: &Path) -> Vec<PathBuf> {
        made(
            self.script(name, targets, directory)
                .args(["--repository", &self.web.url()]),
        )
    }

    /// The same, by a script that writes no links.
    pub fn make_plain(&self, name: &str, targets: &[&str], directory: &Path) -> Vec<PathBuf> {
        made(&mut self.script(name, targets, directory))
    }

    fn script(&self, name: &str, targets: &[&str], directory: &Path) -> Command {
        let mut script = script(name);
        script.args(targets.iter().map(|target| self.path().join(archive(target))));
        script.arg(directory);
        script
    }
}

/// A script of `tools/package`, with low compression to be fast.
pub fn script(name: &str) -> Command {
    let mut command = Command::new(files::root().join("tools/package").join(name));
    command.env("LEVEL", if name == "archive" { "1" } else { "0" });
    command
}

fn made(script: &mut Command) -> Vec<PathBuf> {
    run(script).lines().map(PathBuf::from).collect()
}

/// Runs a program, which must succeed, and returns its standard output.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}
