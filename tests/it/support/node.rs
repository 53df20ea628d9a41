//! Pinned npm packages below the target directory, installed by the first test that needs one.

use super::{files, python};
use sa_infra::local::emulator::python::fingerprint;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The directory `node_modules` of tests/node; `None` without Node.
pub fn modules() -> Option<&'static Path> {
    static MODULES: OnceLock<Option<PathBuf>> = OnceLock::new();
    MODULES.get_or_init(|| has_node().then(install)).as_deref()
}

fn has_node() -> bool {
    let runs = |name| Command::new(name).arg("--version").output();
    ["node", "npm"]
        .iter()
        .all(|name| runs(name).is_ok_and(|output| output.status.success()))
}

fn install() -> PathBuf {
    let wanted =
        ["package.json", "package-lock.json"].map(|name| (name, files::read(format!("tests/node/{name}"))));
    let place = python::tools()
        .with_file_name("node-tools")
        .join(fingerprint(&wanted[1].1));
    fs::create_dir_all(&place).unwrap();
    let lock = File::create(place.join("lock")).unwrap();
    lock.lock().unwrap();
    let ready = place.join("ready");
    if !ready.exists() {
        for (name, text) in &wanted {
            fs::write(place.join(name), text).unwrap();
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&place);
        let output = npm.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "npm cannot install the packages of tests/node: {said}"
        );
        fs::write(&ready, "").unwrap();
    }
    place.join("node_modules")
}
