//! Writes `src/aws` and `src/facts` from AWS's resource schemas. `cargo run -p codegen`; `-- --check` only compares.

mod archive;
mod catalog;
mod facts;
mod names;
mod output;
mod plan;
mod rust;
mod schema;
mod tables;
mod wheel;

use anyhow::{Context, Result, bail};
use clap::Parser;
use plan::Service;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes src/aws and src/facts from AWS's resource schemas.
#[derive(Parser)]
struct Args {
    /// Writes nothing; lists the files that are stale and exits 1 when there is one.
    #[arg(long)]
    check: bool,
    /// Reads this wheel of cfn-lint instead of fetching the pinned one.
    #[arg(long, value_name = "FILE.whl")]
    schemas: Option<PathBuf>,
}

/// The directories under `src` in which every file is generated.
const OWNED: [&str; 2] = ["aws", "facts/tables"];

fn main() -> Result<ExitCode> {
    let args = Args::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the generator lives in a workspace")?;
    let wheel = wheel::bytes(args.schemas.as_deref(), &root.join("target/codegen"))?;
    let schemas = archive::schemas(wheel)?;
    let mut listed = BTreeSet::new();
    for name in catalog::TYPES {
        if !schemas.contains_key(*name) {
            bail!("the schemas have no {name}, which catalog.rs lists");
        }
        listed.insert((*name).to_owned());
    }
    let wanted: BTreeSet<_> = listed.iter().map(|name| schema::parts(name).0).collect();
    let mut resources = BTreeMap::new();
    for (name, schema) in &schemas {
        if wanted.contains(&schema::parts(name).0) {
            resources.insert(
                name.clone(),
                schema::read(name, schema).with_context(|| name.clone())?,
            );
        }
    }
    let services = Service::plan(&resources);
    let mut files = rust::files(&services, &listed);
    files.extend(facts::files(&services, &listed)?);
    for (path, text) in &mut files {
        *text = output::format(text, root).with_context(|| path.clone())?;
    }
    let changes = output::changes(&root.join("src"), files, &OWNED)?;
    let mut out = std::io::stdout().lock();
    for (path, text) in &changes {
        let path = path.strip_prefix(root).unwrap_or(path).display();
        let what = match (args.check, text) {
            (true, _) => "stale",
            (false, Some(_)) => "wrote",
            (false, None) => "removed",
        };
        writeln!(out, "{what} {path}")?;
    }
    if args.check {
        return Ok(ExitCode::from(u8::from(!changes.is_empty())));
    }
    output::write(&changes)?;
    Ok(ExitCode::SUCCESS)
}
