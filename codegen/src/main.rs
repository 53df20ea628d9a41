//! Writes `src/aws` and `src/facts/facts.bin` from AWS's resource schemas. `cargo run -p codegen`; `-- --check` only compares.

#![expect(
    clippy::disallowed_methods,
    reason = "what is printed is generated from the schemas, and goes to developers"
)]

mod archive;
mod catalog;
mod changes;
mod code;
mod conditions;
mod facts;
mod names;
mod output;
mod plan;
mod rust;
mod scale;
mod schema;
mod tables;
#[cfg(test)]
mod tests;
mod wheel;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use output::Changes;
use plan::Service;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes src/aws and src/facts/facts.bin from AWS's resource schemas.
#[derive(Parser)]
struct Args {
    /// Writes nothing; lists the files that are stale and exits 1 when there is one.
    #[arg(long)]
    check: bool,
    /// Reads this wheel of cfn-lint instead of fetching the pinned one.
    #[arg(long, value_name = "FILE.whl")]
    schemas: Option<PathBuf>,
    /// Generates all types there are, into a copy of this package at --out.
    #[arg(long, requires = "out", conflicts_with = "check")]
    all: bool,
    /// Prints what the schemas change, compared with those of this older wheel, as a table, and writes nothing.
    #[arg(long, value_name = "OLD.whl", conflicts_with_all = ["check", "all"])]
    changes: Option<PathBuf>,
    /// The directory for --all.
    #[arg(long, value_name = "DIR", requires = "all")]
    out: Option<PathBuf>,
}

/// The directories under `src` in which every file is generated.
const OWNED: [&str; 1] = ["aws"];

fn main() -> Result<ExitCode> {
    let args = Args::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the generator lives in a workspace")?;
    let wheel = wheel::bytes(args.schemas.as_deref(), &root.join("target/codegen"))?;
    let conditions = conditions::lines(&wheel)?;
    let schemas = archive::schemas(wheel)?;
    let listed = if args.all {
        schemas
            .types
            .keys()
            .filter(|name| schemas.is_main(name))
            .cloned()
            .collect()
    } else {
        catalog(&schemas.types)?
    };
    let mut resources = BTreeMap::new();
    for (name, schema) in &schemas.types {
        let mut resource = schema::read(name, schema).with_context(|| name.clone())?;
        resource.stateful = schemas.stateful.contains(name);
        resources.insert(name.clone(), resource);
    }
    if let Some(old) = &args.changes {
        let old = archive::schemas(wheel::bytes(Some(old), root)?)?;
        let mut before = BTreeMap::new();
        for (name, schema) in &old.types {
            before.insert(
                name.clone(),
                schema::read(name, schema).with_context(|| name.clone())?,
            );
        }
        write!(
            std::io::stdout().lock(),
            "{}",
            changes::table(&before, &resources)
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let artifact = facts::artifact(&resources, &schemas.regions, &wheel::source())?;
    let wanted: BTreeSet<_> = listed.iter().map(|name| schema::parts(name).0).collect();
    resources.retain(|name, _| schemas.is_main(name) && wanted.contains(&schema::parts(name).0));
    let services = Service::plan(&resources);
    let mut files = BTreeMap::new();
    for (path, text) in rust::files(&services, &listed) {
        let text = output::format(&text, root).with_context(|| path.clone())?;
        files.insert(path, text.into_bytes());
    }
    files.insert("facts/facts.bin".to_owned(), artifact);
    files.insert("check/service/package.tsv".to_owned(), conditions.into_bytes());
    let target = args.out.as_deref().unwrap_or(root);
    if args.all {
        scale::copy(root, target)?;
    }
    let changes = output::changes(&target.join("src"), files, &OWNED)?;
    report(&changes, target, args.check)?;
    if args.check {
        return Ok(ExitCode::from(u8::from(!changes.is_empty())));
    }
    output::write(&changes)?;
    Ok(ExitCode::SUCCESS)
}

/// The types in the catalog; all of them have a schema.
fn catalog(schemas: &BTreeMap<String, Value>) -> Result<BTreeSet<String>> {
    for name in catalog::TYPES {
        ensure!(
            schemas.contains_key(*name),
            "the schemas have no {name}, which catalog.rs lists"
        );
    }
    Ok(catalog::TYPES.iter().map(|name| (*name).to_owned()).collect())
}

/// Says what is stale, or about to be written.
fn report(changes: &Changes, target: &Path, check: bool) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for (path, text) in changes {
        let path = path.strip_prefix(target).unwrap_or(path).display();
        let what = match text {
            _ if check => "stale",
            Some(_) => "writing",
            None => "removing",
        };
        writeln!(out, "{what} {path}")?;
    }
    Ok(())
}
