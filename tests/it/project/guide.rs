//! The guide for programs of one's own, followed line by line from an empty directory.

use crate::support::{compile, files};
use std::fs;
use std::process::Command;

/// The first block of the guide that begins like this.
fn block<'a>(guide: &'a str, fence: &str) -> &'a str {
    let (_, after) = guide.split_once(&format!("\n```{fence}\n")).unwrap();
    after.split_once("\n```").unwrap().0
}

#[test]
fn its_lines_lead_from_an_empty_directory_to_templates() {
    let directory = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(files::root(), directory.path().join("sa-infra")).unwrap();
    let guide = files::read("doc/library.md");
    let lines = block(&guide, "sh").lines().flat_map(|line| line.split(" && "));
    let mut here = directory.path().to_owned();
    for line in lines {
        let words = line.split(' ').collect::<Vec<_>>();
        match words.as_slice() {
            ["cd", below] => here.push(below),
            ["cargo", arguments @ ..] => {
                let offline: &[&str] = if arguments[0] == "new" {
                    &["--vcs", "none"]
                } else {
                    &["--offline"]
                };
                let run = compile::cargo()
                    .args(arguments)
                    .args(offline)
                    .current_dir(&here)
                    .output()
                    .unwrap();
                assert!(
                    run.status.success(),
                    "{line}: {}",
                    String::from_utf8_lossy(&run.stderr)
                );
            }
            _ => panic!("{line} is not followed"),
        }
    }
    let main = here.join("src/main.rs");
    fs::write(&main, block(&guide, "rust,no_run")).unwrap();
    let program = compile::program(&main, &[]);
    let commands = guide.split("use every command: ").nth(1).unwrap();
    let commands = commands.split('.').next().unwrap().split('`').skip(1).step_by(2);
    let offline = commands.map(|command| command.trim_start_matches("cargo run -- "));
    for command in offline.filter(|command| !["diff", "deploy"].contains(command)) {
        let run = Command::new(&program.path)
            .arg(command)
            .current_dir(&here)
            .env_clear()
            .output()
            .unwrap();
        assert!(
            run.status.success(),
            "{command}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
    }
    assert!(here.join("templates/alerts.template.json").is_file());
}
