//! The findings of independent security tools about templates: checkov, cdk-nag, AWS Control Tower's rules by
//! cfn-guard, and CloudFormation's own validation. Two processes for all of them.

use super::{files, node, python};
use sa_infra::local::emulator::python::program;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Output};

/// The rule and the logical ID of the resource, or the name of the template.
pub type Finding = (String, String);

/// The findings of all of them; `None` without Node.
pub fn findings(templates: &[PathBuf]) -> Option<BTreeSet<Finding>> {
    let modules = node::modules()?;
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    std::thread::scope(|scope| {
        let checkov = scope.spawn(|| checkov(templates));
        let output = Command::new("node")
            .arg(files::root().join("tests/it/support/judges.js"))
            .arg(home.path())
            .args(templates)
            .current_dir(&home)
            .env("NODE_PATH", modules)
            .output();
        let found = std::fs::read(home.path().join("findings.json"));
        let found = found.unwrap_or_else(|error| panic!("{error}: {}", said(&output.unwrap())));
        let found: Vec<Finding> = serde_json::from_slice(&found).unwrap();
        Some(found.into_iter().chain(checkov.join().unwrap()).collect())
    })
}

fn checkov(templates: &[PathBuf]) -> Vec<Finding> {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let environment = python::environment(&files::read("tests/checkov.txt"));
    let environment = environment.unwrap_or_else(|error| panic!("{error}\n{}", error.fix()));
    let output = Command::new(program(&environment, "checkov"))
        .args([
            "--framework",
            "cloudformation",
            "--output",
            "json",
            "--compact",
            "--quiet",
        ])
        .args(["--skip-download", "--soft-fail", "--file"])
        .args(templates)
        .current_dir(&home)
        .env("HOME", home.path())
        .output()
        .unwrap();
    let Ok(report) = serde_json::from_slice::<Value>(&output.stdout) else {
        panic!("checkov failed: {}", said(&output));
    };
    assert_eq!(report["summary"]["parsing_errors"], 0, "{}", said(&output));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let failed = report["results"]["failed_checks"].as_array().unwrap().iter();
    let finding = |failed: &Value| {
        let resource = text(&failed["resource"]);
        (
            text(&failed["check_id"]),
            resource.rsplit('.').next().unwrap().to_owned(),
        )
    };
    failed.map(finding).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}
