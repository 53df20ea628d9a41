//! Committed files that are generated from code: pictures and references. `REGENERATE=1 cargo test --test it
//! generated` regenerates all of them.

use crate::support::cli::Sandbox;
use crate::support::files;

/// Compares a committed file with its expected contents, or writes it.
pub(super) fn holds(path: &str, current: &str) {
    if std::env::var_os("REGENERATE").is_some() {
        std::fs::write(files::root().join(path), current).unwrap();
    }
    let committed = std::fs::read_to_string(files::root().join(path)).unwrap_or_default();
    let fix = "run `REGENERATE=1 cargo test --test it generated`";
    assert!(committed == current, "{path} is stale: {fix}");
}

#[test]
fn the_pictures_are_those_of_the_stacks() {
    for (path, stacks) in [
        (
            "doc/stacks.svg",
            &["app-infra-base", "app-infra-compute", "app-infra-develop"][..],
        ),
        ("doc/simple-trader.svg", &["simple-trader"]),
    ] {
        let run = Sandbox::new().run(&[&["diagram"], stacks].concat()).exits(0);
        holds(path, &run.stdout);
    }
}

#[test]
fn the_reference_of_commands_is_their_help() {
    let run = Sandbox::new().run(&["man", "--markdown"]).exits(0);
    holds("doc/commands.md", &run.stdout);
}

#[test]
fn the_reference_of_the_configuration_is_the_file_that_init_writes() {
    let sandbox = Sandbox::new();
    sandbox.run(&["init"]).exits(0);
    let page = files::read("doc/configuration.md");
    let (by_hand, _) = page.split_once("## Every key\n").unwrap();
    let keys = sandbox.read("sa-infra.toml");
    holds(
        "doc/configuration.md",
        &format!(
            "{by_hand}## Every key\n\nThe file that `sa-infra init` writes:\n\n```toml\n{}\n```\n",
            keys.trim_end()
        ),
    );
}

/// Created by tools/record.py; its contents depend on the clock, so only its commands are checked.
#[test]
fn the_recorded_session_is_of_commands_that_there_are() {
    let session = files::read("doc/session.svg");
    let title = session
        .split("<title>")
        .nth(1)
        .unwrap()
        .split("</title>")
        .next()
        .unwrap();
    let commands = title
        .split("; ")
        .map(|line| line.strip_prefix("sa-infra ").unwrap());
    let commands = commands.map(|rest| rest.split(' ').next().unwrap());
    let commands = commands.collect::<Vec<_>>();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        Sandbox::new().run(&[command, "--help"]).exits(0);
    }
}
