//! Writes `src/aws` and `src/facts/facts.bin` from AWS's resource schemas. `cargo run -p codegen`; `-- --check` only compares.

#![expect(
    clippy::disallowed_methods,
    reason = "what is printed is generated from the schemas, and goes to developers"
)]

mod archive;
mod changes;
mod conditions;
mod facts;
mod features;
mod names;
mod output;
mod plan;
mod prose;
mod rust;
mod schema;
mod tables;
#[cfg(test)]
mod tests;
mod wheel;

use anyhow::{Context, Result};
use clap::Parser;
use output::Changes;
use plan::Service;
use std::collections::BTreeMap;
use std::fs;
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
    /// Reads this package of the CDK's documentation instead of fetching the pinned one.
    #[arg(long, value_name = "FILE.tgz")]
    prose: Option<PathBuf>,
    /// Prints what the schemas change, compared with those of this older wheel, as a table, and writes nothing.
    #[arg(long, value_name = "OLD.whl", conflicts_with = "check")]
    changes: Option<PathBuf>,
}

/// The directories in which every file is generated.
const OWNED: [&str; 1] = ["src/aws"];

fn main() -> Result<ExitCode> {
    let args = Args::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the generator lives in a workspace")?;
    let wheel = wheel::bytes(args.schemas.as_deref(), &root.join("target/codegen"))?;
    let prose = prose::read(args.prose.as_deref(), &root.join("target/codegen"))?;
    let conditions = conditions::lines(&wheel)?;
    let schemas = archive::schemas(wheel)?;
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
    resources.retain(|name, _| schemas.is_main(name));
    tables::choices::apply(&mut resources)?;
    let written = rust::files(&Service::plan(&resources), &prose);
    let mut files: BTreeMap<_, _> = written
        .files
        .into_iter()
        .map(|(path, text)| (format!("src/{path}"), text.into_bytes()))
        .collect();
    if let Some(index) = files.get_mut("src/aws.rs") {
        *index = output::format(&String::from_utf8_lossy(index), root)?.into_bytes();
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).context("cannot read Cargo.toml")?;
    let manifest = features::manifest(&manifest, &written.modules)?;
    files.insert("Cargo.toml".to_owned(), manifest.into_bytes());
    files.insert("src/facts/facts.bin".to_owned(), artifact);
    files.insert(
        "src/check/service/package.tsv".to_owned(),
        conditions.into_bytes(),
    );
    let changes = output::changes(root, files, &OWNED)?;
    report(&changes, root, args.check)?;
    if args.check {
        return Ok(ExitCode::from(u8::from(!changes.is_empty())));
    }
    output::write(&changes)?;
    Ok(ExitCode::SUCCESS)
}

/// Reports stale files, or those about to be written.
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
