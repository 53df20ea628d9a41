//! The bill of materials: the crates that cargo links, with licenses that we allow, and nothing specific to this
//! machine.

use crate::support::files;
use crate::support::release::{Release, TARGETS, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// The document for a target.
fn document(target: &str) -> Value {
    let directory = tempfile::tempdir().unwrap();
    let made = Release::shared().make_plain("sbom.py", &[target], directory.path());
    let text = fs::read_to_string(&made[0]).unwrap();
    let home = files::root().to_str().unwrap();
    assert!(!text.contains(home), "{home} is in it");
    serde_json::from_str(&text).unwrap()
}

/// The crates that cargo links for a target, as `name@version`.
fn linked(target: &str) -> BTreeSet<String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([
        "tree",
        "--locked",
        "--offline",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
    ]);
    let tree = run(cargo
        .args(["--format", "{p}", "--target", target])
        .current_dir(files::root()));
    let lines = tree.lines().filter_map(|line| line.split_once(" v"));
    let named = lines.map(|(name, version)| format!("{name}@{}", version.split(' ').next().unwrap()));
    named.filter(|name| !name.starts_with("sa-infra@")).collect()
}

#[test]
fn it_names_every_crate_that_cargo_links() {
    for target in [TARGETS[0], TARGETS[4]] {
        let document = document(target);
        let components = document["components"].as_array().unwrap();
        let name = |part: &Value| {
            format!(
                "{}@{}",
                part["name"].as_str().unwrap(),
                part["version"].as_str().unwrap()
            )
        };
        let named = components.iter().map(name).collect::<BTreeSet<_>>();
        let missing = linked(target).difference(&named).cloned().collect::<Vec<_>>();
        assert!(missing.is_empty() && named.len() > 100, "{missing:?}");
        let locked = files::read("Cargo.lock");
        for part in components {
            let hash = part["hashes"][0]["content"].as_str().unwrap();
            assert!(locked.contains(hash), "{part}");
        }
    }
}

#[test]
fn each_dependency_is_a_component_and_the_format_is_cyclonedx() {
    let document = document(TARGETS[1]);
    assert_eq!(
        (&document["bomFormat"], &document["specVersion"]),
        (&"CycloneDX".into(), &"1.5".into())
    );
    let of = |list: &Value, key: &str| {
        let values = list
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part[key].as_str().unwrap().to_owned());
        values.collect::<BTreeSet<_>>()
    };
    let mut known = of(&document["components"], "bom-ref");
    known.insert(
        document["metadata"]["component"]["bom-ref"]
            .as_str()
            .unwrap()
            .to_owned(),
    );
    assert_eq!(of(&document["dependencies"], "ref"), known);
    for dependency in document["dependencies"].as_array().unwrap() {
        for on in dependency["dependsOn"].as_array().unwrap() {
            assert!(known.contains(on.as_str().unwrap()), "{on}");
        }
    }
    let hash = document["metadata"]["component"]["hashes"][0]["content"]
        .as_str()
        .unwrap();
    let archive = crate::support::release::archive(TARGETS[1]) + ".sha256";
    assert!(
        fs::read_to_string(Release::shared().path().join(archive))
            .unwrap()
            .starts_with(hash)
    );
}
