//! The documentation: the binary accepts every command in it, and every link has a target.

use crate::support::cli::Sandbox;
use crate::support::files;
use std::path::{Path, PathBuf};

/// Every page that people read.
fn pages() -> Vec<PathBuf> {
    let mut pages = files::ending("doc", ".md");
    pages.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(PathBuf::from));
    pages
}

/// The commands of a page: lines of its examples, and text in backticks.
fn commands(page: &str) -> Vec<String> {
    let mut is_fenced = false;
    let examples = page.lines().filter(|line| {
        is_fenced ^= line.starts_with("```");
        is_fenced || line.starts_with("    ")
    });
    let lines = examples.map(|line| line.trim_start().trim_start_matches("$ "));
    let lines = lines.filter(|line| line.starts_with("sa-infra ") || line.starts_with("cargo run -- "));
    let inline = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.starts_with("sa-infra "));
    let mut commands = Vec::new();
    for line in lines.chain(inline) {
        let line = line
            .trim_start_matches("cargo run -- ")
            .trim_start_matches("sa-infra ");
        // Comments, other programs, and arguments for another program.
        let ends = [" #", ";", "<", ">", "|", " -- ", " --command"];
        let end = ends.iter().filter_map(|end| line.find(end)).min();
        commands.push(line[..end.unwrap_or(line.len())].trim().to_owned());
    }
    commands
}

#[test]
fn every_command_in_it_exists() {
    let sandbox = Sandbox::new();
    let mut tried = 0;
    for path in pages() {
        for command in commands(&files::read(&path)) {
            // Placeholders are removed, unless a flag needs a value.
            let stands = |word: &str| {
                word.starts_with('[') || word.ends_with(']') || word == "PURPOSE" || word == "SHELL"
            };
            let words = command
                .split_whitespace()
                .filter(|word| !stands(word))
                .chain(["--help"]);
            let run = sandbox.run(&words.collect::<Vec<_>>());
            assert_eq!(run.code, 0, "{}: `{command}`: {run}", path.display());
            tried += 1;
        }
    }
    assert!(tried > 80, "only {tried} commands were found");
}

/// The anchors of a page's headings.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter_map(|line| line.strip_prefix('#'));
    let anchor = |heading: &str| {
        let kept = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = kept
            .chars()
            .filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign));
        kept.collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for path in pages() {
        let page = files::read(&path);
        for target in page
            .split("](")
            .skip(1)
            .map(|rest| rest.split(')').next().unwrap())
        {
            if target.contains("://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = match file {
                "" => path.clone(),
                file => path.parent().unwrap_or(Path::new("")).join(file),
            };
            let found = files::root().join(&file);
            assert!(found.exists(), "{}: {target} leads nowhere", path.display());
            if !anchor.is_empty() {
                let anchors = anchors(&files::read(&file));
                assert!(
                    anchors.iter().any(|known| known == anchor),
                    "{}: {target}: {anchors:?}",
                    path.display()
                );
            }
            followed += 1;
        }
    }
    assert!(followed > 60, "only {followed} links were found");
}
