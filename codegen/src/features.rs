//! The cargo feature of each service, and its lines in the manifest.

use crate::tables::groups;
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The registry's maximum.
const MOST: usize = 300;

const BEGIN: &str = "# BEGIN services: written by `cargo run -p codegen`.\n";
const END: &str = "# END services\n";

/// The feature of the service whose module is called `module`.
pub(crate) fn of(module: &str) -> &str {
    groups::of(module).unwrap_or(module)
}

/// The manifest `text` with a feature for each of `modules`.
pub(crate) fn manifest(text: &str, modules: &BTreeSet<String>) -> Result<String> {
    let (before, rest) = text
        .split_once(BEGIN)
        .context("Cargo.toml has no services to begin with")?;
    let (_, after) = rest
        .split_once(END)
        .context("the services in Cargo.toml do not end")?;
    let mut features: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for module in modules {
        features.entry(of(module)).or_default().push(module);
    }
    for module in groups::all() {
        ensure!(
            modules.contains(module),
            "tables/groups.rs names {module}, which the schemas do not have"
        );
    }
    let others = before.rsplit_once("[features]\n").map_or("", |(_, lines)| lines);
    let others = others
        .lines()
        .chain(after.lines().take_while(|line| !line.starts_with('[')));
    let others = others.filter(|line| line.contains(" = [")).count();
    let all = features.len() + others + 1;
    ensure!(
        all <= MOST,
        "{all} features, and the registry takes {MOST}: group more services in tables/groups.rs"
    );
    let mut lines = String::from("all-services = [\n");
    for feature in features.keys() {
        let _ = writeln!(lines, "    {feature:?},");
    }
    lines.push_str("]\n");
    for feature in features.keys() {
        let _ = writeln!(lines, "{feature} = []");
    }
    Ok(format!("{before}{BEGIN}{lines}{END}{after}"))
}
