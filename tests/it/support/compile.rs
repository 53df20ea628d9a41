//! The compiler's output for code that uses the library: one call of rustc with the library that cargo has just built
//! for this test, instead of a second build of every dependency.

use super::files;
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The compiler's output, without parts that differ between machines; empty if it succeeds.
pub fn complaint(case: &Path) -> String {
    let library = library();
    let out = tempfile::tempdir().unwrap();
    let output = rustc()
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
            "--out-dir",
        ])
        .arg(out.path())
        .args([
            "--color",
            "never",
            "--diagnostic-width",
            "110",
            "-A",
            "warnings",
            "-L",
        ])
        .arg(format!("dependency={}", library.parent().unwrap().display()))
        .arg(format!("--extern=sa_infra={}", library.display()))
        .arg(case)
        .current_dir(files::root())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), text.is_empty(), "{text}");
    portable(&text)
}

/// A program that was compiled, in a directory of its own.
pub struct Program {
    /// The executable.
    pub path: PathBuf,
    _directory: tempfile::TempDir,
}

/// Compiles a program that uses the library, without building the library again.
pub fn program(main: &Path, arguments: &[&str]) -> Program {
    let library = library();
    let built = library.parent().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("program");
    let output = rustc()
        .args([
            "--edition",
            "2024",
            "--crate-name",
            "program",
            "-C",
            "debuginfo=0",
            "-o",
        ])
        .arg(&path)
        .args(arguments)
        .arg("-L")
        .arg(format!("dependency={}", built.display()))
        .arg(format!("--extern=sa_infra={}", library.display()))
        .arg(main)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Program {
        path,
        _directory: directory,
    }
}

/// Cargo, without what it tells the programs that it runs: build scripts that look at that would run again, and with them
/// everything that needs them would be built again.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let told = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"];
        if told.iter().any(|start| text.starts_with(start)) {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// The wording of the compiler changes with its version: `1.95`, say.
pub fn rustc_version() -> String {
    let version = told(rustc().arg("--version").output().unwrap());
    let number = version.split(' ').nth(1).unwrap_or_default();
    number.rsplit_once('.').unwrap_or_default().0.to_owned()
}

fn rustc() -> Command {
    Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// The path of the library that this test is linked with: it is already built.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let mut cargo = cargo();
        cargo.args([
            "test",
            "--test",
            "it",
            "--no-run",
            "--offline",
            "--message-format",
            "json",
        ]);
        cargo.args([
            "--profile",
            &profile(),
            "--no-default-features",
            "--features",
            &features(),
        ]);
        let messages = told(cargo.current_dir(files::root()).output().unwrap());
        let messages = messages
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut built = messages
            .filter(|message| message["target"]["name"] == "sa_infra" && message["profile"]["test"] == false)
            .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default());
        let is_library = |file: &Value| {
            file.as_str()
                .is_some_and(|file| file.split('.').next_back() == Some("rlib"))
        };
        let library = built.find(is_library);
        library.unwrap().as_str().unwrap().into()
    })
}

/// The profile of this test: the name of its folder.
fn profile() -> String {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap().file_name().unwrap().to_str();
    match folder.unwrap() {
        "debug" => "test".to_owned(),
        name => name.to_owned(),
    }
}

/// The features of this test.
fn features() -> String {
    let features = [
        ("default", cfg!(feature = "default")),
        ("aws", cfg!(feature = "aws")),
        ("cli", cfg!(feature = "cli")),
        ("stacks", cfg!(feature = "stacks")),
        ("all-services", cfg!(feature = "all-services")),
    ];
    let on = features.iter().filter(|(_, is_on)| *is_on);
    on.map(|(name, _)| *name).collect::<Vec<_>>().join(",")
}

fn told(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The end of every output, and names of files of this machine.
const NOISE: [&str; 3] = [
    "error: aborting due to",
    "For more information about this error",
    "full name for the type has been written",
];

/// Removes line numbers of the library and excerpts of the standard library, whose sources are not installed
/// everywhere. The margin depends on the largest line number; here it is always four.
fn portable(text: &str) -> String {
    let mut result = String::new();
    let (mut foreign, mut margin, mut listing) = (false, 0, false);
    for line in text
        .lines()
        .filter(|line| !NOISE.iter().any(|noise| line.contains(noise)))
    {
        let start = line.trim_start();
        // The list of suggestions grows with the library.
        listing &= !start.starts_with("= ") && !line.starts_with(char::is_alphabetic);
        listing |= line.contains("the following other types implement trait");
        if listing {
            continue;
        }
        if let Some(place) = start.strip_prefix("--> ").or(start.strip_prefix("::: ")) {
            margin = line.len() - start.len();
            foreign = !place.starts_with("tests/");
            let file = place.split(':').next().unwrap_or_default();
            let file = file.rsplit_once("/library/").map_or(file, |(_, file)| file);
            writeln!(
                result,
                "    {}{}",
                &start[..4],
                if foreign { file } else { place }
            )
            .unwrap();
            continue;
        }
        // A comment without a place of its own is about the project's code again.
        foreign &= !line.starts_with(char::is_alphabetic);
        match line.split_at_checked(margin) {
            _ if line == "..." && foreign => {}
            Some((number, rest)) if margin > 0 && !number.contains(char::is_alphabetic) => {
                if !foreign || !rest.starts_with(" |") {
                    writeln!(result, "{:>4}{rest}", number.trim()).unwrap();
                }
            }
            _ => writeln!(result, "{line}").unwrap(),
        }
    }
    result.trim_end().to_owned()
}
