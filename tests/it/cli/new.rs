//! `new`: the crate that it writes compiles, its test passes, and it synthesizes at once.

use crate::support::cli::Sandbox;
use crate::support::{compile, files};
use serde_json::{Value, json};
use std::fs;
use std::process::Command;

#[test]
fn the_crate_compiles_tests_and_synthesizes() {
    let sandbox = Sandbox::new();
    let library = files::root().to_str().unwrap();
    sandbox.run(&["new", "my-infra", "--path", library]).exits(0);
    let directory = sandbox.path().join("my-infra");
    for name in ["README.md", ".gitignore", ".github/workflows/ci.yml"] {
        assert!(directory.join(name).is_file(), "{name}");
    }
    // Cargo takes the manifest, offline: with the versions that are built here.
    fs::copy(files::root().join("Cargo.lock"), directory.join("Cargo.lock")).unwrap();
    let metadata = compile::cargo()
        .args(["metadata", "--offline", "--format-version", "1"])
        .current_dir(&directory)
        .output()
        .unwrap();
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    // `aws` is the command line; the bucket is all that the stack is made of.
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|package| package["name"] == "my-infra")
        .unwrap();
    let dependency = &package["dependencies"][0];
    assert_eq!(
        (&dependency["uses_default_features"], &dependency["features"]),
        (&json!(false), &json!(["aws", "s3"]))
    );
    let main = directory.join("src/main.rs");
    let tests = compile::program(&main, &["--test"]);
    let output = Command::new(&tests.path).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    let program = compile::program(&main, &[]);
    let run = Command::new(&program.path)
        .arg("synth")
        .current_dir(&directory)
        .env_clear()
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let template = fs::read_to_string(directory.join("templates/my-infra-files.template.json")).unwrap();
    assert!(template.contains("AWS::S3::BucketPolicy"), "{template}");
}

#[test]
fn nothing_is_overwritten_and_a_crate_has_a_name() {
    let sandbox = Sandbox::new();
    sandbox.write("full/file", "mine");
    let run = sandbox.run(&["new", "full"]).exits(2);
    assert!(run.stderr.contains("not an empty directory"), "{run}");
    let run = sandbox.run(&["new", "1st"]).exits(2);
    assert!(run.stderr.contains("cannot name a crate"), "{run}");
    let run = sandbox.run(&["new", "infra", "--path", "nowhere"]).exits(1);
    assert!(
        run.stderr.contains("no such directory") && !sandbox.path().join("infra").exists(),
        "{run}"
    );
    sandbox
        .run(&["new", "infra", "--git", "https://example.com/sa-infra"])
        .exits(0);
    assert!(
        sandbox
            .read("infra/Cargo.toml")
            .contains("git = \"https://example.com/sa-infra\"")
    );
    sandbox.run(&["new", "other"]).exits(0);
    let manifest = sandbox.read("other/Cargo.toml");
    let version = concat!("version = \"", env!("CARGO_PKG_VERSION"), "\"");
    assert!(manifest.contains(version), "{manifest}");
}
