//! `new`: writes a crate with one stack, its test, a workflow for CI and a README.

use super::{Context, Failure};
use crate::local::disk;
use crate::settings::quoted;
use std::path::{Path, PathBuf};

/// Write a crate with one stack, its test, CI and a README.
///
/// The crate builds and synthesizes at once: `cargo run -- synth`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra new my-infra\n  sa-infra new my-infra --path ../sa-infra")]
pub(super) struct Args {
    /// Directory to create, which also names the crate
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
    /// Use the library from this directory instead of the registry
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "git")]
    path: Option<PathBuf>,
    /// Use the library from this Git repository instead of the registry
    #[arg(long, value_name = "URL")]
    git: Option<String>,
}

/// The files of the crate, each with its text.
const FILES: [(&str, &str); 6] = [
    ("Cargo.toml", include_str!("new/Cargo.toml.txt")),
    ("src/main.rs", include_str!("new/main.rs.txt")),
    ("src/stacks.rs", include_str!("new/stacks.rs.txt")),
    (".github/workflows/ci.yml", include_str!("new/ci.yml.txt")),
    (".gitignore", "/target\n"),
    ("README.md", include_str!("new/README.md.txt")),
];

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let name = name(&args.directory)?;
    let shown = args.directory.display().to_string();
    let is_free = |directory: &Path| match std::fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if !is_free(&args.directory) {
        let reason = format!("new: {shown} exists and is not an empty directory");
        return Err(Failure::usage(reason, "name a directory that does not exist"));
    }
    let library = library(args)?;
    for (file, text) in FILES {
        let path = args.directory.join(file);
        let text = text.replace("{name}", &name).replace("{library}", &library);
        if let Some(directory) = path.parent() {
            disk::make(directory).map_err(|error| refused(&error))?;
        }
        disk::create(&path, text.as_bytes()).map_err(|error| refused(&error))?;
    }
    let files = FILES.map(|(file, _)| args.directory.join(file).display().to_string());
    let wrote = serde_json::json!({ "directory": shown, "files": files });
    context.show(&wrote, |out, _| {
        writeln!(out, "wrote {} files to {shown}", files.len())
    })?;
    context.next(&format!(
        "`cd {shown} && cargo run -- synth` builds it and writes the templates"
    ))
}

fn refused(error: &disk::Error) -> Failure {
    Failure::Failed {
        reason: format!("new: {error}"),
        fix: error.fix(),
    }
}

/// The name of the crate.
fn name(directory: &Path) -> Result<String, Failure> {
    let last = directory
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    let begins = last.starts_with(|char: char| char.is_ascii_alphabetic());
    if begins && last.chars().all(is_plain) && last != "test" && last != "sa-infra" {
        return Ok(last.to_owned());
    }
    let reason = format!("new: \"{last}\" cannot name a crate");
    let fix = "name a directory with letters, digits, - and _, such as my-infra";
    Err(Failure::usage(reason, fix))
}

/// Where the library comes from, as Cargo.toml writes it.
fn library(args: &Args) -> Result<String, Failure> {
    if let Some(path) = &args.path {
        let whole = path.canonicalize();
        let whole = whole.map_err(|error| refused(&disk::Error::new("list", path, error)))?;
        if !whole.join("Cargo.toml").is_file() {
            let reason = format!("new: {} has no Cargo.toml", path.display());
            return Err(Failure::usage(
                reason,
                "name the directory of the library with --path",
            ));
        }
        return Ok(format!("path = {}", quoted(&whole.to_string_lossy())));
    }
    if let Some(url) = &args.git {
        return Ok(format!("git = {}", quoted(url)));
    }
    Ok(format!("version = {}", quoted(env!("CARGO_PKG_VERSION"))))
}
