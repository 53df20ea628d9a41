//! The workflows, as far as they can be tested here: valid YAML of the right structure, valid scripts, pinned
//! actions, and release archives that `cargo binstall` finds.

use crate::support::files;
use crate::support::python;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// A workflow, parsed as YAML. The key `on` is a boolean in YAML 1.1.
fn workflow(name: &str) -> Value {
    let code = "import json, sys, yaml; print(json.dumps({str(k): v for k, v in yaml.safe_load(open(sys.argv[1])).items()}))";
    let path = files::root().join(".github/workflows").join(name);
    let output = Command::new(python::tool("python"))
        .args(["-c", code])
        .arg(&path)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

const WORKFLOWS: [&str; 3] = ["ci.yml", "publish.yml", "release.yml"];

/// A workflow, a job of it, and its permissions.
type Permissions = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The permissions of jobs besides reading the project, and why: all others are refused.
const MAY: &[Permissions] = &[
    // The draft of the release, and the attestation of its files.
    (
        "release.yml",
        "draft",
        &[
            ("actions", "read"),
            ("attestations", "write"),
            ("contents", "write"),
            ("id-token", "write"),
        ],
    ),
    // Both registries trust the workflow itself, so there is no token to leak.
    (
        "publish.yml",
        "pypi",
        &[("contents", "read"), ("id-token", "write")],
    ),
    (
        "publish.yml",
        "npm",
        &[("contents", "read"), ("id-token", "write")],
    ),
];

fn steps(workflow: &Value) -> Vec<Value> {
    let jobs = workflow["jobs"].as_object().unwrap().values();
    jobs.flat_map(|job| job["steps"].as_array().unwrap().clone())
        .collect()
}

#[test]
fn they_say_when_they_run_what_they_may_and_how_long() {
    for name in WORKFLOWS {
        let workflow = workflow(name);
        assert!(workflow["True"].is_object(), "{name}: when?");
        assert_eq!(
            workflow["permissions"],
            serde_json::json!({"contents": "read"}),
            "{name}"
        );
        for (job, what) in workflow["jobs"].as_object().unwrap() {
            assert!(what["runs-on"].is_string(), "{name}/{job}");
            let may = MAY.iter().find(|(file, of, _)| (*file, *of) == (name, &**job));
            let may =
                may.map(|(_, _, may)| may.iter().map(|(what, how)| ((*what).to_owned(), (*how).into())));
            let may = may.map(|may| Value::Object(may.collect())).unwrap_or_default();
            assert_eq!(what["permissions"], may, "{name}/{job}");
            assert!(what["timeout-minutes"].is_u64(), "{name}/{job}");
        }
        for step in steps(&workflow) {
            assert!(
                step["run"].is_string() != step["uses"].is_string(),
                "{name}: {step}"
            );
        }
    }
}

#[test]
fn actions_are_pinned_and_the_token_is_left_with_no_one() {
    for step in WORKFLOWS.iter().flat_map(|name| steps(&workflow(name))) {
        let Some(action) = step["uses"].as_str() else {
            continue;
        };
        let (action, commit) = action.split_once('@').unwrap();
        assert!(
            commit.len() == 40 && commit.chars().all(|sign| sign.is_ascii_hexdigit()),
            "{action}@{commit}"
        );
        if action == "actions/checkout" {
            assert_eq!(step["with"]["persist-credentials"], false);
        }
    }
}

#[test]
fn scripts_are_scripts_and_what_they_call_is_there() {
    for step in WORKFLOWS.iter().flat_map(|name| steps(&workflow(name))) {
        let Some(script) = step["run"].as_str() else {
            continue;
        };
        assert!(
            !script.contains("${{"),
            "an expression would be pasted into the script: {script}"
        );
        let checked = Command::new("bash").args(["-n", "-c", script]).output().unwrap();
        assert!(
            checked.status.success(),
            "{script}: {}",
            String::from_utf8_lossy(&checked.stderr)
        );
        for word in script
            .split_whitespace()
            .filter(|word| word.starts_with("tools/") || word.starts_with(".ci/"))
        {
            assert!(
                files::root().join(Path::new(word)).exists(),
                "{word} is not there"
            );
        }
    }
}

#[test]
fn binstall_looks_for_what_a_release_packs() {
    let built = &workflow("release.yml")["jobs"]["build"]["strategy"]["matrix"]["include"];
    let built = built
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["target"].as_str().unwrap());
    let built = built.collect::<Vec<_>>();
    let manifest = files::read("Cargo.toml");
    // The archives contain the version and the target, as tools/package/archive names them.
    assert!(
        manifest
            .contains("/releases/download/v{ version }/sa-infra-{ version }-{ target }{ archive-suffix }")
    );
    assert!(files::read("tools/package/archive").contains("name=sa-infra-${version#sa-infra }-$target"));
    // A target that uses the archive of another one: that one is built.
    for line in manifest
        .lines()
        .filter(|line| line.starts_with("bin-dir = ") && line.contains("-linux-musl"))
    {
        let target = line
            .split("{ version }-")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap();
        assert!(built.contains(&target), "{target} is not built: {built:?}");
    }
    assert_eq!(built.len(), 5, "{built:?}");
    let rust = format!("RUSTUP_TOOLCHAIN: \"{}\"", env!("CARGO_PKG_RUST_VERSION"));
    for name in ["ci.yml", "release.yml"] {
        assert!(
            files::read(format!(".github/workflows/{name}")).contains(&rust),
            "{name}: {rust}"
        );
    }
}

#[test]
fn zizmor_finds_nothing_that_an_attacker_could_use() {
    let output = Command::new(python::tool("zizmor"))
        .args(["--offline", "--no-progress", "--no-config", "--color", "never"])
        .arg(files::root().join(".github/workflows"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    for name in WORKFLOWS {
        assert!(told.contains(name), "{name} was not read: {told}");
    }
}
