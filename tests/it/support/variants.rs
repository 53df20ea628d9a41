//! Every configuration in `variants`, and its templates.

use super::cli::Sandbox;
use super::files;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Every region in a configuration.
pub const REGIONS: &[&str] = &["us-east-1", "eu-central-1", "ap-south-1"];

/// Writes the templates of every configuration below the sandbox, one directory each. Returns those that differ from
/// all earlier ones.
pub fn distinct_templates(sandbox: &Sandbox) -> Vec<PathBuf> {
    let mut distinct = BTreeMap::new();
    for variant in files::ending("tests/it/variants", ".toml") {
        let name = variant.file_stem().unwrap().to_string_lossy().into_owned();
        let config = sandbox.write(&format!("{name}.toml"), &files::read(&variant));
        let out = sandbox.path().join(name);
        let arguments = [
            "synth",
            "--config",
            config.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ];
        sandbox.run(&arguments).exits(0);
        for template in fs::read_dir(&out).unwrap() {
            let path = template.unwrap().path();
            let stack = path.file_name().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            distinct.entry((stack, text)).or_insert(path);
        }
    }
    distinct.into_values().collect()
}
